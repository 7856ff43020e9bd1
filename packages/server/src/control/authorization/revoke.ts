/** Clients give tokens back (RFC 7009): with one of them everything that followed from the same consent ends. */
import { secretDigest } from '../../crypto/token.ts'
import { unrecorded } from '../change/unrecorded.ts'
import type { Control } from '../control.ts'
import type { OAuthClient } from './client.ts'
import { endFamily } from './family.ts'

/** Ends the family of a token of this client; anything else is nothing that could be ended. */
export async function revokeToken(control: Control, client: OAuthClient, token: string): Promise<void> {
  const digest = secretDigest('refresh', token) ?? secretDigest('access', token)
  if (digest === undefined) return
  await unrecorded(control, async (tx, touch) => {
    const family = await tx
      .selectFrom('oauth_tokens')
      .innerJoin('oauth_families', 'oauth_families.id', 'oauth_tokens.family')
      .select(['oauth_families.id', 'oauth_families.grant_id'])
      .where('oauth_tokens.digest', '=', digest)
      .where('oauth_families.client', '=', client.id)
      .executeTakeFirst()
    if (family === undefined) return
    await endFamily(tx, family.id, control.clock.now())
    touch('grants', family.grant_id)
  })
}
