/** A template that is made, or changed. */
import { useState } from 'react'
import { useChange, useRead } from '../../../api/hooks.ts'
import { fieldProblem, sayProblem } from '../../../api/problem-text.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { sayDone } from '../../../ui/toast.tsx'
import type { TemplateView } from '../grant-parts.tsx'
import { type Reaches, ReachFields, reachBody } from '../reach-fields.tsx'

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
  const [reaches, setReaches] = useState<Reaches>(
    Object.fromEntries(Object.entries(template?.servers ?? {}).map(([slug, { policy }]) => [slug, policy ?? ''])),
  )
  const create = useChange('grant_templates.create')
  const edit = useChange('grant_templates.edit')
  const error = create.error ?? edit.error
  function save(): void {
    const body = { label, member: member === EVERYBODY ? null : member, servers: reachBody(reaches) }
    const then = {
      onSuccess: () => {
        sayDone('It is saved.')
        onClose()
      },
    }
    if (template === undefined) return create.mutate({ params: { organisation }, body }, then)
    const params = { organisation, template: template.id }
    edit.mutate({ params, body, ifMatch: `"r${template.revision}"` }, then)
  }
  const known =
    members.data?.body.items.map(({ account, name, email }) => ({ value: account, label: name || email })) ?? []
  return (
    <Dialog
      open
      firm
      wide
      onClose={onClose}
      title={template === undefined ? 'Make a template' : `Edit ${template.label}`}
      description="Grants that come of it follow its changes at once."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="template" busy={create.isPending || edit.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form
        id="template"
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <TextField
          label="Name"
          required
          error={fieldProblem(error, 'label')}
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
        <ReachFields reaches={reaches} onChange={setReaches} error={error} />
        {error !== null && (
          <p role="alert" className="text-critical">
            {sayProblem(error).detail} {sayProblem(error).remedy}
          </p>
        )}
      </form>
    </Dialog>
  )
}
