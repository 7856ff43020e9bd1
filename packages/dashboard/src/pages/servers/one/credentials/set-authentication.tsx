/** Another way for calls to prove themselves to a server. */
import { useState } from 'react'
import { useChange } from '../../../../api/hooks.ts'
import { sayProblem } from '../../../../api/problem-text.ts'
import { useOrganisation } from '../../../../api/who.ts'
import { Button } from '../../../../ui/button.tsx'
import { Dialog } from '../../../../ui/dialog.tsx'
import { SelectField, TextField } from '../../../../ui/field.tsx'
import { sayDone } from '../../../../ui/toast.tsx'
import { ProofFields } from '../../add/proof-fields.tsx'
import { authenticationOf, UNTYPED } from '../../add/wish.ts'
import type { ServerView } from '../../server-parts.tsx'

interface SetAuthenticationProps {
  readonly server: ServerView
  readonly etag: string | undefined
  readonly onClose: () => void
}

const IDENTITIES = [
  { value: 'server', label: 'One identity for everybody' },
  { value: 'owner', label: 'Each grant owner’s own' },
] as const

/** What OAuth takes beside. */
interface OAuthTyped {
  readonly identity: 'server' | 'owner'
  readonly client: string
  readonly secret: string
  readonly scopes: string
}

const USUAL: OAuthTyped = { identity: 'server', client: '', secret: '', scopes: '' }

/** The dialog. */
export function SetAuthentication({ server, etag, onClose }: SetAuthenticationProps) {
  const organisation = useOrganisation()
  const [typed, setTyped] = useState(UNTYPED)
  const [oauth, setOAuth] = useState(USUAL)
  const set = useChange('servers.authentication.set')
  function save(): void {
    const authentication = typed.proof === 'oauth' ? oauthOf(oauth) : authenticationOf(typed)
    set.mutate(
      { params: { organisation, server: server.slug }, body: { authentication }, ifMatch: etag },
      {
        onSuccess: () => {
          sayDone('It is set.')
          onClose()
        },
      },
    )
  }
  return (
    <Dialog
      open
      firm
      onClose={onClose}
      title="How calls prove themselves"
      description="What was there before is dropped: headers, clients and tokens."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="set-authentication" busy={set.isPending}>
            Set it
          </Button>
        </>
      }
    >
      <form
        id="set-authentication"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <ProofFields typed={typed} onType={setTyped} error={set.error} />
        {typed.proof === 'oauth' && <OAuthFields typed={oauth} onType={setOAuth} />}
        {set.error !== null && (
          <p role="alert" className="text-critical">
            {sayProblem(set.error).detail} {sayProblem(set.error).remedy}
          </p>
        )}
      </form>
    </Dialog>
  )
}

function oauthOf({ identity, client, secret, scopes }: OAuthTyped) {
  const list = scopes.split(/\s+/).filter((scope) => scope !== '')
  return {
    kind: 'oauth' as const,
    identity,
    ...(client !== '' && { client: { id: client, ...(secret !== '' && { secret }) } }),
    ...(list.length > 0 && { scopes: list }),
  }
}

interface OAuthFieldsProps {
  readonly typed: OAuthTyped
  readonly onType: (typed: OAuthTyped) => void
}

function OAuthFields({ typed, onType }: OAuthFieldsProps) {
  return (
    <>
      <SelectField
        label="Whose"
        choices={IDENTITIES}
        value={typed.identity}
        onChange={(value) => onType({ ...typed, identity: value === 'owner' ? 'owner' : 'server' })}
      />
      <TextField
        label="Client id"
        hint="Leave it empty where the authorization server registers clients by itself."
        value={typed.client}
        onChange={({ target }) => onType({ ...typed, client: target.value })}
      />
      {typed.client !== '' && (
        <TextField
          label="Client secret"
          type="password"
          value={typed.secret}
          onChange={({ target }) => onType({ ...typed, secret: target.value })}
        />
      )}
      <TextField
        label="Scopes"
        hint="With spaces between them; empty: what the server asks for."
        value={typed.scopes}
        onChange={({ target }) => onType({ ...typed, scopes: target.value })}
      />
    </>
  )
}
