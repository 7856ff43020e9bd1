/** Tries a token against what is saved of an issuer: which grant it would prove, or why none. It is kept nowhere. */
import { useState } from 'react'
import { type Answer, ask } from '../../../api/api.ts'
import { useOrganisation } from '../../../api/who.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { TextArea, TextField } from '../../../ui/field.tsx'
import { useSaving } from '../../../ui/form-dialog.tsx'
import { useGrantLabels } from '../../audit/names.ts'

/** Shows it, below the form. @param issuer its id */
export function TryIssuer({ issuer }: { readonly issuer: string }) {
  const organisation = useOrganisation()
  const [token, setToken] = useState('')
  const [resource, setResource] = useState('')
  const [proved, setProved] = useState<Answer<'issuers.try'>>()
  const trying = useSaving(async () => {
    setProved(undefined)
    const body = { token: token.trim(), resource }
    setProved(await ask('issuers.try', { params: { organisation, issuer }, body }))
  })
  return (
    <details className="mt-5 border-t border-line pt-3">
      <summary className="cursor-pointer font-semibold">Try a token</summary>
      <form
        className="mt-3 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          trying.save()
        }}
      >
        <TextArea
          label="Token"
          mono
          rows={3}
          autoComplete="off"
          spellCheck={false}
          value={token}
          onChange={(event) => setToken(event.target.value)}
          error={trying.wrong('token')}
          hint="It is judged by what is saved, and not kept."
        />
        <TextField
          label="For the endpoint"
          mono
          value={resource}
          onChange={(event) => setResource(event.target.value)}
          error={trying.wrong('resource')}
          hint="The address that the client would send it to, as its audience names it."
        />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" busy={trying.busy} disabled={token.trim() === '' || resource === ''}>
            Try it
          </Button>
          <div role="status">{proved !== undefined && <Proved {...proved} />}</div>
        </div>
      </form>
    </details>
  )
}

function Proved({ grant, because }: Answer<'issuers.try'>) {
  const labels = useGrantLabels()
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-2">
      <Badge tone={grant === null ? 'bad' : 'good'}>{grant === null ? 'Proves nothing' : 'Proves a grant'}</Badge>
      <span className="break-words">{grant === null ? because : (labels.get(grant) ?? grant)}</span>
    </p>
  )
}
