/** Invites somebody. */
import { useState } from 'react'
import { ask } from '../../api/api.ts'
import { staleArea } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { TextField } from '../../ui/field.tsx'
import { FormDialog, useSaving } from '../../ui/form-dialog.tsx'
import { type GivenRole, GivenRoleFields } from './given-role.tsx'

interface InviteDialogProps {
  readonly onClose: () => void
  readonly onMade: (made: { readonly link: string; readonly mailed: boolean }) => void
}

/** Shows it. */
export function InviteDialog({ onClose, onMade }: InviteDialogProps) {
  const organisation = useOrganisation()
  const [email, setEmail] = useState('')
  const [given, setGiven] = useState<GivenRole>({ role: 'viewer' })
  const saving = useSaving(async () => {
    const body = { ...given, ...(email !== '' && { email }) }
    const made = await ask('invitations.create', { params: { organisation }, body })
    await staleArea('invitations')
    onMade(made)
  })
  return (
    <FormDialog
      title="Invite somebody"
      description="They get a link to a role, good once, for seven days."
      action="Make the link"
      saving={saving}
      onClose={onClose}
    >
      <TextField
        label="E-mail address"
        type="email"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={saving.wrong('email')}
        hint="Only its owner can accept then. Empty: whoever has the link."
      />
      <GivenRoleFields given={given} onChange={setGiven} />
    </FormDialog>
  )
}
