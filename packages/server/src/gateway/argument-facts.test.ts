import type { JsonObject } from '@portcullis/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyedDigester } from '../crypto/keyed-digest.ts'
import { argumentFacts, factsOfCalls } from './argument-facts.ts'

const digester = keyedDigester(Buffer.alloc(32, 7))
const place = { organisation: 'local', server: 's', tool: 't' }
const AT = Date.UTC(2026, 10, 21)
const came = (args: JsonObject, at = AT) => ({ args, at, inexact: new Set<string>() })
const facts = (args: JsonObject, properties: readonly string[] = ['a', 'b']) =>
  argumentFacts({ ...place, properties, digester })(came(args))
const digestOf = (value: JsonObject[string], at: Partial<typeof place> = {}) =>
  argumentFacts({ ...place, ...at, properties: ['a'], digester })(came({ a: value }))[0]?.digest?.split('.')[0]

const CANARY = 'canary-4f2a9c'

describe('the facts of arguments', () => {
  it('are names of the schema in their order, and a count of the rest', () => {
    const found = facts({ b: 1, secret_key: 2, a: 'x', other: 3 })
    expect(found.map(({ key, count }) => [key, count])).toEqual([
      ['b', undefined],
      ['a', undefined],
      ['*', 2],
    ])
    expect(found.map(({ digest }) => digest?.split('.')[0]?.length)).toEqual([22, 22, undefined])
  })

  it('are a count only where no schema is known, and nothing where nothing was sent', () => {
    expect(argumentFacts({ ...place, properties: undefined, digester })(came({ a: 1, b: 2 }))).toEqual([
      { key: '*', digest: undefined, count: 2 },
    ])
    expect(facts({})).toEqual([])
  })

  it('are names without digests where digests are off', () => {
    const off = argumentFacts({ ...place, properties: ['a'], digester: undefined })
    expect(off(came({ a: 1, b: 2 }))).toEqual([
      { key: 'a', digest: undefined },
      { key: '*', digest: undefined, count: 1 },
    ])
  })

  it('tell equal values from others, and types apart', () => {
    expect(digestOf('x')).toBe(digestOf('x'))
    const different = [
      'x',
      'y',
      '1',
      1,
      'true',
      true,
      false,
      'null',
      null,
      '[]',
      [],
      {},
      '{}',
      [1],
      ['1'],
      { k: 1 },
      '',
    ]
    expect(new Set(different.map((value) => digestOf(value))).size).toBe(different.length)
    expect(digestOf(1)).toBe(digestOf(1.0))
  })

  it('cannot be compared between tools, servers, organisations or arguments', () => {
    const two = facts({ a: 'x', b: 'x' })
    const all = [
      two[0]?.digest,
      two[1]?.digest,
      digestOf('x', { tool: 'u' }),
      digestOf('x', { server: 'u' }),
      digestOf('x', { organisation: 'u' }),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  it('cannot be compared between months', () => {
    const prepared = argumentFacts({ ...place, properties: ['a'], digester })
    const [november, december, again] = [AT, AT + 31 * 86_400_000, AT].map(
      (at) => prepared(came({ a: 'x' }, at))[0]?.digest,
    )
    expect(november).toBe(again)
    expect(november).not.toBe(december)
  })

  it('say what kind of value it is', () => {
    const kind = (value: JsonObject[string]) =>
      argumentFacts({ ...place, properties: ['a'], digester })(came({ a: value }))[0]?.digest?.slice(22)
    expect(['', 'abc', 'grüße', 0, 30, -30, 0.3, true, null, [], [1, 2], { k: 1 }].map(kind)).toEqual(
      ['s0', 's2', 's3', 'n0', 'n50', 'n-50~', 'n0.5', 'b', 'z', 'a0', 'a2', 'o1'].map((each) => `.${each}`),
    )
    const inexact = { args: { a: 1, b: { c: 2 } }, at: AT, inexact: new Set(['/a', '/b/c']) }
    const told = argumentFacts({ ...place, properties: ['a', 'b'], digester })(inexact)
    expect(told.map(({ digest }) => digest?.slice(22))).toEqual(['.n!', '.o1!'])
  })

  it('have no digest for an array or object of more than a thousand parts', () => {
    expect(digestOf(Array.from({ length: 999 }, () => 1))).toHaveLength(22)
    expect(digestOf(Array.from({ length: 1000 }, () => 1))).toBe('')
    expect(digestOf({ deep: [Array.from({ length: 2000 }, () => ({}))] })).toBe('')
    expect(digestOf('x'.repeat(1_000_000))).toHaveLength(22)
  })

  it('name sixty-four arguments at most', () => {
    const properties = Array.from({ length: 100 }, (_, i) => `p${i}`)
    const found = facts(Object.fromEntries(properties.map((name) => [name, 1])), properties)
    expect(found.length).toBe(65)
    expect(found.at(-1)).toEqual({ key: '*', digest: undefined, count: 36 })
  })

  it('show names of a schema as safe names, each once', () => {
    const found = facts({ 'a\nb': 1, 'a\rb': 2, '*': 3, ['__proto__']: 4 }, ['a\nb', 'a\rb', '*', '__proto__'])
    expect(found.map(({ key, count }) => [key, count])).toEqual([
      ['a\ufffdb', undefined],
      ['__proto__', undefined],
      ['*', 2],
    ])
  })

  it('[log.value-free] never hold a value, nor a name that the schema does not have', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }))
    fc.assert(
      fc.property(object, (args) => {
        const hostile = JSON.parse(JSON.stringify({ ...args, [CANARY]: 1, a: { x: CANARY, y: [CANARY] }, b: CANARY }))
        expect(JSON.stringify(facts(hostile))).not.toContain(CANARY)
      }),
    )
  })
})

describe('the facts of calls', () => {
  it('are those of the tool, prepared once for each set of names', () => {
    const of = factsOfCalls(digester)
    const names = new Set(['a'])
    expect(of(place, names, came({ a: 1 }))).toEqual(facts({ a: 1 }, ['a']))
    expect(of(place, names, came({ a: 1 }))).toEqual(facts({ a: 1 }, ['a']))
    expect(of({ ...place, organisation: 'other' }, names, came({ a: 1 }))).not.toEqual(facts({ a: 1 }, ['a']))
    expect(of(place, undefined, came({ a: 1 }))).toEqual([{ key: '*', digest: undefined, count: 1 }])
  })
})
