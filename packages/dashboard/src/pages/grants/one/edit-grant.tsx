/** Changes a grant: it holds from the next request on. */
import { useState } from 'react'
import { ask } from '../../../api/api.ts'
import { staleArea } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { now } from '../../../lib/clock.ts'
import { SelectField, TextArea, TextField } from '../../../ui/field.tsx'
import { FormDialog, useSaving } from '../../../ui/form-dialog.tsx'
import { sayDone } from '../../../ui/toast.tsx'
import { addressesIn, endOf, TERMS, tagLines, tagsIn } from '../bounds.ts'
import type { GrantView } from '../grant-parts.tsx'
import { type Reaches, ReachFields, reachBody, reachesOf } from '../reach-fields.tsx'

interface EditGrantProps {
  readonly grant: GrantView
  readonly etag: string | undefined
  readonly onClose: () => void
}

const AS_IT_IS = 'as-it-is'

/** What is reached as it was, with the policies that are chosen now; what is only tried stays. */
function serversBody(before: GrantView['servers'], reaches: Reaches) {
  return Object.fromEntries(
    Object.entries(reachBody(reaches)).map(([slug, policy]) => [
      slug,
      { ...policy, shadow: before[slug]?.shadow ?? null },
    ]),
  )
}

/** The dialog. */
export function EditGrant({ grant, etag, onClose }: EditGrantProps) {
  const organisation = useOrganisation()
  const [label, setLabel] = useState(grant.label)
  const [term, setTerm] = useState<string>(AS_IT_IS)
  const [addresses, setAddresses] = useState(grant.addresses.join('\n'))
  const [tags, setTags] = useState(tagLines(grant.tags))
  const [reaches, setReaches] = useState(() => reachesOf(grant.servers))
  const saving = useSaving(async () => {
    const body = {
      label,
      servers: serversBody(grant.servers, reaches),
      addresses: addressesIn(addresses),
      tags: tagsIn(tags),
      ...(term !== AS_IT_IS && { expires: endOf(term, now()) }),
    }
    await ask('grants.edit', { params: { organisation, grant: grant.id }, body, ifMatch: etag })
    void staleArea('grants')
    sayDone('It is saved, and holds from the next request on.')
    onClose()
  })
  return (
    <FormDialog
      wide
      title={`Edit ${grant.label}`}
      description="It holds from the next request on. Limits go on as they are."
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
      <ReachFields reaches={reaches} onChange={setReaches} wrong={saving.wrong} />
      <SelectField
        label="Good for"
        choices={[{ value: AS_IT_IS, label: 'As it is' }, ...TERMS]}
        value={term}
        onChange={setTerm}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextArea
          label="Networks from which it may be used"
          mono
          rows={3}
          error={saving.wrong('addresses/0')}
          value={addresses}
          onChange={({ target }) => setAddresses(target.value)}
        />
        <TextArea label="Tags" mono rows={3} value={tags} onChange={({ target }) => setTags(target.value)} />
      </div>
    </FormDialog>
  )
}
