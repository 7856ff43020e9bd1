/** One identity provider: added, changed, switched off, removed. */
import { ROLES } from 'portcullis/permissions'
import { useState } from 'react'
import { type Answer, ask } from '../../../api/api.ts'
import { staleArea } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { titled } from '../../../lib/words.ts'
import { CopyField } from '../../../ui/copy.tsx'
import { CheckField, SelectField, TextArea, TextField } from '../../../ui/field.tsx'
import { FormDialog, useSaving } from '../../../ui/form-dialog.tsx'
import { RemoveButton } from '../../../ui/remove-button.tsx'
import { sayDone } from '../../../ui/toast.tsx'
import { printRoleMap, readRoleMap } from './role-map.ts'

type Provider = Answer<'sign_on.list'>['items'][number]

interface ProviderDialogProps {
  /** Undefined: a new one. */
  readonly provider: Provider | undefined
  readonly onClose: () => void
}

const begun = (provider: Provider | undefined) => ({
  name: provider?.name ?? '',
  issuer: provider?.issuer ?? '',
  client_id: provider?.client_id ?? '',
  client_secret: '',
  scopes: provider?.scopes ?? 'openid profile email',
  role_claim: provider?.role_claim ?? '',
  role_map: printRoleMap(provider?.role_map ?? {}),
  default_role: provider?.default_role ?? '',
  enabled: provider?.enabled ?? true,
})

type Typed = ReturnType<typeof begun>

/** Shows it. */
export function ProviderDialog({ provider, onClose }: ProviderDialogProps) {
  const organisation = useOrganisation()
  const [typed, setTyped] = useState(() => begun(provider))
  const map = readRoleMap(typed.role_map)
  const saving = useSaving(async () => {
    if (typeof map === 'string') return
    const { client_secret: secret, default_role, ...rest } = typed
    const role = ROLES.find((one) => one === default_role) ?? null
    const body = { ...rest, role_map: map, default_role: role, ...(secret !== '' && { client_secret: secret }) }
    if (provider === undefined) await ask('sign_on.create', { params: { organisation }, body })
    else await ask('sign_on.edit', { params: { organisation, sign_on: provider.id }, body })
    sayDone('The provider answered, and is saved.')
    await staleArea('sign_on')
    onClose()
  })
  return (
    <FormDialog
      wide
      title={provider?.name ?? 'A new identity provider'}
      description="It is asked for its metadata before it is saved."
      saving={saving}
      ready={typeof map !== 'string'}
      onClose={onClose}
      aside={provider && <Remove provider={provider} onRemoved={onClose} />}
      after={provider && <Redirect address={provider.redirect_uri} />}
    >
      <Fields
        typed={typed}
        set={(part) => setTyped({ ...typed, ...part })}
        wrong={(name) => (name === 'role_map' && typeof map === 'string' ? map : saving.wrong(name))}
        hasSecret={provider?.has_secret === true}
      />
    </FormDialog>
  )
}

interface FieldsProps {
  readonly typed: Typed
  readonly set: (part: Partial<Typed>) => void
  readonly wrong: (name: keyof Typed) => string | undefined
  readonly hasSecret: boolean
}

function Fields({ typed, set, wrong, hasSecret }: FieldsProps) {
  const line = (name: Exclude<keyof Typed, 'enabled'>) => ({
    value: typed[name],
    onChange: (event: { readonly target: { readonly value: string } }) => set({ [name]: event.target.value }),
    error: wrong(name),
  })
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField label="Name" {...line('name')} hint="On the button of the log-in page." />
      <TextField label="Issuer" mono {...line('issuer')} hint="As its discovery document says it." />
      <TextField label="Client id" mono {...line('client_id')} />
      <TextField
        label="Client secret"
        mono
        type="password"
        autoComplete="new-password"
        {...line('client_secret')}
        hint={hasSecret ? 'Empty: it stays as it is.' : 'Empty: a public client.'}
      />
      <TextField label="Scopes" mono {...line('scopes')} />
      <TextField label="Claim that gives roles" mono {...line('role_claim')} hint="Such as groups; empty: none does." />
      <TextArea label="Roles by its values" mono placeholder="engineers = policy_manager" {...line('role_map')} />
      <SelectField
        label="For whom no value gives one"
        value={typed.default_role}
        choices={[
          { value: '', label: 'Is not let in' },
          ...ROLES.map((role) => ({ value: role, label: titled(role) })),
        ]}
        onChange={(role) => set({ default_role: role })}
      />
      <CheckField label="Members can come in by it" checked={typed.enabled} onChange={(enabled) => set({ enabled })} />
    </div>
  )
}

function Redirect({ address }: { readonly address: string }) {
  return (
    <div className="mt-4">
      <p className="mb-1 font-semibold">Redirect address, to be registered there</p>
      <CopyField text={address} label="redirect address" />
    </div>
  )
}

interface RemoveProps {
  readonly provider: Provider
  readonly onRemoved: () => void
}

function Remove({ provider: { id, name }, onRemoved }: RemoveProps) {
  const organisation = useOrganisation()
  return (
    <RemoveButton
      question={{
        title: `Remove ${name}?`,
        consequence: 'Members who come in by it can no longer log in, and lose the roles that it gave them.',
        action: 'Remove it',
      }}
      remove={async () => {
        await ask('sign_on.remove', { params: { organisation, sign_on: id } })
        await staleArea('sign_on')
      }}
      onRemoved={onRemoved}
    />
  )
}
