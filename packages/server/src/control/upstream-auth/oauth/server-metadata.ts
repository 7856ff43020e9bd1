/** Authorization server metadata (RFC 8414; OpenID Connect Discovery 1.0): its endpoints and what it can do. */
import { done, failed, type Outcome } from './outcome.ts'
import { askJson, type OAuthWorld, type Row, secureUrl, textIn, textsIn } from './world.ts'

/** An authorization server as it describes itself; every URL in it may be used. */
export interface AuthorizationServer {
  readonly issuer: string
  /** Absent for servers that only serve machines. */
  readonly authorizationEndpoint: string | undefined
  readonly tokenEndpoint: string
  readonly registrationEndpoint: string | undefined
  readonly scopes: readonly string[] | undefined
  /** Ways to prove who the client is at the token endpoint. */
  readonly tokenAuthentication: readonly string[]
  readonly grantTypes: readonly string[]
  /** Takes the URL of a client's metadata as its id. */
  readonly takesMetadataDocuments: boolean
  /** Says its issuer in every answer of the authorization endpoint (RFC 9207). */
  readonly saysIssuer: boolean
}

/** Finds the metadata of an issuer; metadata of another issuer is refused, not passed over. */
export async function discoverAuthorizationServer(
  world: OAuthWorld,
  issuer: string,
): Promise<Outcome<AuthorizationServer>> {
  const base = secureUrl(issuer, world.guard)
  if (base === undefined) return failed('The authorization server has no https URL.')
  for (const url of metadataUrls(base)) {
    const answer = await askJson(world, url, {})
    if (!answer.ok) return answer
    const { status, row } = answer.value
    if (status === 200 && textIn(row, 'issuer') !== undefined) return readMetadata(world, issuer, row)
    if (status >= 500)
      return failed(`${url.origin} answers with HTTP ${status} when asked for its metadata. Try again later.`)
  }
  return failed(
    `${base.origin} publishes no metadata (RFC 8414 or OpenID Connect Discovery), so that nobody can log in there.`,
  )
}

function metadataUrls({ origin, pathname }: URL): readonly URL[] {
  const path = pathname.replace(/\/$/, '')
  const places = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']
  const inserted = places.map((place) => new URL(`${place}${path}`, origin))
  return path === '' ? inserted : [...inserted, new URL(`${path}/.well-known/openid-configuration`, origin)]
}

function readMetadata(world: OAuthWorld, issuer: string, row: Row): Outcome<AuthorizationServer> {
  // Simple string comparison (RFC 8414, 3.3).
  if (textIn(row, 'issuer') !== issuer)
    return failed(
      'The authorization server’s metadata names another issuer than the one that was asked: it is not used.',
    )
  const endpoint = (key: string): string | undefined => {
    const text = textIn(row, key)
    return secureUrl(text, world.guard) === undefined ? undefined : text
  }
  const tokenEndpoint = endpoint('token_endpoint')
  if (tokenEndpoint === undefined)
    return failed('The authorization server’s metadata names no token endpoint with an https URL.')
  const grantTypes = textsIn(row, 'grant_types_supported') ?? ['authorization_code', 'implicit']
  const authorizationEndpoint = endpoint('authorization_endpoint')
  const pkce = textsIn(row, 'code_challenge_methods_supported')?.includes('S256') === true
  if (authorizationEndpoint !== undefined && grantTypes.includes('authorization_code') && !pkce)
    return failed(
      'The authorization server does not say that it supports PKCE with S256, without which codes can be stolen.',
    )
  return done({
    issuer,
    authorizationEndpoint,
    tokenEndpoint,
    registrationEndpoint: endpoint('registration_endpoint'),
    scopes: textsIn(row, 'scopes_supported'),
    tokenAuthentication: textsIn(row, 'token_endpoint_auth_methods_supported') ?? ['client_secret_basic'],
    grantTypes,
    takesMetadataDocuments: row['client_id_metadata_document_supported'] === true,
    saysIssuer: row['authorization_response_iss_parameter_supported'] === true,
  })
}
