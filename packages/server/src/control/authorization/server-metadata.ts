/** How clients learn of the authorization server (RFC 8414; RFC 9207, section 3). */
import type { Control } from '../control.ts'
import { oauthJson } from './oauth-answer.ts'

export const METADATA_PATH = '/.well-known/oauth-authorization-server'
export const AUTHORIZE_PATH = '/oauth/authorize'
export const TOKEN_PATH = '/oauth/token'
export const REVOKE_PATH = '/oauth/revoke'
export const REGISTER_PATH = '/oauth/register'

/** The one scope that there is: what a grant may do stands in its policies. */
export const SCOPE = 'mcp'

const METHODS = ['none', 'client_secret_basic', 'client_secret_post']

/** The document. */
export function serverMetadata({ origin }: Pick<Control, 'origin'>): Response {
  return oauthJson({
    issuer: origin,
    authorization_endpoint: origin + AUTHORIZE_PATH,
    token_endpoint: origin + TOKEN_PATH,
    revocation_endpoint: origin + REVOKE_PATH,
    registration_endpoint: origin + REGISTER_PATH,
    scopes_supported: [SCOPE],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: METHODS,
    revocation_endpoint_auth_methods_supported: METHODS,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
  })
}
