/** Token and path → caller. */
import type { Instant } from '@portcullis/engine'
import { digestToken, secretDigest, tokenDigest } from '../crypto/token.ts'
import type { Caller, CallerRefusal, Directory } from '../ports/directory.ts'
import type { RefusalCode } from './errors.ts'

const SCHEME = 'bearer '
/** Header and token of other issuers: signed tokens in compact form (RFC 7515, section 7.1). */
const LONGEST = 8192
const COMPACT = /^[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}$/

/** Remembers the last token of a connection, so that the next request on it is not digested again. */
export interface TokenMemo {
  header: string
  digest: string | undefined
}

/**
 * The digest of the bearer token of an `Authorization` header (RFC 6750, section 2.1); undefined for anything else.
 * @param memo of the connection; only equal headers are answered from it
 */
export function presentedDigest(header: string | undefined, memo: TokenMemo): string | undefined {
  if (header === undefined) return undefined
  if (memo.header === header) return memo.digest
  const token = bearerOf(header)
  const digest =
    tokenDigest(token) ?? secretDigest('access', token) ?? (isForeign(token) ? digestToken(token) : undefined)
  memo.header = header
  memo.digest = digest
  return digest
}

/** The token of an `Authorization` header where another issuer may have made it. */
export function foreignToken(header: string | undefined): string | undefined {
  const token = bearerOf(header ?? '')
  return isForeign(token) ? token : undefined
}

const isForeign = (token: string): boolean => token.includes('.') && COMPACT.test(token)

/** Empty where there is none, or one that is too long. */
function bearerOf(header: string): string {
  const isBearer = header.length < LONGEST && header.slice(0, SCHEME.length).toLowerCase() === SCHEME
  return isBearer ? header.slice(SCHEME.length).trim() : ''
}

/** Why a caller whose token is known may not come in; undefined: it may. @param address undefined: it is not known */
export function refuseGrant({ grant }: Pick<Caller, 'grant'>, address: string | undefined): RefusalCode | undefined {
  if (grant.networks === undefined || grant.networks.has(address ?? '')) return undefined
  return 'address_not_allowed'
}

/** One snapshot of everything that decides over the request. */
export function identify(
  directory: Directory,
  digest: string | undefined,
  slug: string,
  at: Instant,
): Caller | CallerRefusal {
  return digest === undefined ? 'unknown_token' : directory.caller(digest, slug, at)
}
