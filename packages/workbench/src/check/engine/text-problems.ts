/** What the engine finds in the text of a document: described for the reference. */
import type { ProblemCode } from '@portcullis/engine'
import type { Described } from '../finding.ts'

type Text = Omit<Described, 'code' | 'severity'>

const FINE = { version: '1', default: 'deny' }

const limited = (max: unknown): string =>
  `{ "version": "1", "default": "deny",\n  "tools": { "pay": { "limits": [{ "counter": "paid", "window": "day", "max": ${String(max)} }] } } }`

/** The codes that are described here. */
export type TextCode = Extract<
  ProblemCode,
  | 'too_large'
  | 'too_deep'
  | 'too_complex'
  | 'syntax'
  | 'duplicate_key'
  | 'forbidden_key'
  | 'inexact_number'
  | 'missing_key'
  | 'unknown_key'
  | 'unsupported'
  | 'wrong_type'
  | 'bad_value'
  | 'internal'
>

/** Before anything is known of its meaning. */
export const TEXT_PROBLEMS: Readonly<Record<TextCode, Text>> = {
  too_large: {
    title: 'The document is too long',
    why: 'A policy has at most 1,048,576 characters. Tools that are treated alike share one entry with a pattern of names, or a rule for their class.',
    example: undefined,
  },
  too_deep: {
    title: 'Objects and arrays are nested too deep',
    why: 'At most 32 levels lie within one another. `any`, `all` and `not` can nearly always be written with fewer.',
    example: {
      policy: `{ "version": "1", "default": "deny", "tools": ${'['.repeat(40)}${']'.repeat(40)} }`,
      mended: { ...FINE, tools: {} },
    },
  },
  too_complex: {
    title: 'There are too many patterns to compare',
    why: 'Patterns of names are compared with each other to find those that never apply or that tie. Use fewer, or shorter ones.',
    example: undefined,
  },
  syntax: {
    title: 'The text is not JSON',
    why: 'Policies are strict JSON (RFC 8259): double quotes, no comments, no comma behind the last member. Descriptions have keys of their own.',
    example: { policy: '{ "version": "1", "default": "deny", }', mended: FINE },
  },
  duplicate_key: {
    title: 'A key stands twice in one object',
    why: 'Readers of JSON keep one of the two, and not all the same one. What is read has to be what is meant.',
    example: {
      policy: '{ "version": "1", "default": "deny",\n  "tools": { "send": {}, "send": { "action": "deny" } } }',
      mended: { ...FINE, tools: { send: { action: 'deny' } } },
    },
  },
  forbidden_key: {
    title: 'A key that no document may have',
    why: '`__proto__` means something else than a name to many programs. A tool of that name is reached by a pattern.',
    example: {
      policy: '{ "version": "1", "default": "deny", "tools": { "__proto__": {} } }',
      mended: { ...FINE, tools: { '__proto_?': {} } },
    },
  },
  inexact_number: {
    title: 'A number that cannot be compared exactly',
    why: 'Numbers are compared as the decimals that they were written as: at most 15 significant digits, and an exponent of at most 15.',
    example: { policy: limited('100.00000000000000001'), mended: limited('100.01') },
  },
  missing_key: {
    title: 'A key that is needed is missing',
    why: 'Nothing is assumed for what decides over calls: `version` and `default` of the document, `conditions` of a predicate, `path`, `op` and `value` of a condition, `counter`, `window` and `max` of a limit, `until` of a shadow mode.',
    example: { policy: { version: '1', tools: {} }, mended: { ...FINE, tools: {} } },
  },
  unknown_key: {
    title: 'A key that the language does not have',
    why: 'A misspelled key would be a rule that does not hold. The reference lists the keys of every part.',
    example: {
      policy: { ...FINE, tools: { send: { denyIf: [] } } },
      mended: { ...FINE, tools: { send: { deny_if: [] } } },
    },
  },
  unsupported: {
    title: 'A part of the language that this version does not judge',
    why: 'It is refused rather than passed over. Use the version of Portcullis that the document was written for.',
    example: undefined,
  },
  wrong_type: {
    title: 'A value of the wrong type',
    why: 'The reference says the type of every key. Nothing is converted.',
    example: {
      policy: { ...FINE, tools: { send: { rate_limit: 10 } } },
      mended: { ...FINE, tools: { send: { rate_limit: '10/minute' } } },
    },
  },
  bad_value: {
    title: 'A value that has no meaning there',
    why: 'The type is right, the value is not one that the key knows, is out of bounds, or does not go with its neighbours.',
    example: {
      policy: { ...FINE, tools: { send: { action: 'block' } } },
      mended: { ...FINE, tools: { send: { action: 'deny' } } },
    },
  },
  internal: {
    title: 'The document could not be read',
    why: 'This is a fault of Portcullis and not of the document. The document is refused; please report it.',
    example: undefined,
  },
}
