/** An organisation's identity provider, as the OpenID Connect client knows it: found by discovery, kept for a while. */
import * as oidc from 'openid-client'
import type { SealPlace } from '../../../crypto/seal.ts'
import type { SignOnTable } from '../../../store/sql/tables/accounts.ts'
import { type Problem, problem } from '../../api/problem.ts'
import type { Control } from '../../control.ts'

/** Where the secret of our client is sealed. */
export const clientSecretPlace = ({ organisation, id }: Pick<SignOnTable, 'organisation' | 'id'>): SealPlace => [
  organisation,
  'sign_on',
  id,
  'client_secret',
]

/** Seconds for one exchange with the provider. */
const TIMEOUT = 5
/** Its documents and keys; some carry whole certificates. */
const MOST_BYTES = 128 * 1024
/** Milliseconds for which what was discovered holds. */
const KEPT = 10 * 60_000
const MOST_KEPT = 200

const kept = new WeakMap<Control, Map<string, { readonly until: number; readonly client: oidc.Configuration }>>()

/** The client for a provider; a problem where the provider cannot be reached or says what it must not. */
export async function clientOf(control: Control, row: SignOnTable): Promise<oidc.Configuration | Problem> {
  const now = control.clock.now()
  const clients = kept.get(control) ?? new Map()
  kept.set(control, clients)
  const key = `${row.id}:${row.revision}`
  const found = clients.get(key)
  if (found !== undefined && found.until > now) return found.client
  try {
    const client = await discover(control, row)
    if (clients.size >= MOST_KEPT) clients.clear()
    clients.set(key, { until: now + KEPT, client })
    return client
  } catch (cause) {
    return unreachable(row.issuer, cause)
  }
}

async function discover(control: Control, row: SignOnTable): Promise<oidc.Configuration> {
  const secret = row.client_secret === null ? undefined : control.sealer.open(row.client_secret, clientSecretPlace(row))
  if (row.client_secret !== null && secret === undefined) throw new Error('the client secret cannot be unsealed')
  const issuer = new URL(row.issuer)
  return oidc.discovery(issuer, row.client_id, {}, authenticationBy(secret), {
    [oidc.customFetch]: bounded(control.accounts.fetch),
    timeout: TIMEOUT,
    // What is said of people is signed by the provider, whatever the way on which it came.
    execute: [oidc.enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])],
  })
}

/** The way the provider takes a secret: in the head, unless it takes it in the body only. */
function authenticationBy(secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None()
  const [head, body] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)]
  return (server, client, parameters, headers) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const way = ways.includes('client_secret_basic') ? head : body
    way(server, client, parameters, headers)
  }
}

/** What comes back is read up to a bound, whatever its length claims to be. */
function bounded(fetcher: typeof fetch): oidc.CustomFetch {
  return async (url, options) => {
    const { method, headers, body, signal } = options
    const response = await fetcher(url, {
      method,
      headers,
      redirect: 'manual',
      ...(signal !== undefined && { signal }),
      ...(body !== undefined && body !== null && { body }),
    })
    const text = await textWithin(response)
    return new Response(response.status === 204 ? null : text, { status: response.status, headers: response.headers })
  }
}

async function textWithin({ body }: Response): Promise<string> {
  if (body === null) return ''
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body as AsyncIterable<Uint8Array>) {
    size += piece.byteLength
    if (size > MOST_BYTES) throw new Error(`it sent more than ${MOST_BYTES} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** Only codes of errors: what a provider says may hold anything. */
export function unreachable(issuer: string, cause: unknown): Problem {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : ''
  return problem('unreachable', `The identity provider ${issuer} did not answer as it should${code}.`, {
    remedy: 'Try again. An admin can compare issuer, client id and secret in the settings of single sign-on.',
  })
}
