import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitionDifference } from './definition-difference.ts'

const schema = (properties: object) => ({ name: 'x', inputSchema: { type: 'object', properties } })

describe('the difference of two definitions', () => {
  it('names each place, deep in schemas too', () => {
    const before = { ...schema({ a: { type: 'string' }, 'b/c': { type: 'number' } }), description: 'Old' }
    const after = { ...schema({ a: { type: 'string', enum: ['x'] }, d: {} }), description: 'New' }
    expect(definitionDifference(before, after)).toEqual({
      more: false,
      changes: [
        { kind: 'changed', path: '/description', before: 'Old', after: 'New' },
        { kind: 'added', path: '/inputSchema/properties/a/enum', after: ['x'] },
        { kind: 'removed', path: '/inputSchema/properties/b~1c', before: { type: 'number' } },
        { kind: 'added', path: '/inputSchema/properties/d', after: {} },
      ],
    })
  })

  it('tells arrays from objects, and null from absence', () => {
    const { changes } = definitionDifference(
      { name: 'x', inputSchema: { a: [], b: null, c: [1, 2] } },
      { name: 'x', inputSchema: { a: {}, c: [1, 3, 4] } },
    )
    expect(changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'changed /inputSchema/a',
      'removed /inputSchema/b',
      'changed /inputSchema/c/1',
      'added /inputSchema/c/2',
    ])
  })

  it('is empty exactly for equal ones', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const difference = definitionDifference({ name: 'x', inputSchema: left }, { name: 'x', inputSchema: right })
        const same = JSON.stringify(sorted(left)) === JSON.stringify(sorted(right))
        expect(difference.changes.length === 0).toBe(same)
      }),
    )
  })

  it('is bounded, however much and however deep', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`p${n}`, n]))
    const { changes, more } = definitionDifference({ name: 'x' }, { name: 'x', inputSchema: many })
    expect([changes.length, more]).toEqual([1, false])
    const wide = definitionDifference({ name: 'x', inputSchema: {} }, { name: 'x', inputSchema: many })
    expect([wide.changes.length, wide.more]).toEqual([200, true])
    let deep: unknown = 1
    for (let n = 0; n < 3000; n++) deep = { deep }
    expect(
      definitionDifference({ name: 'x', inputSchema: deep }, { name: 'x', inputSchema: { deep } }).changes,
    ).toHaveLength(1)
  })
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, sorted(member)])
  return { members }
}
