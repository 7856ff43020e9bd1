/** The way through the browser: authorization code with PKCE (RFC 6749, RFC 7636, RFC 8707, RFC 9207). */
import { createHash, randomBytes } from 'node:crypto'
import { sameSecret } from '../../../crypto/token.ts'
import { done, failed, type Outcome } from './outcome.ts'
import type { AuthorizationServer } from './server-metadata.ts'
import { errorCode } from './world.ts'

/** What is asked of the person who gives consent. */
export interface AuthorizationWish {
  readonly server: AuthorizationServer
  readonly clientId: string
  readonly redirectUri: string
  readonly resource: string
  readonly scope: readonly string[] | undefined
}

/** What has to be remembered until the browser comes back; `verifier` and `state` are secret. */
export interface Attempt {
  readonly url: string
  readonly state: string
  readonly verifier: string
}

/** What the browser brings back. */
export interface Callback {
  readonly state: string
  readonly code?: string | undefined
  readonly iss?: string | undefined
  readonly error?: string | undefined
}

const random = (): string => randomBytes(32).toString('base64url')

/** Where the person's browser is sent. */
export function beginAuthorization(wish: AuthorizationWish): Outcome<Attempt> {
  const { server, clientId, redirectUri, resource, scope } = wish
  if (server.authorizationEndpoint === undefined || !server.grantTypes.includes('authorization_code'))
    return failed('The authorization server lets nobody log in: it names no authorization endpoint for codes.')
  const [state, verifier] = [random(), random()]
  const url = new URL(server.authorizationEndpoint)
  const fields = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    resource,
    ...(scope !== undefined && { scope: scope.join(' ') }),
  }
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value)
  return done({ url: url.href, state, verifier })
}

/** The code, if the answer is of this attempt and of the server that was asked. */
export function readCallback(
  { state, code, iss, error }: Callback,
  expected: { readonly state: string; readonly issuer: string; readonly saysIssuer: boolean },
): Outcome<string> {
  if (!sameSecret(state, expected.state)) return failed('The answer belongs to another attempt to log in. Begin again.')
  // Simple string comparison, whether or not the server announced it (RFC 9207, 2.4).
  if (iss === undefined ? expected.saysIssuer : iss !== expected.issuer)
    return failed(
      'The answer does not come from the authorization server that was asked. Nothing was sent to anybody. Begin again.',
    )
  if (error !== undefined)
    return failed(`The authorization server did not agree: ${errorCode(error) ?? 'it says no reason'}. Begin again.`)
  return code === undefined || code === '' ? failed('The answer holds no code. Begin again.') : done(code)
}
