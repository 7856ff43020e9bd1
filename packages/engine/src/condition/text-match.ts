/** Regular expressions in RE2 syntax: matched in time linear in the text, whatever the pattern. */
import { RE2JS, RE2JSException } from 're2js'
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'

/** A text that is longer, in bytes of UTF-8, is not judged. */
export const MAX_TEXT_BYTES = 65_536

/**
 * A text whose length times the size of the pattern's program is more than this is not judged: at most 50 milliseconds,
 * for patterns that are made to be slow. Ordinary ones take a hundredth of it.
 */
const MAX_STEPS = 1_000_000

/** No pattern is longer, in UTF-16 code units. */
const MAX_REGEX_LENGTH = 2_048

/** A prepared pattern. */
export interface TextMatch {
  /** Whether the pattern is found anywhere in the text; undefined: the text is too long to be judged. */
  readonly test: (text: string) => boolean | undefined
  /** Steps for each character of a text, at most. */
  readonly cost: number
}

/**
 * So many patterns are remembered: a document's are read when it is checked, prepared right behind that, and again when it
 * is loaded anew. Preparing one takes as long as hundreds of other conditions.
 */
const MAX_REMEMBERED = 1_024
/** Larger ones, by the size of their program, are not kept: strangers' schemas have patterns too. */
const MAX_KEPT = 200

const remembered = new Map<string, OrFlaw<TextMatch>>()

/** Prepares a pattern, or says what is wrong with it. */
export function compileRegex(
  pattern: string,
  { ignoreCase }: { readonly ignoreCase: boolean } = { ignoreCase: false },
): OrFlaw<TextMatch> {
  const key = `${ignoreCase ? 'i' : ' '}${pattern}`
  const known = remembered.get(key)
  if (known !== undefined) return known
  const compiled = compileAnew(pattern, ignoreCase)
  if (!compiled.ok || compiled.value.cost > MAX_KEPT) return compiled
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(key, compiled)
  return compiled
}

function compileAnew(pattern: string, ignoreCase: boolean): OrFlaw<TextMatch> {
  if (pattern.length > MAX_REGEX_LENGTH) {
    return flawed(
      'bad_regex',
      `a regex has ${pattern.length} characters`,
      `Use at most ${MAX_REGEX_LENGTH}, or several conditions.`,
    )
  }
  try {
    const regex = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
    const cost = regex.programSize()
    const longest = Math.min(MAX_TEXT_BYTES, Math.floor(MAX_STEPS / cost))
    return sound({ test: (text) => (fits(text, longest) ? regex.test(text) : undefined), cost })
  } catch (error) {
    const cause =
      error instanceof RE2JSException ? error.message.replace('error parsing regexp: ', '') : 'it cannot be compiled'
    return flawed(
      'bad_regex',
      `the regex is not RE2 syntax: ${cause}`,
      'RE2 has no look-around and no back-references; repeat counts go to 1000.',
    )
  }
}

/** Whether a text has at most so many bytes in UTF-8; short texts, nearly all, are not walked through. */
function fits(text: string, limit: number): boolean {
  if (text.length * 3 <= limit) return true
  if (text.length > limit) return false
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 0x80) bytes += unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes <= limit
}
