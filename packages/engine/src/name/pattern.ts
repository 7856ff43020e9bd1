/** Patterns of tool names: `*` stands for any run of characters, `?` for one; `\*`, `\?` and `\\` are literal. */
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'

/** A code point, or one of the two wildcards below. */
type Token = number

const ONE: Token = -1
const MANY: Token = -2

/** No pattern is longer, in UTF-16 code units. */
export const MAX_PATTERN_LENGTH = 256

/** A parsed pattern. */
export interface Pattern {
  /** As written. */
  readonly text: string
  /** The one name it matches, where it has no wildcard. */
  readonly exact: string | undefined
  /** Literal characters in all: the more, the more specific. */
  readonly literals: number
  readonly tokens: readonly Token[]
}

const CONTROL = /\p{Cc}/u

/** Reads a pattern, or says what is wrong with it. */
export function parsePattern(text: string): OrFlaw<Pattern> {
  if (text === '')
    return flawed('bad_pattern', 'a name is empty', 'Write the name of a tool, or a pattern such as "delete_*".')
  if (text.length > MAX_PATTERN_LENGTH) {
    return flawed(
      'bad_pattern',
      `a name has ${text.length} characters`,
      `Use at most ${MAX_PATTERN_LENGTH} characters.`,
    )
  }
  if (CONTROL.test(text))
    return flawed('bad_pattern', 'a name has a control character', 'Remove it: no tool has such a name.')
  const tokens = tokenize(text)
  if (tokens === undefined) {
    return flawed(
      'bad_pattern',
      'a backslash stands before a character that needs none',
      'Write \\* \\? or \\\\ (in JSON, double each backslash).',
    )
  }
  const literals = tokens.filter((token) => token >= 0)
  const exact = literals.length === tokens.length ? String.fromCodePoint(...literals) : undefined
  return sound({ text, exact, literals: literals.length, tokens })
}

function tokenize(text: string): Token[] | undefined {
  const tokens: Token[] = []
  const characters = Array.from(text)
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]
    if (character === '*') tokens.push(MANY)
    else if (character === '?') tokens.push(ONE)
    else if (character === '\\') {
      const literal = characters[++index]
      if (literal !== '*' && literal !== '?' && literal !== '\\') return undefined
      tokens.push(codePoint(literal))
    } else tokens.push(codePoint(character))
  }
  return tokens
}

function codePoint(character: string | undefined): number {
  return character?.codePointAt(0) ?? 0
}

/** A name made ready to be matched against many patterns. */
export function nameTokens(name: string): readonly Token[] {
  return Array.from(name, codePoint)
}

/** Whether the pattern matches the name. Case-sensitive. At most (length of pattern × length of name) steps. */
export function matches(pattern: Pattern, name: readonly Token[]): boolean {
  return absorbs(pattern.tokens, name)
}

/** Whether every name that `inner` matches is matched by `outer` too. May miss a case, never claims one. */
export function covers(outer: Pattern, inner: Pattern): boolean {
  return absorbs(outer.tokens, inner.tokens)
}

/** Greedy matching that returns to the last `*` only. A `*` in the text is absorbed by a `*` alone. */
function absorbs(pattern: readonly Token[], text: readonly Token[]): boolean {
  let at = 0
  let star = -1
  let resume = 0
  for (let index = 0; index < text.length; ) {
    const token = pattern[at]
    if (token === MANY) {
      star = at++
      resume = index
    } else if (token !== undefined && (token === text[index] || (token === ONE && text[index] !== MANY))) {
      at++
      index++
    } else if (star >= 0) {
      at = star + 1
      index = ++resume
    } else return false
  }
  while (pattern[at] === MANY) at++
  return at === pattern.length
}

/** Whether some name is matched by both. At most (length × length) steps. */
export function overlap(left: Pattern, right: Pattern): boolean {
  let row = firstRow(right.tokens)
  for (const token of left.tokens) row = nextRow(row, token, right.tokens)
  return row[right.tokens.length] === true
}

/** Which beginnings of `right` match the empty beginning of `left`. */
function firstRow(right: readonly Token[]): boolean[] {
  const row = [true]
  right.forEach((token, index) => {
    row.push(row[index] === true && token === MANY)
  })
  return row
}

/** One more token of the left pattern: which beginnings of `right` have a name in common with it. */
function nextRow(above: readonly boolean[], token: Token, right: readonly Token[]): boolean[] {
  const row = [above[0] === true && token === MANY]
  right.forEach((other, index) => {
    const wild = token === MANY || other === MANY
    if (wild) row.push(above[index + 1] === true || row[index] === true)
    else row.push(above[index] === true && (token === other || token === ONE || other === ONE))
  })
  return row
}
