/** A template that is made, or changed. */
import { useState } from 'react'
import { ask } from '../../../api/api.ts'
import { staleArea, useRead } from '../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { FormDialog, useSaving } from '../../../ui/form-dialog.tsx'
import { sayDone } from '../../../ui/toast.tsx'
import type { TemplateView } from '../grant-parts.tsx'
import { ReachFields, reachBody, reachesOf } from '../reach-fields.tsx'

interface TemplateDialogProps {
  /** Undefined: a new one. */
  readonly template: TemplateView | undefined
  readonly onClose: () => void
}

const EVERYBODY = ''

/** The dialog. */
export function TemplateDialog({ template, onClose }: TemplateDialogProps) {
  const organisation = useOrganisation()
  const may = useMay('member.read')
  const members = useRead('members.list', { params: { organisation } }, { enabled: may })
  const [label, setLabel] = useState(template?.label ?? '')
  const [member, setMember] = useState(template?.member ?? EVERYBODY)
  const [reaches, setReaches] = useState(() => reachesOf(template?.servers ?? {}))
  const saving = useSaving(async () => {
    const body = { label, member: member === EVERYBODY ? null : member, servers: reachBody(reaches) }
    if (template === undefined) await ask('grant_templates.create', { params: { organisation }, body })
    else {
      const params = { organisation, template: template.id }
      await ask('grant_templates.edit', { params, body, ifMatch: `"r${template.revision}"` })
    }
    void staleArea('grant_templates')
    sayDone('It is saved.')
    onClose()
  })
  const known =
    members.data?.body.items.map(({ account, name, email }) => ({ value: account, label: name || email })) ?? []
  return (
    <FormDialog
      wide
      title={template === undefined ? 'Make a template' : `Edit ${template.label}`}
      description="Grants that come of it follow its changes at once."
      saving={saving}
      onClose={onClose}
    >
      <TextField
        label="Name"
        required
        error={saving.wrong('label')}
        value={label}
        onChange={({ target }) => setLabel(target.value)}
      />
      <SelectField
        label="For"
        hint="Another member than before revokes the grants of all others."
        choices={[{ value: EVERYBODY, label: 'Every member' }, ...known]}
        value={member}
        onChange={setMember}
      />
      <ReachFields reaches={reaches} onChange={setReaches} wrong={saving.wrong} />
    </FormDialog>
  )
}
