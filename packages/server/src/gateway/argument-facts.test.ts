import type { JsonObject } from '@portcullis/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyedDigester } from '../crypto/keyed-digest.ts'
import { argumentFacts, factsOfCalls } from './argument-facts.ts'

const digester = keyedDigester(Buffer.alloc(32, 7))
const place = { organisation: 'local', server: 's', tool: 't' }
const facts = (args: JsonObject, properties: readonly string[] = ['a', 'b']) =>
  argumentFacts({ ...place, properties, digester })(args)
const digestOf = (value: JsonObject[string], at: Partial<typeof place> = {}) =>
  argumentFacts({ ...place, ...at, properties: ['a'], digester })({ a: value })[0]?.digest

const CANARY = 'canary-4f2a9c'

describe('the facts of arguments', () => {
  it('are names of the schema in their order, and a count of the rest', () => {
    const found = facts({ b: 1, secret_key: 2, a: 'x', other: 3 })
    expect(found.map(({ key, count }) => [key, count])).toEqual([
      ['b', undefined],
      ['a', undefined],
      ['*', 2],
    ])
    expect(found.map(({ digest }) => digest?.length)).toEqual([22, 22, undefined])
  })

  it('are a count only where no schema is known, and nothing where nothing was sent', () => {
    expect(argumentFacts({ ...place, properties: undefined, digester })({ a: 1, b: 2 })).toEqual([
      { key: '*', digest: undefined, count: 2 },
    ])
    expect(facts({})).toEqual([])
  })

  it('are names without digests where digests are off', () => {
    const off = argumentFacts({ ...place, properties: ['a'], digester: undefined })
    expect(off({ a: 1, b: 2 })).toEqual([
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

  it('have no digest for an array or object of more than a thousand parts', () => {
    expect(digestOf(Array.from({ length: 999 }, () => 1))).toHaveLength(22)
    expect(digestOf(Array.from({ length: 1000 }, () => 1))).toBeUndefined()
    expect(digestOf({ deep: [Array.from({ length: 2000 }, () => ({}))] })).toBeUndefined()
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
    expect(of(place, names, { a: 1 })).toEqual(facts({ a: 1 }, ['a']))
    expect(of(place, names, { a: 1 })).toEqual(facts({ a: 1 }, ['a']))
    expect(of({ ...place, organisation: 'other' }, names, { a: 1 })).not.toEqual(facts({ a: 1 }, ['a']))
    expect(of(place, undefined, { a: 1 })).toEqual([{ key: '*', digest: undefined, count: 1 }])
  })
})
