/** Takes away what is over: sessions, links, journeys, counts, invitations. */
import type { Control } from '../control.ts'
import { ATTEMPTS_KEPT } from './attempts.ts'
import { TERMINAL_IDLE } from './session.ts'

/** Milliseconds for which a browser is known that is not used. */
const DEVICE_KEPT = 180 * 24 * 3_600_000

/** To be done now and then; nothing depends on when, as what is over counts for nothing anyway. */
export async function sweepAccounts({ db, clock, accounts: { settings } }: Control): Promise<void> {
  const now = clock.now()
  await db
    .deleteFrom('sessions')
    .where((eb) =>
      eb.or([
        eb('expires', '<=', now),
        eb('kind', '=', 'browser').and('used', '<=', now - settings.idle),
        eb('used', '<=', now - TERMINAL_IDLE),
      ]),
    )
    .execute()
  await db.deleteFrom('terminal_log_ins').where('expires', '<=', now).execute()
  await db.deleteFrom('account_links').where('expires', '<=', now).execute()
  await db.deleteFrom('sign_on_journeys').where('expires', '<=', now).execute()
  await db.deleteFrom('invitations').where('expires', '<=', now).execute()
  await db
    .deleteFrom('attempts')
    .where('since', '<=', now - ATTEMPTS_KEPT)
    .execute()
  await db
    .deleteFrom('devices')
    .where('used', '<=', now - DEVICE_KEPT)
    .execute()
}
