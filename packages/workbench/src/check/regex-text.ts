/** The outer form of a regular expression (RE2): its alternatives, and how each begins and ends. */

/** One alternative at the top of a pattern. */
export interface Alternative {
  readonly text: string
  /** Whether it holds only from the beginning of the text. */
  readonly begins: boolean
  /** Whether it holds only up to the end of the text. */
  readonly ends: boolean
}

/** Flags that stand at the beginning of a pattern: `(?i)`. */
const FLAGS = /^\(\?([a-zA-Z]+)\)/

/** The flags of a whole pattern. */
export function flagsOf(pattern: string): string {
  return FLAGS.exec(pattern)?.[1] ?? ''
}

/** The alternatives of a pattern; one group around all of it is looked into. */
export function alternativesOf(pattern: string): readonly Alternative[] {
  const isByLine = flagsOf(pattern).includes('m')
  return split(pattern.replace(FLAGS, '')).map((text) => ({
    text,
    begins: (!isByLine && /^\(*(?:\?:)?\^/.test(text)) || text.startsWith('\\A'),
    ends: (!isByLine && /(?<!\\)(?:\\\\)*\$\)*$/.test(text)) || /(?<!\\)(?:\\\\)*\\z$/.test(text),
  }))
}

/** An escape, a class, or one character. */
const TOKEN = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|./gsu

/** Splits at the bars that stand in no group and no class. */
function split(pattern: string): readonly string[] {
  const parts = ['']
  let depth = 0
  for (const [token] of pattern.matchAll(TOKEN)) {
    if (token === '(') depth += 1
    if (token === ')') depth -= 1
    if (token === '|' && depth === 0) parts.push('')
    else parts[parts.length - 1] = (parts.at(-1) ?? '') + token
  }
  return parts
}
