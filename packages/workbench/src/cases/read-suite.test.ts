import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSuite } from './read-suite.ts'
import { casesJsonSchema } from './suite-schema.ts'

const found = (text: string): readonly string[] => {
  const read = readSuite(text)
  return read.ok ? [] : read.problems.map(({ line, column, code, remedy }) => `${line}:${column} ${code} ${remedy}`)
}

describe('a file of cases that cannot be read', () => {
  const broken: readonly (readonly [text: string, ...RegExp[]])[] = [
    ['', /^1:1 empty/],
    ['cases: []\n', /^1:8 wrong_value/],
    ['cases:\n  - name: a\n', /^2:5 missing_key Add it/],
    ['cases:\n  - when: { call: a }\n', /^2:5 missing_key/],
    ['cases:\n  - { name: a, when: { call: a }, than: deny }\n', /^2:35 unknown_key Did you mean "then"/],
    ['case:\n  - { name: a, when: { call: a } }\n', /^1:1 missing_key/, /^1:1 unknown_key Did you mean "cases"/],
    ['cases:\n  - { name: a, when: { cal: a } }\n', /^2:24 unknown_key Did you mean "call"/],
    ['cases:\n  - { name: a, when: { call: a }, then: denied }\n', /^2:41 wrong_type Write one of allow, deny/],
    ['cases:\n  - { name: a, when: { call: a }, then: { efect: deny } }\n', /^2:43 unknown_key Did you mean "effect"/],
    ['cases:\n  - { name: a, when: { call: a }, then: { effect: refuse } }\n', /^2:51 wrong_value Write one of: allow/],
    ['cases:\n  - { name: a, when: { call: a, read: b } }\n', /^2:33 both Keep one of `call`/],
    ['cases:\n  - { name: a, when: { times: 2 } }\n', /^2:22 missing_key Add one of/],
    ['cases:\n  - { name: a, when: { after: soon } }\n', /^2:31 wrong_value Write "90s"/],
    ['given: { at: today }\ncases:\n  - { name: a, when: { call: a } }\n', /^1:14 wrong_value Write a date/],
    ['cases:\n  - { name: a, given: { used: { c: -1 } }, when: { call: a } }\n', /^2:36 /],
    ['cases:\n  - { name: a, when: [{ call: a, then: deny }], then: deny }\n', /^2:49 both Keep one `then`/],
    ['policy: a.json\nlayers: [b.json]\ncases:\n  - { name: a, when: { call: a } }\n', /^2:1 both Keep/],
    ['cases:\n  - { name: a, name: b, when: { call: a } }\n', /^2:16 duplicate_key/],
    ['cases: &a\n  - *a\n', /^/],
    ['cases: !!js/function x\n', /^1:8 /],
  ]
  it.each(broken)('%j says where and what to do', (...row) => {
    const text = String(row[0])
    const expected = row.filter((each) => typeof each !== 'string')
    const problems = found(text)
    expect(problems).toHaveLength(expected.length)
    for (const [index, pattern] of expected.entries()) expect(problems[index]).toMatch(pattern)
  })

  it('never throws', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((text) => `cases: ${text}`),
    )
    void fc.assert(fc.property(anything, (text) => typeof readSuite(text).ok === 'boolean'))
  })
})

describe('a file of cases', () => {
  it('puts together what the file and the case give', () => {
    const read = readSuite(`
given: { grant: { id: g, owner: o }, used: { a: 1 }, session: 2 }
cases:
  - { name: n, given: { grant: { owner: p }, used: { b: 2 } }, when: { call: t } }
`)
    expect(read.ok && read.suite.cases[0]?.given).toEqual({
      grant: { id: 'g', owner: 'p' },
      used: { a: 1, b: 2 },
      session: 2,
      tools: {},
    })
  })

  it('knows the numbers that are not kept as they are written', () => {
    const read = readSuite(`
cases:
  - name: n
    when: { call: t, arguments: { a: 0.1, "b/c": [1, { "d:": 1.00000000000000000001 }], e: 12345678901234567890, "f:": "x:", g: 5 } }
`)
    expect(read.ok && [...(read.suite.cases[0]?.steps[0]?.inexact ?? [])]).toEqual(['/b~1c/1/d:', '/e'])
  })
})

/** Keys of an object's schema, and of all within it, that have no description. */
function undescribed(schema: unknown, path: string): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { examples: _, ...parts } = schema as Readonly<Record<string, unknown>>
  const { properties = {} } = parts as {
    properties?: Readonly<Record<string, { description?: string; $ref?: string }>>
  }
  const own = Object.entries(properties).filter(
    ([, { description, $ref }]) => description === undefined && $ref === undefined,
  )
  const within = Object.entries(parts)
    .filter(([key]) => key !== 'properties')
    .flatMap(([key, part]) => undescribed(part, `${path}/${key}`))
  const members = Object.entries(properties).flatMap(([key, part]) => undescribed(part, `${path}/${key}`))
  return [...own.map(([key]) => `${path}/${key}`), ...within, ...members]
}

it('the JSON Schema says of every key what it means', () => {
  expect(undescribed(casesJsonSchema(), '')).toEqual([])
})
