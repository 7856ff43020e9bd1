import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, type PlainJson } from './canonical-json.ts'

describe('canonical JSON', () => {
  it('is one text for one value, whatever the order of its members', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, shuffled(member)]),
      )
    }
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = canonicalJson(value as PlainJson)
        expect(canonicalJson(shuffled(value) as PlainJson)).toBe(text)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('orders by code units and leaves out what is undefined', () => {
    expect(canonicalJson({ b: 1, a: [{ d: null, c: 'é' }], '10': 2, '9': 3, z: undefined })).toBe(
      '{"10":2,"9":3,"a":[{"c":"é","d":null}],"b":1}',
    )
  })
})
