import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical.ts'

/** The same value, written otherwise: members in another order, white space, escapes. */
function otherwise(value: unknown): string {
  if (Array.isArray(value)) return `[ ${value.map(otherwise).join(' ,\n')} ]`
  if (typeof value === 'string') return `"${[...value].map(escaped).join('')}"`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).reverse()
  return `{\t${members.map(([key, inner]) => `${otherwise(key)} : ${otherwise(inner)}`).join(' , ')}\r\n}`
}

const escaped = (char: string): string =>
  char.length > 1 ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

describe('a canonical text', () => {
  it('is the same for texts that say the same, and says it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), (value) => {
        const canonical = canonicalJson(JSON.stringify(value))
        expect(canonicalJson(otherwise(value))).toBe(canonical)
        expect(canonicalJson(canonical)).toBe(canonical)
        expect(JSON.parse(canonical)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['{"a":1}', '{"a":1.0}'],
    ['{"a":10}', '{"a":1e1}'],
    ['{"a":0}', '{"a":-0}'],
    ['{"a":"1"}', '{"a":1}'],
    ['[1,2]', '[2,1]'],
    ['{"a":{"b":1}}', '{"b":{"a":1}}'],
    ['{"a":null}', '{}'],
    ['[[],{}]', '[{},[]]'],
    ['{"a":"\\""}', '{"a":"\\\\"}'],
  ])('%s and %s differ', (one, other) => {
    expect(canonicalJson(one)).not.toBe(canonicalJson(other))
  })

  it('passes over members of the outermost object alone', () => {
    expect(canonicalJson('{"_meta":{"x":1},"arguments":{"_meta":2,"a":[ ]}}', new Set(['_meta']))).toBe(
      '{"arguments":{"_meta":2,"a":[]}}',
    )
  })

  it('takes a long string in its stride', () => {
    const text = JSON.stringify({ a: 'x\\"'.repeat(500_000) })
    expect(canonicalJson(text)).toBe(text)
  })
})
