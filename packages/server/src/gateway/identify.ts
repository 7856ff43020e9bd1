/** Token and path → caller. */
import type { Instant } from '@portcullis/engine'
import { tokenDigest } from '../crypto/token.ts'
import type { Caller, CallerRefusal, Directory } from '../ports/directory.ts'

const SCHEME = 'bearer '

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
  const isBearer = header.length < 200 && header.slice(0, SCHEME.length).toLowerCase() === SCHEME
  const digest = isBearer ? tokenDigest(header.slice(SCHEME.length).trim()) : undefined
  memo.header = header
  memo.digest = digest
  return digest
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
