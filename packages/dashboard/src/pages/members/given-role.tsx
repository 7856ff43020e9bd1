/** A role, and where it holds. */
import { ROLES, type Role } from 'portcullis/permissions'
import { usePages } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { serverWords, titled } from '../../lib/words.ts'
import { SelectField } from '../../ui/field.tsx'

/** A role in the organisation, or for one server (slug). */
export interface GivenRole {
  readonly role: Role
  readonly server?: string | undefined
}

/** What each role may do. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: 'sees everything but secrets',
  approver: 'sees, and answers calls that wait',
  policy_manager: 'writes policies, mints grants, accepts tools',
  admin: 'does everything in the organisation',
  auditor: 'reads and exports the logs, with facts of arguments',
}

/** “Policy manager of shop”. */
export const roleWords = ({ role, server }: GivenRole): string =>
  server === undefined ? titled(role) : `${titled(role)} of ${server}`

const isRole = (name: string): name is Role => ROLES.some((role) => role === name)

interface GivenRoleFieldsProps {
  readonly given: GivenRole
  readonly onChange: (given: GivenRole) => void
}

/** Chooses one. */
export function GivenRoleFields({ given, onChange }: GivenRoleFieldsProps) {
  const organisation = useOrganisation()
  const { items } = usePages('servers.list', { params: { organisation }, query: { limit: 200 } })
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label="Role"
        value={given.role}
        choices={ROLES.map((role) => ({ value: role, label: titled(role) }))}
        onChange={(role) => isRole(role) && onChange({ ...given, role })}
        hint={`It ${ROLE_WORDS[given.role]}.`}
      />
      <SelectField
        label="Where"
        value={given.server ?? ''}
        choices={[
          { value: '', label: 'The whole organisation' },
          ...items.map((server) => ({ value: server.slug, label: `Only ${serverWords(server)}` })),
        ]}
        onChange={(server) => onChange({ role: given.role, ...(server !== '' && { server }) })}
      />
    </div>
  )
}
