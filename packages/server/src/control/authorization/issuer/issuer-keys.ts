/** Keys of issuers: fetched when they are needed, kept for a while, fetched again for a key that is not among them. */
import type { Instant } from '@portcullis/engine'
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { type FetchLimits, fetchBounded } from '../../../egress/guarded-fetch.ts'
import type { Control } from '../../control.ts'
import { rowOf, secureUrl, textIn } from '../../upstream-auth/oauth/world.ts'
import type { IssuerRow } from './issuer.ts'

const MINUTE = 60_000
/** How long keys are believed. */
const KEPT = 10 * MINUTE
/** How long nobody asks again, whatever came. */
const PAUSE = 30_000
/** Of a set of keys: an admin named the issuer, and large ones have many keys with certificates. */
const LIMITS: FetchLimits = { time: 3000, bytes: 128 * 1024 }
/** Issuers that are remembered. */
const MOST = 1000

/** Keys as they were fetched, or why they could not be. */
export type Keys =
  | { readonly ok: true; readonly find: JWTVerifyGetKey }
  | { readonly ok: false; readonly problem: string }

/** Keys of all issuers. */
export interface IssuerKeys {
  /** @param fresh a key was not among them: they are fetched anew, unless that was done a moment ago */
  of(issuer: Pick<IssuerRow, 'issuer' | 'jwks_uri'>, fresh?: boolean): Promise<Keys>
}

interface Held {
  readonly keys: Promise<Keys>
  readonly at: Instant
}

/** Creates it; nothing is fetched yet. */
export function createIssuerKeys(control: Pick<Control, 'egress' | 'clock'>): IssuerKeys {
  const held = new Map<string, Held>()
  return {
    async of(issuer, fresh = false) {
      const name = JSON.stringify([issuer.issuer, issuer.jwks_uri])
      const now = control.clock.now()
      const before = held.get(name)
      const age = before === undefined ? Number.POSITIVE_INFINITY : now - before.at
      if (before !== undefined && age < (fresh ? PAUSE : KEPT)) {
        const known = await before.keys
        // What could not be fetched is tried again sooner than what could.
        if (known.ok || age < PAUSE) return known
      }
      const keys = fetchKeys(control, issuer)
      held.delete(name)
      held.set(name, { keys, at: now })
      const [oldest] = held.keys()
      if (held.size > MOST && oldest !== undefined) held.delete(oldest)
      return keys
    },
  }
}

async function fetchKeys(
  control: Pick<Control, 'egress'>,
  { issuer, jwks_uri: given }: Pick<IssuerRow, 'issuer' | 'jwks_uri'>,
): Promise<Keys> {
  const found = given === '' ? await discovered(control, issuer) : { uri: given }
  if ('problem' in found) return { ok: false, problem: found.problem }
  const url = secureUrl(found.uri, control.egress.guard)
  if (url === undefined) return { ok: false, problem: 'The address of its keys is no https URL.' }
  const answer = await fetchBounded(control.egress.fetch, url, { headers: { accept: 'application/json' } }, LIMITS)
  if (!answer.ok) return { ok: false, problem: `Its keys cannot be read: ${answer.problem}.` }
  const { keys } = rowOf(answer.text)
  if (answer.status !== 200 || !isKeySet(keys)) return { ok: false, problem: `${url.host} sends no set of keys.` }
  try {
    return { ok: true, find: createLocalJWKSet({ keys }) }
  } catch {
    return { ok: false, problem: `${url.host} sends keys that cannot be read.` }
  }
}

const isKeySet = (keys: unknown): keys is JSONWebKeySet['keys'] =>
  Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null && typeof key.kty === 'string')

/** Where the issuer says its keys are (OpenID Connect Discovery 1.0, section 4; RFC 8414, section 3). */
async function discovered(
  { egress }: Pick<Control, 'egress'>,
  issuer: string,
): Promise<{ readonly uri: string } | { readonly problem: string }> {
  const base = secureUrl(issuer, egress.guard)
  if (base === undefined) return { problem: 'The issuer is no https URL.' }
  const path = base.pathname.replace(/\/$/, '')
  const places = [
    `${path}/.well-known/openid-configuration`,
    `/.well-known/oauth-authorization-server${path}`,
    `/.well-known/openid-configuration${path}`,
  ]
  let problem = 'It has no metadata.'
  for (const place of new Set(places)) {
    const url = new URL(place, base)
    const answer = await fetchBounded(egress.fetch, url, { headers: { accept: 'application/json' } })
    if (!answer.ok) problem = `Its metadata cannot be read: ${answer.problem}.`
    if (!answer.ok || answer.status !== 200) continue
    const row = rowOf(answer.text)
    const uri = textIn(row, 'jwks_uri')
    if (textIn(row, 'issuer') !== issuer) problem = `${url.href} is of another issuer.`
    else if (uri !== undefined) return { uri }
  }
  return { problem }
}
