/** What a server wants, as its refusal says: `WWW-Authenticate` (RFC 9110, 11.6.1) with `Bearer` (RFC 6750, RFC 9728). */

/** A `Bearer` challenge. */
export interface BearerChallenge {
  /** Where the server's metadata is; not yet judged. */
  readonly resourceMetadata: string | undefined
  /** Scopes that are needed; undefined: it does not say. */
  readonly scope: readonly string[] | undefined
  /** `invalid_token`, `insufficient_scope` … */
  readonly error: string | undefined
}

const LONGEST = 2048
const PART =
  /[\s,]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~0-9A-Za-z-]+)))?/y

/** The first `Bearer` challenge of a header field; undefined where there is none. Linear in its length. */
export function readChallenge(field: string): BearerChallenge | undefined {
  const parameters = bearerParameters(field.slice(0, LONGEST))
  if (parameters === undefined) return undefined
  const scope = parameters.get('scope')
  return {
    resourceMetadata: parameters.get('resource_metadata'),
    scope: scope === undefined ? undefined : readScope(scope),
    error: parameters.get('error'),
  }
}

function bearerParameters(field: string): ReadonlyMap<string, string> | undefined {
  let found: Map<string, string> | undefined
  PART.lastIndex = 0
  for (let part = PART.exec(field); part !== null; part = PART.exec(field)) {
    const [, name = '', quoted, plain] = part
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain
    if (value !== undefined) {
      const key = name.toLowerCase()
      if (found !== undefined && !found.has(key)) found.set(key, value)
    } else if (found !== undefined) break
    else if (name.toLowerCase() === 'bearer') found = new Map()
  }
  return found
}

const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/
const MOST_SCOPES = 100

/** Scopes of a text (RFC 6749, 3.3), each once; what cannot be one is left out. */
export function readScope(text: string): readonly string[] {
  const tokens = text.split(' ').filter((token) => SCOPE_TOKEN.test(token))
  return [...new Set(tokens)].slice(0, MOST_SCOPES)
}
