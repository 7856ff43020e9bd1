/** What we are to an authorization server: a client with an id, and how it proves who it is (RFC 6749, 2.3; RFC 7523). */
import { randomUUID } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import { importPKCS8, SignJWT } from 'jose'
import { done, failed, type Outcome } from './outcome.ts'
import type { AuthorizationServer } from './server-metadata.ts'

/** How a client proves who it is. */
export type ClientAuthentication = 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'

/** A client, registered by whatever way. */
export interface OAuthClient {
  readonly id: string
  readonly secret: string | undefined
  /** PKCS #8 in PEM and its algorithm, for assertions. */
  readonly key: { readonly pem: string; readonly algorithm: string } | undefined
  /** As registered; undefined: as the authorization server supports. */
  readonly authentication: ClientAuthentication | undefined
}

/** Fields that are added to a request to the token endpoint. */
export interface ClientProof {
  readonly headers: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, string>>
}

/** Seconds that an assertion is good for. */
const ASSERTION_LIFE = 60
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The way that the client can go and the server takes; the more careful first. */
export function chooseAuthentication(
  client: OAuthClient,
  { tokenAuthentication: supported }: AuthorizationServer,
): ClientAuthentication {
  if (client.key !== undefined) return 'private_key_jwt'
  if (client.authentication !== undefined && client.authentication !== 'private_key_jwt') return client.authentication
  if (client.secret === undefined) return 'none'
  const ways = ['client_secret_basic', 'client_secret_post', 'none'] as const
  return ways.find((way) => supported.includes(way)) ?? 'client_secret_basic'
}

/** Proves who the client is, to this authorization server alone. */
export async function proveClient(
  client: OAuthClient,
  server: AuthorizationServer,
  at: Instant,
): Promise<Outcome<ClientProof>> {
  const { id, secret = '' } = client
  switch (chooseAuthentication(client, server)) {
    case 'none':
      return done({ headers: {}, fields: { client_id: id } })
    case 'client_secret_post':
      return done({ headers: {}, fields: { client_id: id, client_secret: secret } })
    case 'client_secret_basic': {
      const pair = Buffer.from(`${formEncoded(id)}:${formEncoded(secret)}`).toString('base64')
      return done({ headers: { authorization: `Basic ${pair}` }, fields: {} })
    }
    case 'private_key_jwt':
      return assertion(client, server, at)
  }
}

async function assertion(
  client: OAuthClient,
  { issuer }: AuthorizationServer,
  at: Instant,
): Promise<Outcome<ClientProof>> {
  const { pem = '', algorithm = '' } = client.key ?? {}
  try {
    const seconds = Math.floor(at / 1000)
    const signed = await new SignJWT()
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(client.id)
      .setSubject(client.id)
      .setAudience(issuer)
      .setJti(randomUUID())
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + ASSERTION_LIFE)
      .sign(await importPKCS8(pem, algorithm))
    const fields = { client_id: client.id, client_assertion_type: ASSERTION, client_assertion: signed }
    return done({ headers: {}, fields })
  } catch {
    return failed(`The client's private key cannot sign with ${algorithm}. Give a PKCS #8 key of that algorithm.`)
  }
}

/** As RFC 6749, 2.3.1 wants it before the two are joined by a colon. */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)
