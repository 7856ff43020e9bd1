/** As which client we come to an authorization server: one that was given, our metadata document, or a registration. */
import type { SealPlace } from '../../crypto/seal.ts'
import type { Control } from '../control.ts'
import { openSecret } from '../server/secrets.ts'
import type { ConnectedServer } from './connected-server.ts'
import { descriptionOf, documentIdOf, worldOf } from './identity.ts'
import type { ClientAuthentication, OAuthClient } from './oauth/client.ts'
import { done, failed, type Outcome } from './oauth/outcome.ts'
import { registerClient } from './oauth/register.ts'
import type { AuthorizationServer } from './oauth/server-metadata.ts'

/** Where the secret of a registered client opens. */
export function clientPlace(row: {
  readonly organisation: string
  readonly server: string
  readonly issuer: string
}): SealPlace {
  return [row.organisation, 'server', row.server, 'registration', row.issuer]
}

/**
 * The client for a server at an authorization server. What one authorization server gave or knows is never shown to
 * another: clients are kept by issuer.
 */
export async function clientOf(
  control: Control,
  server: ConnectedServer,
  authorization: AuthorizationServer,
): Promise<Outcome<OAuthClient>> {
  if (server.authentication.client !== undefined) return givenClient(control, server, authorization.issuer)
  const known = await storedClient(control, server, authorization.issuer)
  if (known !== undefined) return done(known)
  const document = documentIdOf(control)
  if (authorization.takesMetadataDocuments && document !== undefined)
    return done({ id: document, secret: undefined, key: undefined, authentication: 'none' })
  return register(control, server, authorization)
}

/** The first authorization server that a given client is used at becomes the only one, unless one was named. */
async function givenClient(control: Control, server: ConnectedServer, issuer: string): Promise<Outcome<OAuthClient>> {
  const { client } = server.authentication
  if (client === undefined) return failed('No client was given.')
  const bound = client.issuer ?? (await boundIssuer(control, server, issuer, client.id))
  if (bound !== issuer)
    return failed(
      `The client was registered at ${bound}, and the server now names ${issuer}. Give a client of that one, if this is meant.`,
    )
  const secrets = client.proof === 'none' ? {} : await openSecret(control.db, control.sealer, server, 'client')
  if (secrets === undefined)
    return failed('The client’s secret cannot be opened with the keys that there are. Give it again.')
  const { secret, key } = secrets
  return done({
    id: client.id,
    secret,
    key: key === undefined ? undefined : { pem: key, algorithm: client.algorithm ?? 'ES256' },
    authentication: undefined,
  })
}

async function boundIssuer(
  { db }: Control,
  { id, organisation }: ConnectedServer,
  issuer: string,
  client: string,
): Promise<string> {
  const given = db
    .selectFrom('upstream_clients')
    .select('issuer')
    .where('server', '=', id)
    .where('origin', '=', 'given')
  const known = await given.executeTakeFirst()
  if (known !== undefined) return known.issuer
  await db
    .insertInto('upstream_clients')
    .values({
      server: id,
      organisation,
      issuer,
      origin: 'given',
      client_id: client,
      sealed: null,
      authentication: null,
      expires: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return issuer
}

async function storedClient(
  { db, sealer, clock }: Control,
  { id, organisation }: ConnectedServer,
  issuer: string,
): Promise<OAuthClient | undefined> {
  const row = await db
    .selectFrom('upstream_clients')
    .selectAll()
    .where('server', '=', id)
    .where('issuer', '=', issuer)
    .where('origin', '=', 'registered')
    .executeTakeFirst()
  if (row === undefined || (row.expires !== null && row.expires <= clock.now())) return undefined
  const secret =
    row.sealed === null ? undefined : sealer.open(row.sealed, clientPlace({ organisation, server: id, issuer }))
  if (row.sealed !== null && secret === undefined) return undefined
  return { id: row.client_id, secret, key: undefined, authentication: authenticationOf(row.authentication) }
}

const WAYS: readonly ClientAuthentication[] = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt']
const authenticationOf = (text: string | null): ClientAuthentication | undefined => WAYS.find((way) => way === text)

async function register(
  control: Control,
  server: ConnectedServer,
  authorization: AuthorizationServer,
): Promise<Outcome<OAuthClient>> {
  const registered = await registerClient(worldOf(control, server.url), authorization, descriptionOf(control))
  if (!registered.ok) return registered
  const { id: client, secret, authentication, expires } = registered.value
  const { issuer } = authorization
  const { id, organisation } = server
  const place = clientPlace({ organisation, server: id, issuer })
  const fields = {
    origin: 'registered',
    client_id: client,
    sealed: secret === undefined ? null : control.sealer.seal(secret, place),
    authentication: authentication ?? null,
    expires: expires ?? null,
  }
  await control.db
    .insertInto('upstream_clients')
    .values({ server: id, organisation, issuer, ...fields })
    .onConflict((conflict) => conflict.columns(['server', 'issuer']).doUpdateSet(fields))
    .execute()
  return registered
}
