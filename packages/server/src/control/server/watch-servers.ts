/** Servers that nobody calls are visited from time to time, so that their health is known. */
import type { Control } from '../control.ts'
import type { Round } from '../rounds.ts'
import { renewDue } from '../upstream-auth/keep-fresh.ts'
import { probeKnown } from './probe-known.ts'
import { readServer } from './server.ts'

/** Milliseconds between two rounds of renewals. */
const RENEWALS = 15_000
/** Milliseconds between two looks for a server to be visited. */
const VISITS = 5000
/** Milliseconds for which the last word of a server is believed. */
const BELIEVED = 5 * 60_000

/** What is done for servers: tokens are renewed, health is looked at. */
export function serverRounds(control: Control): readonly Round[] {
  return [
    { every: RENEWALS, run: () => renewDue(control) },
    { every: VISITS, alone: 'visit-servers', run: () => visitOldest(control) },
  ]
}

/** Visits the server that nobody heard of for longest. Programs are not started for this. */
export async function visitOldest(control: Control): Promise<void> {
  const { db, clock } = control
  const row = await db
    .selectFrom('servers')
    .leftJoin('server_health', 'server_health.server', 'servers.id')
    .selectAll('servers')
    .where((eb) => eb.or([eb('server_health.at', 'is', null), eb('server_health.at', '<', clock.now() - BELIEVED)]))
    .where('servers.way', 'not like', '{"kind":"template"%')
    .orderBy((eb) => eb.fn.coalesce('server_health.at', eb.lit(0)))
    .limit(1)
    .executeTakeFirst()
  if (row !== undefined) await probeKnown(control, readServer(row))
}
