/** Regular expressions that let more pass than they look like. */
import type { Draft, FindingKind } from '../finding.ts'
import type { Guard } from '../guard.ts'
import { type Alternative, alternativesOf, flagsOf } from '../regex-text.ts'
import type { Subject } from '../subject.ts'

const rule = (op: string, value: string) => ({
  version: '1',
  default: 'deny',
  tools: { fetch: { require: [{ conditions: [{ path: 'args.target', op, value }] }] } },
})

export const unanchoredRegex: FindingKind = {
  code: 'unanchored_regex',
  severity: 'warning',
  title: 'An allow-list by a pattern without anchors',
  why: '`regex` looks for its pattern anywhere in the text, so whatever contains an allowed value passes. Write `^` and `$`, or an operator that compares the whole: `eq`, `in`, `glob`, `host_in`.',
  find: onAllowing((alternatives) =>
    alternatives.every(({ begins, ends }) => !begins && !ends)
      ? {
          message: 'a text passes that has an allowed one anywhere in it',
          remedy: 'Write ^ before the pattern and $ behind it.',
        }
      : undefined,
  ),
  example: { policy: rule('regex', 'main|release'), mended: rule('regex', '^(main|release)$') },
}

export const regexAlternation: FindingKind = {
  code: 'regex_alternation',
  severity: 'warning',
  title: 'Anchors that hold for one alternative only',
  why: 'The bar binds weaker than everything else: `^a|b$` is "begins with a, or ends with b". Put the alternatives into a group: `^(a|b)$`.',
  find: ({ guards }) =>
    patterns(guards).flatMap(({ guard, pattern }) => {
      const alternatives = alternativesOf(pattern)
      if (!isUneven(alternatives)) return []
      const message = 'the alternatives are not anchored alike: "^" and "$" belong to the one that they stand in'
      return [{ path: [...guard.path, 'value'], message, remedy: 'Put the alternatives into a group: "^(a|b)$".' }]
    }),
  example: { policy: rule('regex', '^main|release$'), mended: rule('regex', '^(main|release)$') },
}

export const halfAnchoredRegex: FindingKind = {
  code: 'half_anchored_regex',
  severity: 'warning',
  title: 'A host or name that can be continued',
  why: '`^https://api\\.example\\.com` lets `https://api.example.com.evil.test` pass, and `example\\.com$` lets `evilexample.com` pass. For addresses use `host_in`; for other texts end the pattern with `$`, or with the character that ends the part.',
  find: onAllowing((alternatives) => {
    const open = alternatives.find((each) => isOpenEnd(each) || isOpenStart(each))
    if (open === undefined || isUneven(alternatives)) return undefined
    return isOpenEnd(open)
      ? {
          message: 'the host of an address can be continued: a text that goes on passes',
          remedy: 'Use "host_in", or let a "/" follow the host.',
        }
      : {
          message: 'a name can be continued at its beginning: a text with more letters before it passes',
          remedy: 'Write ^ before it, or the character that separates it: "@", or "\\.".',
        }
  }),
  example: {
    policy: rule('regex', '^https://api\\.example\\.com'),
    mended: rule('host_in', 'api.example.com'),
  },
}

export const regexDot: FindingKind = {
  code: 'regex_dot',
  severity: 'warning',
  title: 'A dot that stands for any character',
  why: 'In a pattern `.` is any character: `^api.example.com$` lets `api-example.com` pass, which somebody else may own. Write `\\.` (in JSON `\\\\.`), or use `host_in`, `eq`, `in`.',
  find: ({ guards }) =>
    patterns(guards).flatMap(({ guard, pattern }) => {
      if (!guard.opens || !LOOSE_DOT.test(pattern)) return []
      const message = 'a dot between names stands for any character'
      return [{ path: [...guard.path, 'value'], message, remedy: 'Write "\\\\." for a dot, or use "host_in".' }]
    }),
  example: { policy: rule('regex', '^api.example.com$'), mended: rule('regex', '^api\\.example\\.com$') },
}

