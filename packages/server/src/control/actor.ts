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
  /**
   * A person's session in a browser, a command line that a person let in, an API key, whoever is on the machine with the data
   * folder, or Portcullis itself. What somebody has to look at before deciding it, and what changes an account, is for
   * `account` alone.
   */
  readonly kind: 'account' | 'terminal' | 'key' | 'machine' | 'system'
  /** Id of the account (also of a terminal) or the key; the name of the machine's user; what part of Portcullis. */
  readonly id: string
  /** As it is written into change records. */
  readonly name: string
  /** May do what concerns the whole installation. */
  readonly operator: boolean
  readonly memberships: readonly Membership[]
  /** Organisations to which the account belongs, and which want a second factor that this session has not seen. */
  readonly withheld?: readonly string[]
  /** Id of the session; undefined for all but people. */
  readonly session: string | undefined
  /** When this person last proved who they are by something they know or have. */
  readonly proved: Instant | undefined
}

/** The account that acts, in a browser or on a command line; undefined: none does. */
export const personOf = ({ kind, id }: Pick<Actor, 'kind' | 'id'>): string | undefined =>
  kind === 'account' || kind === 'terminal' ? id : undefined

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
