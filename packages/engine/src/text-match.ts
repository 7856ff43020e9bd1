/** Regular expressions in RE2 syntax: matched in time linear in the text, whatever the pattern. */
import { RE2JS, RE2JSException } from 're2js'
import { flawed, type OrFlaw, sound } from './problem.ts'

/** A text that is longer, in bytes of UTF-8, is not judged. */
export const MAX_TEXT_BYTES = 65_536

/** A text whose length times the size of the pattern's program is more than this is not judged: a quarter of a second. */
const MAX_STEPS = 8_000_000

/** No pattern is longer, in UTF-16 code units. */
const MAX_REGEX_LENGTH = 2_048

/** Whether the pattern is found anywhere in the text; undefined: the text is too long to be judged. */
export type TextMatch = (text: string) => boolean | undefined

/** Prepares a pattern, or says what is wrong with it. */
export function compileRegex(pattern: string): OrFlaw<TextMatch> {
  if (pattern.length > MAX_REGEX_LENGTH) {
    return flawed(
      'bad_regex',
      `a regex has ${pattern.length} characters`,
      `Use at most ${MAX_REGEX_LENGTH}, or several conditions.`,
    )
  }
  try {
    const regex = RE2JS.compile(pattern)
    const longest = Math.min(MAX_TEXT_BYTES, Math.floor(MAX_STEPS / regex.programSize()))
    return sound((text) => (fits(text, longest) ? regex.test(text) : undefined))
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
