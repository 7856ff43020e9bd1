/** Who acts. */
import type { Instant } from '@portcullis/engine'
import type { Role } from './permissions.ts'

/** A role in an organisation. */
export interface Membership {
  readonly organisation: string
  /** Id of the one server for which it holds; undefined: the whole organisation. */
  readonly server: string | undefined
  readonly role: Role
}

/** Somebody, or something, that reads and changes. */
export interface Actor {
  /** A person's session, an API key, whoever is on the machine with the data folder, or Portcullis itself. */
  readonly kind: 'account' | 'key' | 'machine' | 'system'
  /** Id of the account or the key; the name of the machine's user; what part of Portcullis. */
  readonly id: string
  /** As it is written into change records. */
  readonly name: string
  /** May do what concerns the whole installation. */
  readonly operator: boolean
  readonly memberships: readonly Membership[]
  /** Id of the session; undefined for all but people. */
  readonly session: string | undefined
  /** When this person last proved who they are by something they know or have. */
  readonly proved: Instant | undefined
}

const NOBODY = { memberships: [], session: undefined, proved: undefined } as const

/** Whoever works on the machine itself, with the data folder: may do everything. */
export const machineActor = (user: string): Actor => ({
  ...NOBODY,
  kind: 'machine',
  id: user,
  name: user,
  operator: true,
})

/** Portcullis itself: `part` is a word such as `restore` or `probe`. */
export const systemActor = (part: string): Actor => ({
  ...NOBODY,
  kind: 'system',
  id: part,
  name: part,
  operator: true,
})
