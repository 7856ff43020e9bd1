/** The browser is back: the code becomes tokens, which are sealed and told to the gateway. */
import { digestToken } from '../../crypto/token.ts'
import { problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { readServer } from '../server/server.ts'
import { attemptPlace, type RememberedAttempt } from './begin.ts'
import { clientOf } from './client-of.ts'
import { type ConnectedServer, connected, connectedServer } from './connected-server.ts'
import { worldOf } from './identity.ts'
import { type Callback, readCallback } from './oauth/authorize.ts'
import { done, failed, type Outcome } from './oauth/outcome.ts'
import { askToken } from './oauth/token.ts'
import { supplyHeld } from './supply-held.ts'
import { keepTokens, type TokenHolder } from './tokens.ts'

/** For what consent was given. */
export interface FinishedConsent {
  readonly server: ConnectedServer
  readonly owner: string
}

const CHANGED = 'The server was changed meanwhile. Begin again.'
const UNKNOWN = 'This log-in was not begun here, is over, or was begun by somebody else. Begin again.'

/** Ends what the same account began; whatever comes of it, it cannot be ended again. */
export async function finishConsent(context: Context, callback: Callback): Promise<Outcome<FinishedConsent>> {
  const { control, actor, at } = context
  const row = await control.db
    .deleteFrom('consent_attempts')
    .where('digest', '=', digestToken(callback.state))
    .where('account', '=', actor.id)
    .returningAll()
    .executeTakeFirst()
  const text = row === undefined || row.expires <= at ? undefined : control.sealer.open(row.sealed, attemptPlace(row))
  if (row === undefined || text === undefined) return failed(UNKNOWN)
  const attempt: RememberedAttempt = JSON.parse(text)
  const server = await connectedServer(control, row.server)
  if (server === undefined) return failed('The server no longer proves itself in this way. Begin again.')
  const { state, authorization } = attempt
  const code = readCallback(callback, { state, issuer: authorization.issuer, saysIssuer: authorization.saysIssuer })
  if (!code.ok) return code
  const { organisation, owner } = row
  return exchange(context, { server, attempt, code: code.value, holder: { server: server.id, owner, organisation } })
}

interface Exchange {
  readonly server: ConnectedServer
  readonly attempt: RememberedAttempt
  readonly code: string
  readonly holder: TokenHolder
}

async function exchange(
  context: Context,
  { server, attempt, code, holder }: Exchange,
): Promise<Outcome<FinishedConsent>> {
  const { control } = context
  const { authorization, resource, scope, verifier, redirectUri, clientId } = attempt
  const client = await clientOf(control, server, authorization)
  if (!client.ok) return client
  if (client.value.id !== clientId) return failed('The client was registered anew meanwhile. Begin again.')
  const at = control.clock.now()
  const parties = { server: authorization, client: client.value, resource }
  const tokens = await askToken(
    worldOf(control, server.url),
    parties,
    { kind: 'code', code, verifier, redirectUri },
    at,
  )
  if (!tokens.ok) return tokens
  const change = {
    action: 'credential.obtain',
    object: { kind: 'server', id: server.id },
    detail: { owner: holder.owner, issuer: authorization.issuer, scope: [...scope] },
  }
  const terms = { issuer: authorization.issuer, resource, scope }
  const kept = await mutate({ ...context, organisation: holder.organisation }, change, async (tx) => {
    // What was changed meanwhile is another server, to which this token must not be sent.
    const row = await tx.selectFrom('servers').selectAll().where('id', '=', server.id).executeTakeFirst()
    const now = row === undefined ? undefined : connected(readServer(row))
    if (JSON.stringify(now) !== JSON.stringify(server)) return problem('conflict', CHANGED)
    await keepTokens(control, tx, holder, { tokens: tokens.value, terms, at })
    return undefined
  })
  if (kept !== undefined) return failed(kept.detail)
  await supplyHeld(control, server.id, holder.owner)
  return done({ server, owner: holder.owner })
}
