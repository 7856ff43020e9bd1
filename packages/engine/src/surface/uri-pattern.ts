/** Patterns of addresses: `*` stands for any run of characters within one segment, `**` for any run at all. */
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import { readUri } from './uri.ts'

/** A code point, or one of the two wildcards below. */
export type UriToken = number

/** Any run without `/`, `?` and `#`. */
export const WITHIN: UriToken = -1
/** Any run. */
export const ACROSS: UriToken = -2

/** No pattern is longer, in UTF-16 code units. */
export const MAX_URI_PATTERN_LENGTH = 1_024

const EDGES: ReadonlySet<UriToken> = new Set(['/', '?', '#'].map((edge) => edge.charCodeAt(0)))
const WILDCARDS = /\*+/g
const WEB_AUTHORITY = /^(?:https?|wss?|ftp):\/\/[^/]*/

/** A parsed pattern. */
export interface UriPattern {
  /** As written. */
  readonly text: string
  readonly tokens: readonly UriToken[]
}

/**
 * Reads a pattern, or says what is wrong with it. Its literal parts must be written as addresses are judged, as it would
 * otherwise never match.
 */
export function parseUriPattern(text: string): OrFlaw<UriPattern> {
  if (text === '' || text.length > MAX_URI_PATTERN_LENGTH) {
    return bad(
      'a pattern of addresses is empty or too long',
      `Use 1 to ${MAX_URI_PATTERN_LENGTH} characters, such as "file:///srv/docs/**".`,
    )
  }
  if (WEB_AUTHORITY.exec(text)?.[0].includes('**') === true) {
    return bad(
      '** stands in the place of a host',
      'Write the host, or * for a part of it: ** would also reach into the path.',
    )
  }
  const plain = readUri(sample(text))
  if (!plain.ok) return bad(`no address is like this one: ${plain.flaw.message}`, plain.flaw.remedy)
  return sound({ text, tokens: tokensOf(text) })
}

const bad = (message: string, remedy: string): OrFlaw<never> => flawed('bad_pattern', message, remedy)

/** An address that the pattern would match: what is wrong with it is wrong with the pattern. */
function sample(text: string): string {
  const filled = text.replace(/:\*+(?=\/|$)/g, ':1').replace(WILDCARDS, 'a')
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(filled) ? filled : `x:${filled}`
}

function tokensOf(text: string): readonly UriToken[] {
  const tokens: UriToken[] = []
  let end = 0
  for (const { 0: stars, index } of text.matchAll(WILDCARDS)) {
    tokens.push(...uriTokens(literal(text.slice(end, index))), stars.length > 1 ? ACROSS : WITHIN)
    end = index + stars.length
  }
  return [...tokens, ...uriTokens(literal(text.slice(end)))]
}

/** Escapes of characters beyond ASCII are those characters: an address is judged so. */
const literal = (text: string): string => text.replace(/(?:%[89A-F][0-9A-F])+/g, (run) => decodeURIComponent(run))

/** A text made ready to be matched against many patterns. */
export function uriTokens(text: string): readonly UriToken[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0)
}

/**
 * Whether the pattern matches everything that the other one does; a text is a pattern without wildcards. May miss a
 * case, never claims one. At most (length × length) steps, and linear where wildcards are few.
 */
export function absorbs(pattern: readonly UriToken[], text: readonly UriToken[]): boolean {
  let from = 0
  while (from < pattern.length && !isWild(pattern[from])) {
    if (pattern[from] !== text[from]) return false
    from++
  }
  if (from === pattern.length) return from === text.length
  let behind = 0
  while (!isWild(pattern[pattern.length - 1 - behind])) {
    if (pattern[pattern.length - 1 - behind] !== text[text.length - 1 - behind]) return false
    behind++
  }
  if (text.length < from + behind) return false
  return absorbsRest(pattern.slice(from, pattern.length - behind), text.slice(from, text.length - behind))
}

const isWild = (token: UriToken | undefined): boolean => token !== undefined && token < 0

/** The same of a pattern that begins and ends with a wildcard. */
function absorbsRest(pattern: readonly UriToken[], text: readonly UriToken[]): boolean {
  const [wildcard = ACROSS] = pattern
  if (pattern.length === 1) return text.every((token) => takes(wildcard, token))
  let states = withEmpty(pattern, new Set([0]))
  for (const token of text) {
    states = step(pattern, states, token)
    if (states.size === 0) return false
  }
  return states.has(pattern.length)
}

/** Wildcards may stand for nothing. */
function withEmpty(pattern: readonly UriToken[], states: Set<number>): Set<number> {
  for (const at of states) if ((pattern[at] ?? 0) < 0) states.add(at + 1)
  return states
}

function step(pattern: readonly UriToken[], states: ReadonlySet<number>, token: UriToken): Set<number> {
  const next = new Set<number>()
  for (const at of states) {
    const own = pattern[at]
    if (own === undefined) continue
    if (isWild(own)) {
      if (takes(own, token)) next.add(at)
    } else if (own === token) next.add(at + 1)
  }
  return withEmpty(pattern, next)
}

/** Whether some text is matched by both. At most (length × length) steps. */
export function overlaps(left: readonly UriToken[], right: readonly UriToken[]): boolean {
  let row = [true]
  right.forEach((token, at) => {
    row.push(row[at] === true && token < 0)
  })
  for (const token of left) row = overlapRow(row, token, right)
  return row[right.length] === true
}

/** One more token of the left pattern: which beginnings of the right one have a text in common with it. */
function overlapRow(above: readonly boolean[], token: UriToken, right: readonly UriToken[]): boolean[] {
  const row = [above[0] === true && token < 0]
  right.forEach((other, at) => {
    row.push(pairUp(token, other, { both: above[at] === true, left: row[at] === true, right: above[at + 1] === true }))
  })
  return row
}

interface Before {
  /** Both without their last token. */
  readonly both: boolean
  /** The right one without its last token. */
  readonly left: boolean
  /** The left one without its last token. */
  readonly right: boolean
}

/** Whether beginnings that end in these tokens have a text in common. */
function pairUp(token: UriToken, other: UriToken, before: Before): boolean {
  if (token >= 0 && other >= 0) return before.both && token === other
  if (token < 0 && (before.right || (before.left && takes(token, other)))) return true
  return other < 0 && (before.left || (before.right && takes(other, token)))
}

/** Whether a wildcard may stand for the other token. */
const takes = (wildcard: UriToken, token: UriToken): boolean =>
  wildcard === ACROSS || (token !== ACROSS && !EDGES.has(token))
