/** Another way for calls to prove themselves to a server. */
import { useState } from 'react'
import { ask } from '../../../../api/api.ts'
import { staleArea } from '../../../../api/hooks.ts'
import { useOrganisation } from '../../../../api/who.ts'
import { SelectField, TextField } from '../../../../ui/field.tsx'
import { FormDialog, useSaving } from '../../../../ui/form-dialog.tsx'
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
  const saving = useSaving(async () => {
    const authentication = typed.proof === 'oauth' ? oauthOf(oauth) : authenticationOf(typed)
    const params = { organisation, server: server.slug }
    await ask('servers.authentication.set', { params, body: { authentication }, ifMatch: etag })
    void staleArea('servers')
    sayDone('It is set.')
    onClose()
  })
  return (
    <FormDialog
      title="How calls prove themselves"
      description="What was there before is dropped: headers, clients and tokens."
      action="Set it"
      saving={saving}
      onClose={onClose}
    >
      <ProofFields typed={typed} onType={setTyped} wrong={saving.wrong} />
      {typed.proof === 'oauth' && <OAuthFields typed={oauth} onType={setOAuth} />}
    </FormDialog>
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
