/** Links that are good for one thing, once, for a while: only digests of their secrets are kept. */
import type { Instant } from '@portcullis/engine'
import { digestToken, mintSecret, secretDigest } from '../../crypto/token.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { type Problem, problem } from '../api/problem.ts'

/** What links are for. */
export type LinkKind = 'set_up' | 'reset' | 'verify' | 'second_step' | 'passkey'

const SECRETS = {
  set_up: 'setUp',
  reset: 'reset',
  verify: 'verification',
  second_step: 'challenge',
  passkey: 'challenge',
} as const
const MINUTE = 60_000
const LASTS = {
  set_up: 30 * MINUTE,
  reset: 30 * MINUTE,
  verify: 24 * 60 * MINUTE,
  second_step: 5 * MINUTE,
  passkey: 5 * MINUTE,
} as const

/** What a link stands for. */
export interface TakenLink {
  /** Id of the account; empty: none yet. */
  readonly account: string
  readonly detail: string
}

/** A new link; earlier ones of the kind for the same account and detail are dead. @returns its secret */
export async function mintLink(tx: Transaction, kind: LinkKind, about: TakenLink, now: Instant): Promise<string> {
  const secret = mintSecret(SECRETS[kind])
  if (kind !== 'second_step' && kind !== 'passkey') {
    await tx
      .deleteFrom('account_links')
      .where('kind', '=', kind)
      .where('account', '=', about.account)
      .where('detail', '=', about.detail)
      .execute()
  }
  await tx
    .insertInto('account_links')
    .values({ ...about, digest: digestToken(secret), kind, expires: now + LASTS[kind] })
    .execute()
  return secret
}

/** What a presented secret stands for; it stays good. */
export async function readLink(
  db: Database,
  kind: LinkKind,
  secret: string,
  now: Instant,
): Promise<TakenLink | undefined> {
  const digest = secretDigest(SECRETS[kind], secret)
  if (digest === undefined) return undefined
  return db
    .selectFrom('account_links')
    .select(['account', 'detail'])
    .where('digest', '=', digest)
    .where('kind', '=', kind)
    .where('expires', '>', now)
    .executeTakeFirst()
}

/** Uses a link up: true for one of all who try. */
export async function takeLink(tx: Transaction, kind: LinkKind, secret: string): Promise<boolean> {
  const taken = await tx
    .deleteFrom('account_links')
    .where('digest', '=', digestToken(secret))
    .where('kind', '=', kind)
    .returning('digest')
    .executeTakeFirst()
  return taken !== undefined
}

/** What is said of a link that is not good (any more). */
export const deadLink = (remedy: string): Problem =>
  problem('not_found', 'The link is not good: it was used, replaced by a newer one, or its time is over.', { remedy })
