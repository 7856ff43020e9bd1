/** People as lists of approvers name them. */
import { isRole, type Role, roleMay } from '../permissions.ts'

/** Somebody who might answer. */
export interface Person {
  /** Id of the account. */
  readonly account: string
  /** Undefined: known through single sign-on only. */
  readonly email: string | undefined
  /** In the question's organisation; an empty server: in all of it. */
  readonly roles: readonly { readonly role: string; readonly server: string }[]
  readonly teams: ReadonlySet<string>
}

/** What of a question matters for who may answer it. */
export interface Asked {
  readonly owner: string
  /** Id of the server. */
  readonly server: string
}

/** Whether they are what a word of the list says: `role:approver`, `team:finance`, `user:ana@example.com`, `owner`. */
export function isNamed(word: string, person: Person, asked: Asked): boolean {
  if (word === 'owner') return isOwner(person, asked)
  const [kind = '', name = ''] = split(word)
  switch (kind) {
    case 'role':
      return (
        isRole(name) && person.roles.some(({ role, server }) => coversServer(server, asked) && includes(role, name))
      )
    case 'user':
      return isPerson(person, name)
    case 'team':
      return person.teams.has(name)
    default:
      return false
  }
}

/** Whether each list names them. */
export const isInEach = (lists: readonly (readonly string[])[], person: Person, asked: Asked): boolean =>
  lists.every((list) => list.some((word) => isNamed(word, person, asked)))

/** Whether the grant is theirs. Owners in the operator's file are written as people know each other: by address. */
export const isOwner = (person: Person, { owner }: Pick<Asked, 'owner'>): boolean => isPerson(person, owner)

/** Whether they answer for that server by their role alone, whatever a policy says. */
export const isApprover = (person: Person, asked: Pick<Asked, 'server'>): boolean =>
  person.roles.some(
    ({ role, server }) => coversServer(server, asked) && isRole(role) && roleMay(role, 'approval.decide'),
  )

/** Never by what somebody calls himself: names are chosen freely. */
const isPerson = ({ account, email }: Person, name: string): boolean =>
  name === account || (email !== undefined && name.toLowerCase() === email.toLowerCase())

const coversServer = (server: string, asked: Pick<Asked, 'server'>): boolean => server === '' || server === asked.server

/** Roles that have all rights of another one beside their own. */
const INCLUDES: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer'],
  approver: ['viewer', 'approver'],
  policy_manager: ['viewer', 'policy_manager'],
  admin: ['viewer', 'approver', 'policy_manager', 'admin'],
  auditor: ['auditor'],
}

const includes = (role: string, wanted: Role): boolean => isRole(role) && INCLUDES[role].includes(wanted)

function split(word: string): readonly [string, string] {
  const at = word.indexOf(':')
  return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)]
}
