/** Renews tokens before they end: one at a time for each, in whatever process. */
import { transact } from '../../store/sql/transaction.ts'
import { systemActor } from '../actor.ts'
import { mutate } from '../change/mutate.ts'
import type { Control } from '../control.ts'
import { clientOf } from './client-of.ts'
import type { ConnectedServer } from './connected-server.ts'
import { worldOf } from './identity.ts'
import { discoverAuthorizationServer } from './oauth/server-metadata.ts'
import { askToken, type TokenOutcome } from './oauth/token.ts'
import { findTokens, keepTokens, openTokens, type TokenRow } from './tokens.ts'

/** Milliseconds that one process has for a renewal before another may try. */
const LEASE = 20_000
/** Milliseconds between looks at a renewal of another process. */
const LOOK = 100

/** How a renewal went. `lost`: the refresh token is void, and somebody has to give consent again. */
export type Renewal = 'renewed' | 'lost' | 'later'

/**
 * Renews a token, unless another process did meanwhile.
 * @param seen when the token was obtained that is to be replaced
 */
export async function renewTokens(
  control: Control,
  server: ConnectedServer,
  owner: string,
  seen: number,
): Promise<Renewal> {
  const row = await lease(control, server.id, owner, seen)
  if (row === 'other') return othersRenewal(control, server.id, owner, seen)
  if (row === undefined) return 'lost'
  const outcome = await ask(control, server, row)
  const at = control.clock.now()
  if (outcome.ok) {
    const refreshed = { ...outcome.value, refresh: outcome.value.refresh ?? openTokens(control, row)?.refresh }
    const terms = { issuer: row.issuer, resource: row.resource, scope: row.scope === '' ? [] : row.scope.split(' ') }
    return transact(control.db, async (tx) => {
      // Whoever took the tokens away meanwhile must not get them back.
      const held = await tx
        .selectFrom('upstream_tokens')
        .select('obtained')
        .where('server', '=', row.server)
        .where('owner', '=', row.owner)
        .executeTakeFirst()
      if (held?.obtained !== row.obtained) return 'lost'
      await keepTokens(control, tx, row, { tokens: refreshed, terms, at })
      return 'renewed'
    })
  }
  await release(control, row, outcome)
  return outcome.final ? 'lost' : 'later'
}

/** The row, now leased; undefined: there is nothing to renew; `other`: another process is at it, or was. */
async function lease(
  { db, clock }: Control,
  server: string,
  owner: string,
  seen: number,
): Promise<TokenRow | undefined | 'other'> {
  const now = clock.now()
  const row = await db
    .updateTable('upstream_tokens')
    .set({ leased: now + LEASE })
    .where('server', '=', server)
    .where('owner', '=', owner)
    .where('obtained', '=', seen)
    .where('renewable', '=', 1)
    .where((eb) => eb.or([eb('leased', 'is', null), eb('leased', '<', now)]))
    .returningAll()
    .executeTakeFirst()
  if (row !== undefined) return row
  const held = await db
    .selectFrom('upstream_tokens')
    .select('renewable')
    .where('server', '=', server)
    .where('owner', '=', owner)
    .executeTakeFirst()
  return held?.renewable === 1 ? 'other' : undefined
}

async function othersRenewal(control: Control, server: string, owner: string, seen: number): Promise<Renewal> {
  const until = control.clock.monotonic() + LEASE
  for (let row = await findTokens(control, server, owner); ; row = await findTokens(control, server, owner)) {
    if (row === undefined || row.renewable === 0) return 'lost'
    if (row.obtained !== seen) return 'renewed'
    if (row.leased === null || control.clock.monotonic() > until) return 'later'
    await new Promise((resolve) => setTimeout(resolve, LOOK))
  }
}

async function ask(control: Control, server: ConnectedServer, row: TokenRow): Promise<TokenOutcome> {
  const refresh = openTokens(control, row)?.refresh
  if (refresh === undefined)
    return { ok: false, problem: 'The tokens cannot be opened with the keys that there are.', final: true }
  const world = worldOf(control, server.url)
  const authorization = await discoverAuthorizationServer(world, row.issuer)
  if (!authorization.ok) return { ...authorization, final: false }
  const client = await clientOf(control, server, authorization.value)
  if (!client.ok) return { ...client, final: false }
  const parties = { server: authorization.value, client: client.value, resource: row.resource }
  return askToken(world, parties, { kind: 'refresh', refresh, scope: undefined }, control.clock.now())
}

/** A refresh token that is void is kept no longer, and somebody has to know. */
async function release(
  control: Control,
  row: TokenRow,
  { problem, final }: TokenOutcome & { readonly ok: false },
): Promise<void> {
  const { server, owner, organisation } = row
  const fields = { leased: null, problem: problem.slice(0, 500), ...(final && { renewable: 0 }) }
  const ours = control.db
    .updateTable('upstream_tokens')
    .set(fields)
    .where('server', '=', server)
    .where('owner', '=', owner)
    .where('obtained', '=', row.obtained)
  await ours.execute()
  if (!final) return
  const changer = { control, actor: systemActor('renewal'), organisation, at: control.clock.now() }
  const change = {
    action: 'credential.lost',
    object: { kind: 'server', id: server },
    detail: { owner, problem: fields.problem },
  }
  await mutate(changer, change, async () => undefined)
}
