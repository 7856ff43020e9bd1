/** The end of every way to add a server: what it is called, what it wants, and adding it. */
import { type ReactNode, useState } from 'react'
import type { Answer } from '../../../api/api.ts'
import { useChange } from '../../../api/hooks.ts'
import { fieldProblem, sayProblem } from '../../../api/problem-text.ts'
import { useOrganisation } from '../../../api/who.ts'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { ProofFields } from './proof-fields.tsx'
import { authenticationOf, type From, UNTYPED } from './wish.ts'

/** A server that was added, and what the visit found. */
export type Added = Answer<'servers.create'>

interface AddFormProps {
  /** Undefined: it is not chosen yet. */
  readonly from: From | undefined
  readonly suggested: string
  readonly label?: string | undefined
  /** Programs take no credentials but their parameters. */
  readonly isProgram?: boolean
  /** Fields of this way, with what was wrong with the last try. */
  readonly children?: (error: unknown) => ReactNode
  readonly onAdded: (added: Added) => void
}

/** Shows it. */
export function AddForm({ from, suggested, label, isProgram = false, children, onAdded }: AddFormProps) {
  const organisation = useOrganisation()
  const [typed, setTyped] = useState(UNTYPED)
  const create = useChange('servers.create')
  const slug = typed.slug ?? suggested
  function submit(): void {
    if (from === undefined) return
    const body = { slug, from, authentication: authenticationOf(typed), ...(label !== undefined && { label }) }
    // What is read anew may take the form away before it is told: a promise is kept all the same.
    create.mutateAsync({ params: { organisation }, body }).then(onAdded, () => undefined)
  }
  return (
    <form
      className="flex max-w-xl flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {children?.(create.error)}
      <TextField
        label="Name in addresses"
        hint={`Clients reach it at /mcp/${slug || '…'}. It stays.`}
        mono
        required
        pattern="[a-z0-9\-]{1,63}"
        title="1 to 63 of a–z, 0–9 and hyphens"
        error={fieldProblem(create.error, 'slug')}
        value={slug}
        onChange={({ target }) => setTyped({ ...typed, slug: target.value })}
      />
      {!isProgram && (
        <ProofFields typed={typed} onType={setTyped} wrong={(field) => fieldProblem(create.error, field)} />
      )}
      <Wrong error={create.error} />
      <div className="flex items-center gap-3">
        <Button type="submit" kind="primary" busy={create.isPending} disabled={from === undefined}>
          {create.isPending ? 'Visiting it…' : 'Add it'}
        </Button>
        <span className="text-ink-soft">It is visited first; only its list of tools is asked for.</span>
      </div>
    </form>
  )
}

/** What is wrong, as a whole: a field may be on another page, or none. */
function Wrong({ error }: { readonly error: unknown }) {
  if (error === null) return null
  const { detail, remedy } = sayProblem(error)
  return (
    <p role="alert" className="rounded-md bg-critical-soft px-3 py-2 text-critical">
      {detail} {remedy}
    </p>
  )
}