export const regexCase: FindingKind = {
  code: 'regex_case',
  severity: 'warning',
  title: 'A refusal that other letters go around',
  why: 'SQL does not tell `DROP` from `drop`; a pattern does. Add `"ignore_case": true`.',
  find: ({ guards }) =>
    guards.flatMap(({ path, comparison: { op, value, ignore_case: ignoresCase }, opens }) => {
      if (opens || ignoresCase === true || typeof value !== 'string' || !TEXTUAL.has(op)) return []
      if (!KEYWORD.test(value.replaceAll(/\\[a-z]/gi, ' ')) || (op === 'regex' && flagsOf(value).includes('i')))
        return []
      const message = 'the words of SQL are looked for in one case only, and SQL takes them in any'
      return [{ path: [...path, 'value'], message, remedy: 'Add "ignore_case": true.' }]
    }),
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: {
        query: { deny_if: [{ conditions: [{ path: 'args.sql', op: 'regex', value: '\\b(DROP|DELETE)\\b' }] }] },
      },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: {
        query: {
          deny_if: [
            { conditions: [{ path: 'args.sql', op: 'regex', value: '\\b(DROP|DELETE)\\b', ignore_case: true }] },
          ],
        },
      },
    },
  },
}

/** A name, a dot that is not escaped, and the end of a host. */
const LOOSE_DOT =
  /[A-Za-z0-9)-](?<!\\)\.(?:com|org|net|io|dev|app|ai|co|gov|edu|info|cloud|internal|local|example|test)(?![A-Za-z0-9*+?{])|[A-Za-z0-9)-](?<!\\)\.[A-Za-z0-9-]+(?:\\)?\.(?:com|org|net|io|dev|app|ai|co|gov|edu|info|cloud|internal|local|example|test)(?![A-Za-z0-9*+?{])/

const TEXTUAL: ReadonlySet<string> = new Set(['regex', 'contains', 'starts_with', 'glob'])
const KEYWORD = /(?<![A-Za-z_])(?:DROP|DELETE|TRUNCATE|INSERT|UPDATE|ALTER|GRANT|REVOKE|SELECT)(?![A-Za-z_])/

interface Told {
  readonly message: string
  readonly remedy: string
}

function onAllowing(judge: (alternatives: readonly Alternative[]) => Told | undefined): FindingKind['find'] {
  return ({ guards }: Subject): readonly Draft[] =>
    patterns(guards).flatMap(({ guard, pattern }) => {
      const told = guard.opens ? judge(alternativesOf(pattern)) : undefined
      return told === undefined ? [] : [{ path: [...guard.path, 'value'], ...told }]
    })
}

function patterns(guards: readonly Guard[]): readonly { readonly guard: Guard; readonly pattern: string }[] {
  return guards.flatMap((guard) => {
    const { op, value } = guard.comparison
    return op === 'regex' && typeof value === 'string' ? [{ guard, pattern: value }] : []
  })
}

/** `^a|b$`: the first alone is bound to the beginning, or the last alone to the end. */
function isUneven(alternatives: readonly Alternative[]): boolean {
  if (alternatives.length < 2) return false
  const begin = alternatives.map(({ begins }) => begins)
  const end = alternatives.map(({ ends }) => ends)
  return (begin[0] === true && begin.includes(false)) || (end.at(-1) === true && end.includes(false))
}

function isOpenEnd({ text, begins, ends }: Alternative): boolean {
  const [, host] = /:\/\/(.*)$/.exec(text.replaceAll('\\/', '/')) ?? []
  return begins && !ends && host !== undefined && host !== '' && !host.includes('/')
}

/** Ends in a name with a dot, and begins with a letter of it. */
function isOpenStart({ text, begins, ends }: Alternative): boolean {
  return ends && !begins && /^[A-Za-z0-9][A-Za-z0-9-]*\\\./.test(text)
}
