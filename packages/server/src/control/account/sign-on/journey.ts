/**
 * The way to an identity provider and back (OpenID Connect Core, section 3.1; RFC 9700). What belongs to one journey
 * follows from a secret that the browser's page holds, so only the browser that set out comes back: a stranger's answer
 * is of no use to it, nor its own to a stranger.
 */
import { createHmac } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import * as oidc from 'openid-client'
import { digestToken, mintSecret, secretDigest } from '../../../crypto/token.ts'
import type { SignOnTable } from '../../../store/sql/tables/accounts.ts'
import { transact } from '../../../store/sql/transaction.ts'
import { isProblem, type Problem, problem } from '../../api/problem.ts'
import type { Context } from '../../context.ts'
import type { Control } from '../../control.ts'
import { factorsOf } from './factors.ts'
import { clientOf, unreachable } from './provider.ts'
import { hasClaim } from './roles.ts'

/** Why somebody sets out. */
export type Purpose = 'log_in' | 'link' | 'prove'

/** Where to go, and what to keep meanwhile. */
export interface Departure {
  readonly location: string
  /** For the page; shown once. */
  readonly journey: string
}

/** Who came back. */
export interface Arrived {
  readonly row: SignOnTable
  readonly purpose: Purpose
  /** Account that set out; empty: nobody's. */
  readonly account: string
  readonly issuer: string
  readonly subject: string
  readonly claims: Readonly<Record<string, unknown>>
  /** By how many factors the provider says, in what it signed, that they proved who they are. */
  readonly factors: 1 | 2
}

const LASTS = 15 * 60_000
/** Seconds within which somebody must have logged in at the provider, who proves again who he is. */
const PROOF_AGE = 120

const DEAD = problem('not_found', 'This log-in is over: it was begun in another browser or too long ago, or is used.', {
  remedy: 'Begin to log in again.',
})

/** Where the provider sends people back to. */
export const callbackOf = ({ origin }: Control): string => `${origin}/sign-on/callback`

function secretsOf(
  { deriveKey }: Control,
  secret: string,
): { readonly state: string; nonce: string; verifier: string } {
  const key = deriveKey('sign-on')
  const derived = (what: string): string => createHmac('sha256', key).update(`${what}:${secret}`).digest('base64url')
  return { state: derived('state'), nonce: derived('nonce'), verifier: derived('verifier') }
}

/** Sets out. @param account id of the account that sets out; empty for a log-in */
export async function depart(
  { control, at }: Context,
  row: SignOnTable,
  purpose: Purpose,
  account: string,
): Promise<Departure | Problem> {
  const client = await clientOf(control, row)
  if (isProblem(client)) return client
  const journey = mintSecret('challenge')
  const { state, nonce, verifier } = secretsOf(control, journey)
  const expires = at + LASTS
  await control.db
    .insertInto('sign_on_journeys')
    .values({ digest: digestToken(journey), sign_on: row.id, account, purpose, expires })
    .execute()
  const location = oidc.buildAuthorizationUrl(client, {
    redirect_uri: callbackOf(control),
    scope: row.scopes,
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(purpose === 'prove' && { prompt: 'login', max_age: '0' }),
  })
  return { location: location.href, journey }
}

/** Comes back: the provider's answer is exchanged and checked, once. @param search what follows `?` in the address */
export async function arrive(context: Context, journey: string, search: string): Promise<Arrived | Problem> {
  const { control, at } = context
  const taken = await takeJourney(control, journey, at)
  if (taken === undefined) return DEAD
  const row = await control.db
    .selectFrom('sign_ons')
    .selectAll()
    .where('id', '=', taken.sign_on)
    .where('enabled', '=', 1)
    .executeTakeFirst()
  if (row === undefined) return DEAD
  const client = await clientOf(control, row)
  if (isProblem(client)) return client
  const { state, nonce, verifier } = secretsOf(control, journey)
  const address = new URL(callbackOf(control))
  address.search = search
  try {
    const tokens = await oidc.authorizationCodeGrant(client, address, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
      ...(taken.purpose === 'prove' && { maxAge: PROOF_AGE }),
    })
    const identity = tokens.claims()
    if (identity === undefined) return unreachable(row.issuer, undefined)
    const { iss: issuer, sub: subject } = identity
    const claims = hasClaim(identity, row.role_claim)
      ? identity
      : { ...(await moreClaims(client, tokens.access_token, subject)), ...identity }
    return {
      row,
      purpose: taken.purpose,
      account: taken.account,
      issuer,
      subject,
      claims,
      factors: factorsOf(identity),
    }
  } catch (cause) {
    return refusedBy(row.issuer, cause)
  }
}

/** What the provider says only when asked (OpenID Connect Core, section 5.3); nothing where it does not answer. */
async function moreClaims(
  client: oidc.Configuration,
  token: string,
  subject: string,
): Promise<Readonly<Record<string, unknown>>> {
  return client.serverMetadata().userinfo_endpoint === undefined ? {} : oidc.fetchUserInfo(client, token, subject)
}

function refusedBy(issuer: string, cause: unknown): Problem {
  if (!(cause instanceof oidc.AuthorizationResponseError)) return unreachable(issuer, cause)
  return problem('forbidden', `The identity provider ${issuer} did not let you in.`, {
    remedy: 'Begin to log in again, or ask the people who run the identity provider.',
  })
}

interface TakenJourney {
  readonly sign_on: string
  readonly account: string
  readonly purpose: Purpose
}

async function takeJourney({ db }: Control, journey: string, now: Instant): Promise<TakenJourney | undefined> {
  const digest = secretDigest('challenge', journey)
  if (digest === undefined) return undefined
  const row = await transact(db, (tx) =>
    tx
      .deleteFrom('sign_on_journeys')
      .where('digest', '=', digest)
      .returning(['sign_on', 'account', 'purpose', 'expires'])
      .executeTakeFirst(),
  )
  if (row === undefined || now >= row.expires) return undefined
  const { sign_on, account, purpose } = row
  return purpose === 'log_in' || purpose === 'link' || purpose === 'prove' ? { sign_on, account, purpose } : undefined
}
