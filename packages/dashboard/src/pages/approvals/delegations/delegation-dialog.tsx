/** Lets another member answer for a while. */
import { useState } from 'react'
import { ask } from '../../../api/api.ts'
import { staleArea, usePages } from '../../../api/hooks.ts'
import { useOrganisation, useWho } from '../../../api/who.ts'
import { now } from '../../../lib/clock.ts'
import { visible } from '../../../lib/visible.ts'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { FormDialog, useSaving } from '../../../ui/form-dialog.tsx'
import { sayDone } from '../../../ui/toast.tsx'

const DAY = 86_400_000
const SPANS = [1, 3, 7, 14, 30, 90].map((days) => ({
  value: String(days),
  label: days === 1 ? 'a day' : `${days} days`,
}))
/** The API takes 90 days at most: clocks differ by a little. */
const SLACK = 60_000

/** Shows it. */
export function DelegationDialog({ onClose }: { readonly onClose: () => void }) {
  const organisation = useOrganisation()
  const { account } = useWho()
  const members = usePages('members.list', { params: { organisation }, query: { limit: 200 } })
  const [to, setTo] = useState('')
  const [days, setDays] = useState('7')
  const [reason, setReason] = useState('')
  const saving = useSaving(async () => {
    const until = now() + Number(days) * DAY - SLACK
    await ask('approval_delegations.create', { params: { organisation }, body: { to, until, reason: reason.trim() } })
    await staleArea('approval_delegations')
    sayDone('They answer in your stead from now on.')
    onClose()
  })
  const others = members.items.filter((one) => one.account !== account.id && !one.disabled)
  return (
    <FormDialog
      title="Let somebody answer in your stead"
      description="They answer what you may answer. It is written down with both names, and ends by itself."
      action="Let them answer"
      saving={saving}
      ready={to !== ''}
      onClose={onClose}
    >
      <SelectField
        label="Who"
        value={to}
        error={saving.wrong('to')}
        choices={[
          { value: '', label: 'Choose a member' },
          ...others.map(({ account: id, name, email }) => ({ value: id, label: visible(`${name} (${email ?? id})`) })),
        ]}
        onChange={setTo}
      />
      <SelectField label="For" value={days} error={saving.wrong('until')} choices={SPANS} onChange={setDays} />
      <TextField
        label="Why (optional)"
        maxLength={500}
        value={reason}
        error={saving.wrong('reason')}
        onChange={(event) => setReason(event.target.value)}
      />
    </FormDialog>
  )
}
