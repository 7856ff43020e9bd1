/**
 * Addresses as patterns that refuse see them. Servers differ in what they take for the same: so what refuses ignores
 * case, escapes, repeated slashes, a slash at the end, the query and the fragment.
 */
import { fold } from '../text/folding.ts'
import { type UriToken, uriTokens } from './uri-pattern.ts'

const SLASH = 0x2f

/** A pattern, or a template, made loose. */
export function looseTokens(tokens: readonly UriToken[]): readonly UriToken[] {
  const loose: UriToken[] = []
  let literal = ''
  const flush = (): void => {
    loose.push(...uriTokens(fold(unescaped(literal))))
    literal = ''
  }
  for (const token of tokens) {
    if (token >= 0) literal += String.fromCodePoint(token)
    else {
      flush()
      loose.push(token)
    }
  }
  flush()
  return loose.filter((token, at) => token !== SLASH || loose[at - 1] !== SLASH)
}

/**
 * Everything that a server might take the address for.
 * @param uri as `readUri` gives it
 */
export function looseCandidates(uri: string): readonly (readonly UriToken[])[] {
  const [beforeFragment = ''] = uri.split('#', 1)
  const [beforeQuery = ''] = beforeFragment.split('?', 1)
  const texts = new Set(
    [uri, beforeFragment, beforeQuery].map((text) => fold(unescaped(text)).replace(/\/+/g, '/').replace(/\/$/, '')),
  )
  return [...texts].flatMap((text) => [uriTokens(text), uriTokens(`${text}/`)])
}

/** Every escape undone; those of a checked address are octets of ASCII. */
const unescaped = (text: string): string =>
  text.replace(/%([0-7][0-9A-F])/g, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
