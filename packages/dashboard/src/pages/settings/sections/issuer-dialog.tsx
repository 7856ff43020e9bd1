/** One issuer elsewhere: trusted, changed, switched off, removed. */
import { useState } from 'react'
import { type Answer, ask } from '../../../api/api.ts'
import { staleArea, useRead } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { CheckField, TextField } from '../../../ui/field.tsx'
import { FormDialog, useSaving } from '../../../ui/form-dialog.tsx'
import { RemoveButton } from '../../../ui/remove-button.tsx'
import { sayDone } from '../../../ui/toast.tsx'
import { printClaims, readClaims } from './claim-rules.ts'
import { type Rule, RuleFields } from './rule-fields.tsx'
import { TryIssuer } from './try-issuer.tsx'

type Issuer = Answer<'issuers.list'>['items'][number]

interface IssuerDialogProps {
  /** Undefined: a new one. */
  readonly issuer: Issuer | undefined
  readonly onClose: () => void
}

const begun = (issuer: Issuer | undefined) => ({
  label: issuer?.label ?? '',
  issuer: issuer?.issuer ?? '',
  keys: issuer?.jwks_uri ?? '',
  enabled: issuer?.enabled ?? true,
})

const rulesOf = (issuer: Issuer | undefined): readonly Rule[] =>
  issuer?.rules.map(({ claims, grant }, id) => ({ id, claims: printClaims(claims), grant })) ?? []

/** Shows it. */
export function IssuerDialog({ issuer, onClose }: IssuerDialogProps) {
  const organisation = useOrganisation()
  const one = { organisation, issuer: issuer?.id ?? '' }
  const current = useRead('issuers.read', { params: one }, { enabled: issuer !== undefined })
  const [typed, setTyped] = useState(() => begun(issuer))
  const [rules, setRules] = useState(() => rulesOf(issuer))
  const set = (part: Partial<typeof typed>): void => setTyped({ ...typed, ...part })
  const read = rules.map(({ claims, grant }) => ({ claims: readClaims(claims), grant }))
  const ready = read.every(({ claims, grant }) => claims !== undefined && grant !== '')
  const saving = useSaving(async () => {
    const written = read.flatMap(({ claims, grant }) => (claims === undefined ? [] : [{ claims, grant }]))
    const { keys, ...rest } = typed
    const body = { ...rest, jwks_uri: keys === '' ? null : keys, rules: written }
    if (issuer === undefined) await ask('issuers.create', { params: { organisation }, body })
    else await ask('issuers.edit', { params: one, body, ifMatch: current.data?.etag })
    sayDone('The issuer is saved.')
    await staleArea('issuers')
    onClose()
  })
  const line = (name: 'label' | 'issuer' | 'keys', field: string) => ({
    value: typed[name],
    onChange: (event: { readonly target: { readonly value: string } }) => set({ [name]: event.target.value }),
    error: saving.wrong(field),
  })
  return (
    <FormDialog
      wide
      title={issuer?.label ?? 'A new issuer'}
      saving={saving}
      ready={ready && typed.label.trim() !== '' && typed.issuer !== ''}
      onClose={onClose}
      aside={issuer && <Remove issuer={issuer} onRemoved={onClose} />}
      after={issuer && <TryIssuer issuer={issuer.id} />}
    >
      <TextField label="Name" {...line('label', 'label')} />
      <TextField label="Issuer" mono {...line('issuer', 'issuer')} hint="Exactly as its tokens name it (iss)." />
      <TextField label="Where its keys are" mono {...line('keys', 'jwks_uri')} hint="Empty: where its metadata say." />
      <RuleFields rules={rules} onChange={setRules} />
      <CheckField label="Its tokens are taken" checked={typed.enabled} onChange={(enabled) => set({ enabled })} />
    </FormDialog>
  )
}

function Remove({ issuer: { id, label }, onRemoved }: { readonly issuer: Issuer; readonly onRemoved: () => void }) {
  const organisation = useOrganisation()
  return (
    <RemoveButton
      question={{ title: `Remove ${label}?`, consequence: 'Its tokens are refused from now on.', action: 'Remove it' }}
      remove={async () => {
        await ask('issuers.delete', { params: { organisation, issuer: id } })
        await staleArea('issuers')
      }}
      onRemoved={onRemoved}
    />
  )
}
