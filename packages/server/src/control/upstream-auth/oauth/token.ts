/** The token endpoint (RFC 6749, 5; RFC 8707): codes, refresh tokens and clients' own credentials become access tokens. */
import type { Instant } from '@portcullis/engine'
import { readScope } from './challenge.ts'
import { type OAuthClient, proveClient } from './client.ts'
import type { AuthorizationServer } from './server-metadata.ts'
import { askJson, errorIn, type OAuthWorld, type Row, textIn } from './world.ts'

/** What an authorization server gave. */
export interface TokenSet {
  readonly access: string
  readonly refresh: string | undefined
  readonly expires: Instant | undefined
  /** Undefined: as it was asked for. */
  readonly scope: readonly string[] | undefined
}

/** What is exchanged for a token. */
export type TokenWish =
  | { readonly kind: 'code'; readonly code: string; readonly verifier: string; readonly redirectUri: string }
  | { readonly kind: 'refresh'; readonly refresh: string; readonly scope: readonly string[] | undefined }
  | { readonly kind: 'client'; readonly scope: readonly string[] | undefined }

/** `final`: the same wish will never be granted; otherwise it may be later. */
export type TokenOutcome =
  | { readonly ok: true; readonly value: TokenSet }
  | { readonly ok: false; readonly problem: string; readonly final: boolean }

/** At whom the wish is addressed, by whom, and for which server. */
export interface TokenParties {
  readonly server: AuthorizationServer
  readonly client: OAuthClient
  readonly resource: string
}

const LIMITS = { time: 10_000, bytes: 64 * 1024 }
/** What can stand in a header (RFC 6750, 2.1), and no more than servers take. */
const ACCESS_TOKEN = /^[\x21-\x7e]{1,16384}$/
const LONGEST_LIFE = 10 * 365 * 24 * 3600

/** Asks once; never tries again by itself: a code or a refresh token is spent by being sent. */
export async function askToken(
  world: OAuthWorld,
  { server, client, resource }: TokenParties,
  wish: TokenWish,
  at: Instant,
): Promise<TokenOutcome> {
  const proof = await proveClient(client, server, at)
  if (!proof.ok) return { ...proof, final: true }
  const body = new URLSearchParams({ ...fieldsOf(wish), ...proof.value.fields, resource }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...proof.value.headers }
  const answer = await askJson(world, new URL(server.tokenEndpoint), { method: 'POST', headers, body }, LIMITS)
  if (!answer.ok) return { ...answer, final: false }
  const { status, row } = answer.value
  if (status === 200) return readTokens(row, at)
  const problem = `The authorization server gave no token: HTTP ${status}; ${errorIn(row)}.`
  return { ok: false, problem, final: status >= 400 && status < 500 && status !== 429 && status !== 408 }
}

function fieldsOf(wish: TokenWish): Readonly<Record<string, string>> {
  switch (wish.kind) {
    case 'code':
      return {
        grant_type: 'authorization_code',
        code: wish.code,
        code_verifier: wish.verifier,
        redirect_uri: wish.redirectUri,
      }
    case 'refresh':
      return { grant_type: 'refresh_token', refresh_token: wish.refresh, ...scopeField(wish.scope) }
    case 'client':
      return { grant_type: 'client_credentials', ...scopeField(wish.scope) }
    default:
      return wish satisfies never
  }
}

const scopeField = (scope: readonly string[] | undefined): Readonly<Record<string, string>> =>
  scope === undefined || scope.length === 0 ? {} : { scope: scope.join(' ') }

function readTokens(row: Row, at: Instant): TokenOutcome {
  const access = textIn(row, 'access_token')
  if (access === undefined || !ACCESS_TOKEN.test(access))
    return {
      ok: false,
      problem: 'The authorization server’s answer holds no access token that can be sent.',
      final: true,
    }
  if (textIn(row, 'token_type')?.toLowerCase() !== 'bearer')
    return { ok: false, problem: 'The authorization server gives tokens of another kind than Bearer.', final: true }
  const scope = textIn(row, 'scope')
  return {
    ok: true,
    value: {
      access,
      refresh: textIn(row, 'refresh_token'),
      expires: expiryOf(row['expires_in'], at),
      scope: scope === undefined ? undefined : readScope(scope),
    },
  }
}

/** Some servers write the seconds as a text. */
function expiryOf(life: unknown, at: Instant): Instant | undefined {
  const seconds = typeof life === 'string' && /^\d{1,10}$/.test(life) ? Number(life) : life
  if (typeof seconds !== 'number' || !(seconds >= 0)) return undefined
  return at + Math.floor(Math.min(seconds, LONGEST_LIFE) * 1000)
}
