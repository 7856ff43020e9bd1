/** Clients that hold tokens of grants: seen and ended by whoever gave consent, or by those who keep the grants. */
import type { Instant } from '@portcullis/engine'
import { z } from 'zod'
import type { Database } from '../../store/sql/tables.ts'
import { notFound, type Problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { endFamily } from './family.ts'

const instant = z.int().describe('Milliseconds since 1970-01-01, UTC.')

/** A client that somebody gave consent to. */
export const AUTHORIZATION_VIEW = z.object({
  id: z.string(),
  organisation: z.string(),
  grant: z.string(),
  account: z.string().describe('Who gave consent.'),
  client: z.string(),
  client_name: z.string().describe('What it calls itself.'),
  resource: z.string().describe('What its tokens are good for.'),
  created: instant,
  used: instant.describe('When its tokens were last renewed.'),
  expires: instant,
})

export type AuthorizationView = z.input<typeof AUTHORIZATION_VIEW>

/** Whose are looked for. */
export interface Whose {
  readonly grant?: string
  readonly account?: string
  readonly organisations?: readonly string[]
}

/** Those that hold now, the newest first. */
export async function authorizationsOf(
  db: Database,
  { grant, account, organisations }: Whose,
  now: Instant,
): Promise<readonly AuthorizationView[]> {
  let query = db.selectFrom('oauth_families').selectAll().where('revoked', 'is', null).where('expires', '>', now)
  if (grant !== undefined) query = query.where('grant_id', '=', grant)
  if (account !== undefined) query = query.where('account', '=', account)
  if (organisations !== undefined) query = query.where('organisation', 'in', ['', ...organisations])
  const rows = await query.orderBy('id', 'desc').limit(500).execute()
  return rows.map(({ grant_id, revoked: _, audience: __, ...shown }) => ({ ...shown, grant: grant_id }))
}

/** Ends one; its tokens are good for nothing from now on. */
export async function endAuthorization(context: Context, id: string, whose: Whose): Promise<Problem | undefined> {
  const { control, at } = context
  const [found] = (await authorizationsOf(control.db, whose, at)).filter((one) => one.id === id)
  if (found === undefined) return notFound
  const { organisation, grant, client, client_name: name } = found
  const change = { action: 'grant.client_end', object: { kind: 'grant', id: grant }, detail: { client, name } }
  return mutate({ ...context, organisation }, change, async (tx, changing) => {
    await endFamily(tx, id, at)
    changing.touch('grants', grant)
    return undefined
  })
}
