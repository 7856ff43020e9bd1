import { describe, expect, it } from 'vitest'
import { nameLookup } from './name-lookup.ts'

function find(written: Record<string, number>, name: string): number | undefined {
  const made = nameLookup(written)
  if (!made.ok) throw new Error(made.flaw.message)
  return made.find(name)
}

describe('values by names and patterns', () => {
  const written = { '*': 1, 'get_*': 2, 'get_*_secret': 3, get_user: 4, 'odd\\*': 5 }

  it.each([
    ['x', 1],
    ['get_all', 2],
    ['get_api_secret', 3],
    ['get_user', 4],
    ['odd*', 5],
    ['constructor', 1],
  ])('%s has %d', (name, value) => {
    expect(find(written, name)).toBe(value)
  })

  it('has nothing for names that are not written', () => {
    expect(find({ a: 1 }, 'constructor')).toBeUndefined()
    expect(find({}, 'a')).toBeUndefined()
  })

  it('refuses patterns of which neither wins', () => {
    expect(nameLookup({ 'create_*': 1, '*_coupon': 2 })).toMatchObject({
      ok: false,
      name: '*_coupon',
      flaw: { code: 'tie' },
    })
  })

  it('refuses what is no pattern', () => {
    expect(nameLookup({ 'a\\b': 1 })).toMatchObject({ ok: false, name: 'a\\b', flaw: { code: 'bad_pattern' } })
  })
})
