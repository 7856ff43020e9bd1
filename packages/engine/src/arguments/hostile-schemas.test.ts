import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import type { JsonObject } from '../decide/request.ts'
import { compileArgumentSchema, describeFault } from './argument-schema.ts'

const props = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more })

describe('hostile schemas and arguments', () => {
  const doubled = (levels: number): JsonObject => {
    const defs = Object.fromEntries(
      Array.from({ length: levels }, (_, level) => [
        `d${level}`,
        { allOf: [{ $ref: `#/$defs/d${level + 1}` }, { $ref: `#/$defs/d${level + 1}` }] },
      ]),
    )
    return { $defs: { ...defs, [`d${levels}`]: { properties: { x: { default: 1 } } } }, $ref: '#/$defs/d0' }
  }

  it.each<readonly [string, JsonObject, JsonObject]>([
    ['references that double', doubled(40), {}],
    [
      'forms within forms',
      {
        $defs: {
          t: {
            anyOf: [
              { properties: { a: { $ref: '#/$defs/t' } }, required: ['z'] },
              { properties: { a: { $ref: '#/$defs/t' } }, required: ['y'] },
            ],
          },
        },
        $ref: '#/$defs/t',
      },
      Array.from({ length: 50 }).reduce<JsonObject>((inner) => ({ a: inner }), {}),
    ],
    ['a default in itself', props({ a: { $ref: '#', default: {} } }), {}],
    ['a costly pattern', props({ a: { pattern: '(a|a)*(b|b)*(a{1,50}){1,20}$' } }), { a: 'a'.repeat(500_000) }],
    [
      'many equal elements',
      props({ a: { uniqueItems: true } }),
      { a: Array.from({ length: 100_000 }, (_, index) => `x${index}`) },
    ],
  ])('%s end soon', (_what, schema, args) => {
    const compiled = compileArgumentSchema(schema)
    const spent = stopwatch()
    const found = compiled.ok ? compiled.schema(args) : undefined
    expect(spent()).toBeLessThan(1_000)
    if (found !== undefined && !found.ok) expect(describeFault(found.fault)).not.toBe('')
  })
})

/** What would take ten seconds and more if it were not counted: on a busy machine, too, it takes a small part of that. */
it.each<readonly [string, JsonObject, JsonObject]>([
  [
    'a long choice of long values',
    props({ a: { items: { not: { enum: Array.from({ length: 3_000 }, (_, at) => [...Array(500).fill(1), at]) } } } }),
    { a: Array.from({ length: 1_000 }, () => [...Array(500).fill(1), -1]) },
  ],
  [
    'many schemas that look at every member',
    props({ a: { allOf: Array.from({ length: 4_000 }, () => ({ additionalProperties: true })) } }),
    { a: Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, 1])) },
  ],
  [
    'many conditions that are not met',
    props({
      a: {
        items: { dependentRequired: Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, []])) },
      },
    }),
    { a: Array.from({ length: 20_000 }, () => ({})) },
  ],
])('%s is refused as too much', (_what, schema, args) => {
  const spent = stopwatch()
  const compiled = compileArgumentSchema(schema)
  const found = compiled.ok ? compiled.schema(args) : undefined
  expect(found?.ok === false ? describeFault(found.fault) : undefined).toMatch(
    /is too large or too deeply nested to be judged$/,
  )
  expect(spent()).toBeLessThan(3_000)
})

it('a schema with more patterns than can be prepared at once is not judged by', () => {
  const patterns = Array.from({ length: 4_000 }, (_, at) => `^[\\pL${at % 10}]{1,${500 + Math.floor(at / 10)}}$`)
  const spent = stopwatch()
  const many = Object.fromEntries(patterns.map((pattern, at) => [`p${at}`, { pattern }]))
  expect(compileArgumentSchema(props(many)).ok).toBe(false)
  expect(spent()).toBeLessThan(5_000)
  const same = Object.fromEntries(patterns.map((_, at) => [`p${at}`, { pattern: '^[0-9a-f]{8}$' }]))
  expect(compileArgumentSchema(props(same)).ok).toBe(true)
})
