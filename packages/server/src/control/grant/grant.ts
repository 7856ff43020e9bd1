/** A grant of an organisation: what is written of it, and what is read back. */
import type { Instant } from '@portcullis/engine'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import { readNetworks } from '../../ports/networks.ts'
import type { GrantTable } from '../../store/sql/tables/grants.ts'
import { LABEL, SLUG } from '../server/server.ts'

/** What a grant is. `expired` stands in no row: time makes it so. */
export const GRANT_STATES = ['active', 'suspended', 'revoked', 'expired'] as const
export type GrantState = (typeof GRANT_STATES)[number]

/** A row with its texts read. */
export interface GrantRow extends Omit<Selectable<GrantTable>, 'tags' | 'addresses' | 'state'> {
  readonly tags: Readonly<Record<string, string>>
  readonly addresses: readonly string[]
  readonly state: Exclude<GrantState, 'expired'>
}

/** Reads a row's texts: they were written by us. A state that is not known is none that is active. */
export function readGrant(row: Selectable<GrantTable>): GrantRow {
  const state = row.state === 'active' || row.state === 'revoked' ? row.state : 'suspended'
  return { ...row, tags: JSON.parse(row.tags), addresses: JSON.parse(row.addresses), state }
}

/** What a grant is now. */
export function stateOf({ state, expires }: Pick<GrantRow, 'state' | 'expires'>, now: Instant): GrantState {
  return state === 'active' && expires !== null && expires <= now ? 'expired' : state
}

const MOST_SERVERS = 200
const MOST_ADDRESSES = 100
const MOST_TAGS = 32

/** As people read it: one line. */
export const GRANT_LABEL = LABEL

/** Words about it, for policies and for people. */
export const TAGS = z
  .record(z.string().min(1).max(64), z.string().max(200))
  .refine((tags) => Object.keys(tags).length <= MOST_TAGS, `At most ${MOST_TAGS} tags.`)
  .describe('Words about it, for policies and for people.')

/** Networks from which it may be used. */
export const ADDRESSES = z
  .array(
    z
      .string()
      .max(64)
      .refine(
        (text) => !('wrong' in readNetworks([text])),
        'This is no network, such as `10.1.0.0/16` or `2001:db8::/32`.',
      ),
  )
  .max(MOST_ADDRESSES)
  .describe('Networks from which it may be used, in CIDR notation; an empty list: from anywhere.')

/** When it ends. */
export const EXPIRES = z.int().nullable().describe('When it ends; milliseconds since 1970-01-01, UTC. Null: never.')

/** A policy by name or id. */
const policyName = z.string().min(1).max(64)

/** What is wanted on one server. */
export const REACH = z.strictObject({
  policy: policyName.nullable().default(null).describe('The policy that holds there; null: every call is denied.'),
  shadow: policyName.nullable().default(null).describe('A policy that is only tried there: it refuses nothing.'),
})

/** What is wanted, by server. */
export const SERVERS = z
  .record(SLUG, REACH)
  .refine((servers) => Object.keys(servers).length <= MOST_SERVERS, `At most ${MOST_SERVERS} servers.`)
  .describe('The servers that it reaches, by slug.')

export type WishedServers = z.output<typeof SERVERS>

/** Why somebody does something, for those who look back. */
export const REASON = z.string().trim().min(1).max(500).describe('Why: it stands in the change log.')

/** Account that it is given to. */
export const OWNER = z
  .string()
  .max(254)
  .nullable()
  .describe('Id or e-mail address of the member that it is given to; null: nobody’s.')
