/** A member's roles: given, taken; and the member removed. */
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { ask } from '../../api/api.ts'
import { staleArea } from '../../api/hooks.ts'
import { useOrganisation, useWho } from '../../api/who.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { FormDialog, useSaving } from '../../ui/form-dialog.tsx'
import { RemoveButton } from '../../ui/remove-button.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { type GivenRole, GivenRoleFields, roleWords } from './given-role.tsx'
import type { Member } from './member.ts'

interface MemberDialogProps {
  readonly member: Member
  readonly onClose: () => void
}

/** Shows it. */
export function MemberDialog({ member, onClose }: MemberDialogProps) {
  const { account, name, email } = member
  const params = { organisation: useOrganisation(), account }
  const { account: own } = useWho()
  const [roles, setRoles] = useState<readonly GivenRole[]>(() =>
    member.roles.flatMap(({ role, server, origin }) => (origin === 'given' ? [{ role, server }] : [])),
  )
  const saving = useSaving(async () => {
    const written = roles.map(({ role, server }) => ({ role, ...(server !== undefined && { server }) }))
    await ask('members.edit', { params, body: { roles: written } })
    await staleArea('members')
    sayDone(`${name} has these roles from now on.`)
    onClose()
  })
  const remove = async (): Promise<void> => {
    await ask('members.remove', { params })
    await staleArea('members')
    sayDone(`${name} belongs to the organisation no more.`)
  }
  const consequence = 'They see and do nothing here any more. API keys that they made end with their rights.'
  return (
    <FormDialog
      title={name}
      description={email}
      saving={saving}
      ready={roles.length > 0}
      onClose={onClose}
      aside={
        account !== own.id && (
          <RemoveButton
            question={{ title: `Remove ${name}?`, consequence, action: 'Remove them' }}
            remove={remove}
            onRemoved={onClose}
          />
        )
      }
    >
      <Roles member={member} roles={roles} onChange={setRoles} />
    </FormDialog>
  )
}

interface RolesProps {
  readonly member: Member
  readonly roles: readonly GivenRole[]
  readonly onChange: (roles: readonly GivenRole[]) => void
}

function Roles({ member, roles, onChange }: RolesProps) {
  const [adding, setAdding] = useState<GivenRole>({ role: 'viewer' })
  const followed = member.roles.filter(({ origin }) => origin === 'sign_on')
  const isThere = roles.some((one) => roleWords(one) === roleWords(adding))
  return (
    <>
      <ul className="grid gap-1">
        {roles.map((role) => (
          <li key={roleWords(role)} className="flex items-center gap-2 rounded-[7px] bg-sunken py-1 pr-1 pl-3">
            <span className="flex-1">{roleWords(role)}</span>
            <IconButton
              size="small"
              icon={X}
              label={`Take ${roleWords(role)} away`}
              onClick={() => onChange(roles.filter((one) => one !== role))}
            />
          </li>
        ))}
        {followed.map((role) => (
          <li key={`followed ${roleWords(role)}`} className="px-3 py-1 text-ink-soft">
            {roleWords(role)}, as the identity provider says
          </li>
        ))}
      </ul>
      <GivenRoleFields given={adding} onChange={setAdding} />
      <div>
        <Button size="small" icon={Plus} disabled={isThere} onClick={() => onChange([...roles, adding])}>
          Add this role
        </Button>
      </div>
    </>
  )
}
