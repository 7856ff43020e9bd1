/** What is wrong where a text is not JSON. */
import { printParseErrorCode } from 'jsonc-parser'
import type { Flaw } from '../policy/problem.ts'

const NOT_JSON: readonly [string, string] = ['the text is not JSON', 'Write one JSON object, as RFC 8259 defines it.']

/** By the parser's name of the error: what is wrong, and what to do. */
const TEXTS: Readonly<Record<string, readonly [message: string, remedy: string]>> = {
  InvalidSymbol: [
    'there is a word that JSON does not know',
    'Put texts in double quotes; true, false and null are the only words.',
  ],
  InvalidNumberFormat: [
    'a number is not written as JSON writes numbers',
    'Write digits, at most one point and no leading zeros.',
  ],
  PropertyNameExpected: [
    'a key is expected here',
    'Write the key in double quotes; no comma stands before a closing brace.',
  ],
  ValueExpected: ['a value is expected here', 'Write a value; no comma stands before a closing bracket.'],
  ColonExpected: ['a colon is expected here', 'Write "key": value.'],
  CommaExpected: ['a comma is expected here', 'Separate members and elements by commas.'],
  CloseBraceExpected: ['a closing brace is missing', 'Close the object with }.'],
  CloseBracketExpected: ['a closing bracket is missing', 'Close the array with ].'],
  EndOfFileExpected: ['something follows the end of the document', 'Remove it: a policy is one JSON object.'],
  InvalidCommentToken: ['JSON has no comments', 'Move the text into "description", or remove it.'],
  UnexpectedEndOfComment: ['JSON has no comments, and this one has no end', 'Remove it.'],
  UnexpectedEndOfString: ['a string has no end', 'Close it with a double quote on the same line.'],
  UnexpectedEndOfNumber: ['a number has no end', 'Write digits after the point or the exponent.'],
  InvalidUnicode: ['an escape is not \\u and four hexadecimal digits', 'Write it as \\u0041.'],
  InvalidEscapeCharacter: ['a backslash stands before a character that needs none', 'Write \\\\ for a backslash.'],
  InvalidCharacter: ['a string has a control character in it', 'Write it as an escape, such as \\n or \\t.'],
}

/**
 * Explains an error of the parser.
 * @param code the parser's code; undefined where it found nothing and the text is not JSON all the same
 */
export function syntaxFlaw(code: number | undefined, text: string): Flaw {
  if (text.startsWith('\u{FEFF}')) {
    return {
      code: 'syntax',
      message: 'the text begins with a byte order mark',
      remedy: 'Save the file as UTF-8 without one.',
    }
  }
  if (text.trim() === '') {
    return {
      code: 'syntax',
      message: 'the text is empty',
      remedy: 'Write { "version": "1", "default": "deny" } to begin with.',
    }
  }
  const [message, remedy] = (code === undefined ? undefined : TEXTS[printParseErrorCode(code)]) ?? NOT_JSON
  return { code: 'syntax', message, remedy }
}
