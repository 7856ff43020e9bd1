/** All tokens that follow from one consent: made together, renewed one after the other, ended together. */
import type { Instant } from '@portcullis/engine'
import { digestToken, mintSecret } from '../../crypto/token.ts'
import type { OAuthFamilyTable } from '../../store/sql/tables/authorization.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { readGrant, stateOf } from '../grant/grant.ts'
import { isMember } from '../grant/owner.ts'
import { SCOPE } from './server-metadata.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Of an access token. */
export const ACCESS_LIFE: number = 30 * MINUTE
/** Of a refresh token that is not used. */
const REFRESH_LIFE = 30 * DAY
/** Of everything that follows from one consent. */
export const FAMILY_LIFE: number = 180 * DAY
/** Access tokens of one family that are good at the same time: those of requests under way, and the newest. */
const MOST_ACCESS = 4

/** Tokens as the client gets them, once (RFC 6749, section 5.1). */
export interface TokenAnswer {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly refresh_token?: string
  readonly scope: string
}

/** Writes new tokens of a family. */
export async function issueTokens(
  tx: Transaction,
  family: OAuthFamilyTable,
  { refreshes, now }: { readonly refreshes: boolean; readonly now: Instant },
): Promise<TokenAnswer> {
  const access = mintSecret('access')
  const refresh = refreshes ? mintSecret('refresh') : undefined
  const expires = Math.min(now + ACCESS_LIFE, family.expires)
  const common = { family: family.id, grant_id: family.grant_id, created: now, replaced: null }
  await dropOldest(tx, family.id)
  await tx
    .insertInto('oauth_tokens')
    .values({ ...common, digest: digestToken(access), kind: 'access', expires })
    .execute()
  if (refresh !== undefined) {
    const until = Math.min(now + REFRESH_LIFE, family.expires)
    await tx
      .insertInto('oauth_tokens')
      .values({ ...common, digest: digestToken(refresh), kind: 'refresh', expires: until })
      .execute()
  }
  await tx
    .updateTable('oauth_families')
    .set({ used: now, expires: family.expires })
    .where('id', '=', family.id)
    .execute()
  return {
    access_token: access,
    token_type: 'Bearer',
    expires_in: Math.floor((expires - now) / 1000),
    ...(refresh !== undefined && { refresh_token: refresh }),
    scope: SCOPE,
  }
}

async function dropOldest(tx: Transaction, family: string): Promise<void> {
  const older = await tx
    .selectFrom('oauth_tokens')
    .select('digest')
    .where('family', '=', family)
    .where('kind', '=', 'access')
    .orderBy('created', 'desc')
    .offset(MOST_ACCESS - 1)
    .limit(100)
    .execute()
  if (older.length === 0) return
  const digests = older.map(({ digest }) => digest)
  await tx.deleteFrom('oauth_tokens').where('digest', 'in', digests).execute()
}

/** Ends a family: none of its tokens is good for anything any more. */
export async function endFamily(tx: Transaction, family: string, now: Instant): Promise<void> {
  await tx.updateTable('oauth_families').set({ revoked: now }).where('id', '=', family).execute()
  await tx.deleteFrom('oauth_tokens').where('family', '=', family).where('kind', '=', 'access').execute()
}

/** Whether tokens may still be made for a family: neither it, nor its grant, nor its person's membership has ended. */
export async function isAlive(tx: Transaction, family: OAuthFamilyTable, now: Instant): Promise<boolean> {
  if (family.revoked !== null || family.expires <= now) return false
  const row = await tx.selectFrom('grants').selectAll().where('id', '=', family.grant_id).executeTakeFirst()
  if (row === undefined || stateOf(readGrant(row), now) !== 'active') return false
  const template = await tx
    .selectFrom('grant_templates')
    .select('account')
    .where('id', '=', row.template)
    .executeTakeFirst()
  if (template === undefined || (template.account !== '' && template.account !== family.account)) return false
  return isMember(tx, family.organisation, family.account)
}
