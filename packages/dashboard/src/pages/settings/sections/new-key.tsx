/** Makes an API key. */
import { useState } from 'react'
import { ask } from '../../../api/api.ts'
import { staleArea } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { now } from '../../../lib/clock.ts'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { FormDialog, useSaving } from '../../../ui/form-dialog.tsx'
import { type GivenRole, GivenRoleFields } from '../../members/given-role.tsx'

const DAY = 86_400_000
const LIVES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'For ever' },
]

interface NewKeyProps {
  readonly onClose: () => void
  /** @param secret shown once */
  readonly onMade: (secret: string) => void
}

/** Shows the form. */
export function NewKey({ onClose, onMade }: NewKeyProps) {
  const organisation = useOrganisation()
  const [name, setName] = useState('')
  const [given, setGiven] = useState<GivenRole>({ role: 'viewer' })
  const [days, setDays] = useState('90')
  const saving = useSaving(async () => {
    const expires = days === '' ? null : now() + Number(days) * DAY
    const { key } = await ask('keys.create', { params: { organisation }, body: { ...given, name, expires } })
    await staleArea('keys')
    onMade(key)
  })
  return (
    <FormDialog title="A new key" action="Make it" saving={saving} ready={name.trim() !== ''} onClose={onClose}>
      <TextField
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={saving.wrong('name')}
        hint="Which program uses it, and where."
      />
      <GivenRoleFields given={given} onChange={setGiven} />
      <SelectField label="It ends after" choices={LIVES} value={days} onChange={setDays} />
    </FormDialog>
  )
}
