import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFilter } from './filter.ts'
import type { Resource } from './resource.ts'

const ada: Resource = {
  type: 'profile',
  id: 'A1',
  attributes: {
    email: 'ada@example.com',
    points: 40,
    created: '2026-03-01T10:00:00Z',
    active: true,
    nothing: null,
    tags: ['vip', 'tea'],
    location: { city: 'Graz' },
    quoted: 'say "hi", (you)',
  },
}

function passes(filter: string): boolean {
  const read = parseFilter(filter)
  if ('error' in read) throw new Error(read.error)
  return read.test(ada)
}

describe('a filter', () => {
  it.each([
    'equals(email,"ada@example.com")',
    'equals( id , "A1" )',
    'equals(active,true)',
    'equals(nothing,null)',
    'equals(location.city,"Graz")',
    'equals(quoted,"say \\"hi\\", (you)")',
    'any(points,[10, 40])',
    'contains(email,"@example")',
    'contains(tags,"vip")',
    'starts-with(email,"ada")',
    'ends-with(email,".com")',
    'greater-than(points,39)',
    'less-or-equal(points,40)',
    'greater-than(created,2026-02-28T00:00:00Z)',
    'less-than(created,2026-03-02)',
    'has(email)',
    'and(has(email),greater-or-equal(points,40))',
    'or(equals(points,1),equals(points,40))',
    'not(equals(points,1))',
    'has(email),not(has(nothing))',
  ])('%s holds', (filter) => expect(passes(filter)).toBe(true))

  it.each([
    'equals(email,"bruno@example.com")',
    'equals(points,"40")',
    'equals(absent,null)',
    'equals(constructor,null)',
    'has(__proto__)',
    'any(points,40)',
    'contains(points,4)',
    'greater-than(points,"a")',
    'less-than(absent,5)',
    'has(email),equals(points,1)',
    'not(has(email))',
  ])('%s does not hold', (filter) => expect(passes(filter)).toBe(false))

  it.each([
    ['', 1],
    ['equals', 7],
    ['equals(email)', 13],
    ['equals(email,"a"', 17],
    ['equals(email,"a"))', 18],
    ['equals(email,[1,2)', 18],
    ['matches(email,"a")', 8],
    ['equals(email,"a"),', 19],
    ['equals(email,"a\\x")', 19],
  ])('%s is refused at its place', (filter, place) => {
    expect(parseFilter(filter)).toEqual({ error: expect.stringContaining(`character ${place}:`) })
  })

  it('is refused when it is too deep or too long', () => {
    expect(parseFilter(`${'not('.repeat(50)}has(a)${')'.repeat(50)}`)).toEqual({
      error: expect.stringContaining('less nesting'),
    })
    expect(parseFilter('x'.repeat(5000))).toEqual({ error: expect.stringContaining('longer than') })
  })

  it('never throws, whatever the text', () => {
    const pieces = fc.constantFrom('equals', 'and', 'not', '(', ')', ',', '[', ']', '"', 'a', '1', ' ', '\\', 'é')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (text) => {
          const read = parseFilter(text)
          expect('error' in read ? typeof read.error : typeof read.test(ada)).toMatch(/string|boolean/)
        },
      ),
    )
  })
})
