/** Answers of the endpoints that programs ask: JSON, as OAuth has it. */

/** What is wrong (RFC 6749, section 5.2; RFC 7591, section 3.2.2). */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_target'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'
  | 'temporarily_unavailable'
  | 'slow_down'

/** Why a program gets nothing. */
export interface OAuthProblem {
  readonly error: OAuthErrorCode
  readonly description: string
  /** If not 400. */
  readonly status?: 401 | 429 | 503
  readonly headers?: Readonly<Record<string, string>>
}

export const oauthProblem = (
  error: OAuthErrorCode,
  description: string,
  more: Pick<OAuthProblem, 'status' | 'headers'> = {},
): OAuthProblem => ({ error, description, ...more })

export function isOAuthProblem(value: object): value is OAuthProblem {
  return Object.hasOwn(value, 'error')
}

/** As an answer. */
export function oauthProblemResponse({ error, description, status, headers }: OAuthProblem): Response {
  return oauthJson({ error, error_description: description }, status ?? 400, headers)
}

/** JSON that nobody keeps (RFC 6749, section 5.1). */
export function oauthJson(body: object, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache', ...headers },
  })
}
