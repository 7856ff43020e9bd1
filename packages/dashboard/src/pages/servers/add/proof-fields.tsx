/** How calls prove themselves to a server: nothing, a header, or a log-in there. */
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
  /** What is wrong with a field of the last try, by its JSON Pointer below the body; undefined: nothing. */
  readonly wrong: (field: string) => string | undefined
}

/** Shows them. */
export function ProofFields({ typed, onType, wrong }: ProofFieldsProps) {
  const { proof, header, secret } = typed
  const problem =
    wrong(`authentication/headers/${proof === 'bearer' ? 'Authorization' : header}`) ??
    wrong('authentication/headers') ??
    wrong('authentication/kind')
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
