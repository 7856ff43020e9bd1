/** Renews tokens in the background, so that no call waits for it. */
import type { Control } from '../control.ts'
import { connectedServer } from './connected-server.ts'
import { renewTokens } from './renew.ts'
import { supplyHeld } from './supply-held.ts'
import { renewalDue } from './tokens.ts'

/** Renewals that are under way at the same time. */
const AT_ONCE = 4
/** Tokens that are looked at in one round. */
const ROUND = 500
/** Milliseconds before their end at which tokens are looked at. */
const AHEAD = 120_000

/** One round: what is due is renewed and told to the gateway. */
export async function renewDue(control: Control): Promise<void> {
  const now = control.clock.now()
  const rows = await control.db
    .selectFrom('upstream_tokens')
    .select(['server', 'owner', 'obtained', 'expires'])
    .where('renewable', '=', 1)
    .where('expires', '<', now + AHEAD)
    .orderBy('expires')
    .limit(ROUND)
    .execute()
  const due = rows.filter((row) => (renewalDue(row) ?? Number.POSITIVE_INFINITY) <= now)
  const next = async (): Promise<void> => {
    for (let row = due.shift(); row !== undefined; row = due.shift()) {
      const server = await connectedServer(control, row.server)
      if (server === undefined) continue
      const renewal = await renewTokens(control, server, row.owner, row.obtained)
      if (renewal === 'renewed') await supplyHeld(control, row.server, row.owner)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
}
