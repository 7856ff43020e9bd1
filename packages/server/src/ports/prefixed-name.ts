/**
 * Names at the endpoint that serves all servers of a grant: `server__tool`. Servers' slugs hold no `_`, so the first `__`
 * ends the server's part. What would be too long for clients is cut, and told apart by a hash.
 */
import { createHash } from 'node:crypto'

/** Longest name that is shown: common clients allow 64 characters, some of which they use themselves. */
export const LONGEST_NAME = 60
/** Longest part that names the server. */
const LONGEST_SERVER = 30
const HASH_DIGITS = 8
const SEPARATOR = '__'
const HASH_END = /_[0-9a-f]{8}$/

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS)

/** The part that names a server. Two slugs with the same part cannot be served together. */
export function serverPart(slug: string): string {
  if (slug.length <= LONGEST_SERVER) return slug
  return `${slug.slice(0, LONGEST_SERVER - HASH_DIGITS - 1)}-${hashOf(slug)}`
}

/** The name of a server's tool or prompt. */
export function prefixedName(slug: string, name: string): string {
  const prefix = serverPart(slug) + SEPARATOR
  const room = LONGEST_NAME - prefix.length
  if (name.length <= room) return prefix + name
  return `${prefix}${name.slice(0, room - HASH_DIGITS - 1)}_${hashOf(name)}`
}

/** Whether a name may stand for a longer one. */
export const mayBeCut = (full: string): boolean => full.length === LONGEST_NAME && HASH_END.test(full)

/** The server's part of a name, and the rest; undefined for a name without a server's part. */
export function splitName(full: string): { readonly server: string; readonly rest: string } | undefined {
  const at = full.indexOf(SEPARATOR)
  return at < 1 ? undefined : { server: full.slice(0, at), rest: full.slice(at + SEPARATOR.length) }
}
