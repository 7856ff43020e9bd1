/** Sends somebody's browser to the authorization server of a server, and remembers what belongs to it. */
import type { Instant } from '@portcullis/engine'
import type { SealPlace } from '../../crypto/seal.ts'
import { digestToken } from '../../crypto/token.ts'
import type { Context } from '../context.ts'
import type { Control } from '../control.ts'
import { clientOf } from './client-of.ts'
import type { ConnectedServer } from './connected-server.ts'
import { descriptionOf, worldOf } from './identity.ts'
import { beginAuthorization } from './oauth/authorize.ts'
import type { BearerChallenge } from './oauth/challenge.ts'
import { elicitChallenge } from './oauth/elicit-challenge.ts'
import { done, type Outcome } from './oauth/outcome.ts'
import { discoverResource } from './oauth/resource-metadata.ts'
import { chooseScope } from './oauth/scopes.ts'
import { type AuthorizationServer, discoverAuthorizationServer } from './oauth/server-metadata.ts'
import { findTokens } from './tokens.ts'

/** Milliseconds that a consent may take. */
export const CONSENT_LIFE = 10 * 60_000

/** For whom, and because of what. */
export interface ConsentWish {
  readonly server: ConnectedServer
  /** Empty: for everybody. */
  readonly owner: string
  readonly challenge: BearerChallenge | undefined
}

/** What is remembered while the browser is away; secret. */
export interface RememberedAttempt {
  readonly state: string
  readonly verifier: string
  readonly authorization: AuthorizationServer
  readonly clientId: string
  readonly resource: string
  readonly scope: readonly string[]
  readonly redirectUri: string
}

/** Where the browser goes. */
export interface BegunConsent {
  readonly url: string
  readonly expires: Instant
}

/** Where such an envelope opens. */
export function attemptPlace(row: {
  readonly organisation: string
  readonly server: string
  readonly digest: string
}): SealPlace {
  return [row.organisation, 'server', row.server, 'attempt', row.digest]
}

/** What the server and its authorization server say now, and what would be asked for. */
export interface Discovered {
  readonly authorization: AuthorizationServer
  readonly resource: string
  readonly scope: readonly string[] | undefined
}

/** Asks anew each time: servers change their authorization servers. */
export async function discover(control: Control, wish: ConsentWish): Promise<Outcome<Discovered>> {
  const { server, owner } = wish
  const world = worldOf(control, server.url)
  const url = new URL(server.url)
  const challenge = wish.challenge ?? (await elicitChallenge(world, url))
  const resource = await discoverResource(world, url, challenge)
  if (!resource.ok) return resource
  const authorization = await discoverAuthorizationServer(world, resource.value.issuer)
  if (!authorization.ok) return authorization
  const held = await findTokens(control, server.id, owner)
  const sameIssuer = held?.issuer === authorization.value.issuer
  const earlier = sameIssuer && held.scope !== '' ? held.scope.split(' ') : []
  const wished = server.authentication.scopes
  const scope = chooseScope({
    challenge: wished === undefined || challenge?.error === 'insufficient_scope' ? challenge : undefined,
    resource: { ...resource.value, scopes: wished ?? resource.value.scopes },
    server: authorization.value,
    earlier: wished === undefined ? earlier : [...new Set([...earlier, ...wished])],
  })
  return done({ authorization: authorization.value, resource: resource.value.resource, scope })
}

/** Begins, for the account that asks: nobody else can end it. */
export async function beginConsent({ control, actor, at }: Context, wish: ConsentWish): Promise<Outcome<BegunConsent>> {
  const { server, owner } = wish
  const discovered = await discover(control, wish)
  if (!discovered.ok) return discovered
  const { authorization, resource, scope } = discovered.value
  const client = await clientOf(control, server, authorization)
  if (!client.ok) return client
  const { redirectUri } = descriptionOf(control)
  const begun = beginAuthorization({ server: authorization, clientId: client.value.id, redirectUri, resource, scope })
  if (!begun.ok) return begun
  const { state, verifier, url } = begun.value
  const remembered: RememberedAttempt = {
    state,
    verifier,
    authorization,
    clientId: client.value.id,
    resource,
    scope: scope ?? [],
    redirectUri,
  }
  const row = { digest: digestToken(state), organisation: server.organisation, server: server.id }
  const expires = at + CONSENT_LIFE
  await control.db.deleteFrom('consent_attempts').where('expires', '<', at).execute()
  await control.db
    .insertInto('consent_attempts')
    .values({
      ...row,
      owner,
      account: actor.id,
      sealed: control.sealer.seal(JSON.stringify(remembered), attemptPlace(row)),
      expires,
    })
    .execute()
  return done({ url, expires })
}
