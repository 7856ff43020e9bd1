/** How calls prove themselves to a server: nothing, a header, or a log-in there. */
import { fieldProblem } from '../../../api/problem-text.ts'
import { SelectField, TextField } from '../../../ui/field.tsx'
import type { Proof, Typed } from './wish.ts'

const CHOICES: readonly { readonly value: Proof; readonly label: string }[] = [
  { value: 'none', label: 'Nothing' },
  { value: 'bearer', label: 'A bearer token' },
  { value: 'header', label: 'A header, such as an API key' },
  { value: 'oauth', label: 'A log-in there (OAuth)' },
]

interface ProofFieldsProps {
  readonly typed: Typed
  readonly onType: (typed: Typed) => void
  /** Of the last try. */
  readonly error: unknown
}

/** Shows them. */
export function ProofFields({ typed, onType, error }: ProofFieldsProps) {
  const { proof, header, secret } = typed
  const problem =
    fieldProblem(error, `authentication/headers/${proof === 'bearer' ? 'Authorization' : header}`) ??
    fieldProblem(error, 'authentication/headers') ??
    fieldProblem(error, 'authentication/kind')
  return (
    <>
      <SelectField
        label="It wants"
        choices={CHOICES}
        value={proof}
        onChange={(value) => onType({ ...typed, proof: CHOICES.find((one) => one.value === value)?.value ?? 'none' })}
        {...(proof === 'oauth' && { hint: 'You log in there after it was added.' })}
      />
      {proof === 'header' && (
        <TextField
          label="Header"
          mono
          required
          value={header}
          onChange={({ target }) => onType({ ...typed, header: target.value })}
        />
      )}
      {(proof === 'header' || proof === 'bearer') && (
        <TextField
          label={proof === 'bearer' ? 'Token' : 'Its value'}
          type="password"
          autoComplete="off"
          required
          error={problem}
          hint="It is sealed, and never shown again."
          value={secret}
          onChange={({ target }) => onType({ ...typed, secret: target.value })}
        />
      )}
    </>
  )
}
