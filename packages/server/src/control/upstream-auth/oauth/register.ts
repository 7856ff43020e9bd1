/** Dynamic client registration (RFC 7591), for authorization servers that know no client-id metadata documents. */
import type { Instant } from '@portcullis/engine'
import type { ClientAuthentication, OAuthClient } from './client.ts'
import { done, failed, type Outcome } from './outcome.ts'
import type { AuthorizationServer } from './server-metadata.ts'
import { askJson, errorIn, type OAuthWorld, type Row, textIn } from './world.ts'

/** What is said of this installation as a client. */
export interface ClientDescription {
  readonly name: string
  /** Page about the client. */
  readonly uri: string
  readonly redirectUri: string
}

/** A client that was registered, and until when its secret is good. */
export interface RegisteredClient extends OAuthClient {
  readonly expires: Instant | undefined
}

const WAYS: readonly ClientAuthentication[] = ['client_secret_basic', 'client_secret_post', 'none']
const LIMITS = { time: 5000, bytes: 16 * 1024 }

/** What the metadata of this client says, in a document of its own or in a registration. */
export function clientMetadata({ name, uri, redirectUri }: ClientDescription): Row {
  return {
    client_name: name,
    client_uri: uri,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    application_type: isLocal(redirectUri) ? 'native' : 'web',
  }
}

/** Registers a client at an authorization server; each registration is another client. */
export async function registerClient(
  world: OAuthWorld,
  server: AuthorizationServer,
  description: ClientDescription,
): Promise<Outcome<RegisteredClient>> {
  const { registrationEndpoint: endpoint, tokenAuthentication } = server
  if (endpoint === undefined)
    return failed(
      'The authorization server registers no clients by itself. Register one by hand there, and write its id (and secret) into the server’s authentication.',
    )
  const way = WAYS.find((one) => tokenAuthentication.includes(one)) ?? 'client_secret_basic'
  const answer = await askJson(
    world,
    new URL(endpoint),
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...clientMetadata(description), token_endpoint_auth_method: way }),
    },
    LIMITS,
  )
  if (!answer.ok) return answer
  const { status, row } = answer.value
  const id = textIn(row, 'client_id')
  if (status < 200 || status > 299 || id === undefined)
    return failed(`The authorization server refused to register a client with HTTP ${status}; ${errorIn(row)}.`)
  const said = WAYS.find((one) => one === row['token_endpoint_auth_method'])
  return done({
    id,
    secret: textIn(row, 'client_secret'),
    key: undefined,
    authentication: said,
    expires: expiryIn(row),
  })
}

/** Zero and absence both mean: never (RFC 7591, 3.2.1). */
function expiryIn(row: Row): Instant | undefined {
  const seconds = row['client_secret_expires_at']
  return typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds > 0 ? seconds * 1000 : undefined
}

function isLocal(redirectUri: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(redirectUri).hostname)
}
