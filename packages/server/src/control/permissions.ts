/** Who may do what: one table of role and action. */
import type { Actor, Membership } from './actor.ts'

/** What somebody is in an organisation, or for one server of it. */
export const ROLES = ['viewer', 'approver', 'policy_manager', 'admin', 'auditor'] as const
export type Role = (typeof ROLES)[number]

/** Whether a text names a role. */
export function isRole(text: string): text is Role {
  const roles: readonly string[] = ROLES
  return roles.includes(text)
}

const READERS = ['viewer', 'approver', 'policy_manager', 'admin'] as const
const WRITERS = ['policy_manager', 'admin'] as const
const ADMINS = ['admin'] as const

/** Each action of an organisation, and the roles that may do it. */
const TABLE = {
  'organisation.read': [...READERS, 'auditor'],
  'organisation.edit': ADMINS,
  'member.read': READERS,
  'member.edit': ADMINS,
  'key.read': ADMINS,
  'key.edit': ADMINS,
  'sign_on.edit': ADMINS,
  'server.read': READERS,
  'server.edit': ADMINS,
  'pin.edit': WRITERS,
  'credential.edit': ADMINS,
  'grant.read': READERS,
  'grant.edit': WRITERS,
  'issuer.edit': ADMINS,
  'policy.read': READERS,
  'policy.edit': WRITERS,
  'approval.read': ['approver', 'admin'],
  'approval.decide': ['approver', 'admin'],
  'audit.read': [...READERS, 'auditor'],
  'audit.export': ['admin', 'auditor'],
  'audit.edit': ADMINS,
  'facts.read': ['auditor'],
  'replay.run': [...WRITERS, 'auditor'],
  'kill.edit': ADMINS,
  'counter.edit': ADMINS,
} as const satisfies Readonly<Record<string, readonly Role[]>>

/** Something that is done in an organisation. */
export type Action = keyof typeof TABLE

/** All actions. */
export const ACTIONS: readonly Action[] = Object.keys(TABLE) as readonly Action[]

/** Whether a role may do it. */
export function roleMay(role: Role, action: Action): boolean {
  const roles: readonly Role[] = TABLE[action]
  return roles.includes(role)
}

/** Whether the actor may do it to the organisation as a whole or, where one is named, to that server of it. */
export function may(actor: Actor, action: Action, organisation: string, server?: string): boolean {
  if (actor.kind === 'machine' || actor.kind === 'system') return true
  return actor.memberships.some((one) => covers(one, organisation, server) && roleMay(one.role, action))
}

const covers = (membership: Membership, organisation: string, server: string | undefined): boolean =>
  membership.organisation === organisation && (membership.server === undefined || membership.server === server)

/** Servers (ids) of the organisation to which the actor may do it; `all`: also those that are yet to come. */
export function reachOf(actor: Actor, action: Action, organisation: string): 'all' | ReadonlySet<string> {
  if (may(actor, action, organisation)) return 'all'
  const servers = actor.memberships.flatMap((one) =>
    one.organisation === organisation && one.server !== undefined && roleMay(one.role, action) ? [one.server] : [],
  )
  return new Set(servers)
}

/** Whether the actor belongs to the organisation in any way: to all others it does not exist. */
export function belongs(actor: Actor, organisation: string): boolean {
  if (actor.kind === 'machine' || actor.kind === 'system') return true
  return actor.memberships.some((one) => one.organisation === organisation)
}
