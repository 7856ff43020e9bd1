/** Clients that register themselves (RFC 7591): few from one address, forgotten unless they are used. */
import type { Instant } from '@portcullis/engine'
import { z } from 'zod'
import { digestToken, mintSecret } from '../../crypto/token.ts'
import { safeName } from '../../ports/safe-text.ts'
import { senderOf } from '../../ports/sender.ts'
import { readStrictJson } from '../api/strict-json.ts'
import type { Control } from '../control.ts'
import { newId } from '../id.ts'
import { type OAuthProblem, oauthProblem } from './oauth-answer.ts'
import { redirectProblem } from './redirect-uri.ts'
import { SCOPE } from './server-metadata.ts'

const HOUR = 3_600_000
/** Registrations of one sender within an hour. */
const MOST_AN_HOUR = 20
/** Registrations in all that nobody used yet. */
const MOST_UNUSED = 5000
/** How long a registration lasts that nobody uses. */
const UNUSED_KEPT = 24 * HOUR

const text = z.string().max(500)

/** What a client may say of itself; whatever else it says is left out of the answer, which tells it so. */
const METADATA = z.object({
  redirect_uris: z.array(z.string()).min(1).max(20),
  client_name: text.optional(),
  client_uri: text.optional(),
  grant_types: z.array(text).max(10).optional(),
  response_types: z.array(text).max(10).optional(),
  token_endpoint_auth_method: z.enum(['none', 'client_secret_basic', 'client_secret_post']).optional(),
  application_type: z.enum(['native', 'web']).optional(),
})

type Metadata = z.output<typeof METADATA>

/** A registration, as it is answered: the secret, if any, is not seen again. */
export type Registered = Readonly<Record<string, unknown>>

/** Registers a client. */
export async function registerClient(
  control: Control,
  body: Uint8Array,
  address: string,
): Promise<Registered | OAuthProblem> {
  const metadata = readMetadata(body)
  if ('error' in metadata) return metadata
  const now = control.clock.now()
  const sender = senderOf(address)
  const limited = await limitProblem(control, sender, now)
  return limited ?? write(control, metadata, { sender, now })
}

function readMetadata(body: Uint8Array): Metadata | OAuthProblem {
  const json = readStrictJson(body)
  if (!json.ok) return oauthProblem('invalid_client_metadata', json.message)
  const read = METADATA.safeParse(json.value)
  if (!read.success) {
    const [issue] = read.error.issues
    const where = issue?.path.map(String).join('.') ?? ''
    const code = where.startsWith('redirect_uris') ? 'invalid_redirect_uri' : 'invalid_client_metadata'
    return oauthProblem(code, `${where}: ${issue?.message ?? 'it does not fit'}`)
  }
  const wrong = read.data.redirect_uris.map(redirectProblem).find((one) => one !== undefined)
  if (wrong !== undefined) return oauthProblem('invalid_redirect_uri', wrong)
  if (read.data.grant_types?.includes('authorization_code') === false)
    return oauthProblem(
      'invalid_client_metadata',
      'The grant type authorization_code is the one by which people agree.',
    )
  return read.data
}

async function limitProblem({ db }: Control, sender: string, now: Instant): Promise<OAuthProblem | undefined> {
  const count = db
    .selectFrom('oauth_clients')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('kind', '=', 'registered')
  const ofSender = await count
    .where('sender', '=', sender)
    .where('created', '>', now - HOUR)
    .executeTakeFirstOrThrow()
  if (Number(ofSender.count) >= MOST_AN_HOUR) {
    const headers = { 'retry-after': String(HOUR / 1000) }
    return oauthProblem('slow_down', 'Too many registrations came from this address.', { status: 429, headers })
  }
  const unused = await count
    .where('expires', '>', now)
    .where('expires', '<=', now + UNUSED_KEPT)
    .executeTakeFirstOrThrow()
  if (Number(unused.count) < MOST_UNUSED) return undefined
  return oauthProblem('temporarily_unavailable', 'Too many registrations wait to be used.', { status: 503 })
}

async function write(
  { db }: Control,
  metadata: Metadata,
  { sender, now }: { readonly sender: string; readonly now: Instant },
): Promise<Registered> {
  const authentication = metadata.token_endpoint_auth_method ?? 'client_secret_basic'
  const secret = authentication === 'none' ? undefined : mintSecret('registration')
  const types = metadata.grant_types ?? ['authorization_code']
  const refreshes = types.includes('refresh_token')
  const id = newId('oac', now)
  const name = safeName(metadata.client_name ?? '')
  await db
    .insertInto('oauth_clients')
    .values({
      id,
      kind: 'registered',
      name,
      redirect_uris: JSON.stringify(metadata.redirect_uris),
      refreshes: refreshes ? 1 : 0,
      secret_digest: secret === undefined ? null : digestToken(secret),
      authentication,
      sender,
      created: now,
      expires: now + UNUSED_KEPT,
    })
    .execute()
  return {
    client_id: id,
    client_id_issued_at: Math.floor(now / 1000),
    ...(secret !== undefined && { client_secret: secret, client_secret_expires_at: 0 }),
    client_name: name,
    redirect_uris: metadata.redirect_uris,
    grant_types: refreshes ? ['authorization_code', 'refresh_token'] : ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: authentication,
    scope: SCOPE,
  }
}
