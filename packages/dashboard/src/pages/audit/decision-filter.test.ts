import { describe, expect, it } from 'vitest'
import { type Decision, filterIn, fits, joined, queryOf } from './decision-filter.ts'

const decision = (id: string, more: Partial<Decision> = {}): Decision => ({
  id,
  at: 1,
  grant: 'grt_1',
  server: 'shop',
  method: 'tools/call',
  tool: 'get_profiles',
  effect: 'allow',
  outcome: 'ok',
  redacted: 0,
  warned: false,
  micros: 1,
  upstream_micros: 1,
  own_micros: 1,
  count: 1,
  ...more,
})

describe('a filter of decisions', () => {
  it('comes out of the address, and takes nothing else from it', () => {
    const search = new URLSearchParams('server=shop&effect=deny&text=&organisation=x&cursor=y&__proto__=z')
    expect(filterIn(search)).toEqual({ server: 'shop', effect: 'deny' })
  })

  it('asks for a span before now, and for no effect that there is not', () => {
    expect(queryOf({ since: 'hour', effect: 'maybe', tool: 'x' }, 10_000_000)).toEqual({ since: 6_400_000, tool: 'x' })
    expect(queryOf({ since: 'constructor' }, 5)).toEqual({})
  })

  it('finds those that are told as the API finds those that are read', () => {
    const refused = decision('a', { effect: 'deny', code: 'policy_denied', tool: 'delete_profile' })
    expect(fits(refused, { effect: 'deny', text: 'DELETE' })).toBe(true)
    expect(fits(refused, { server: 'other' })).toBe(false)
    expect(fits(decision('b', { outcome: 'unknown' }), { outcome: 'ok' })).toBe(false)
  })

  it('shows each decision once, as it was told last', () => {
    const read = [decision('b', { outcome: 'unknown' }), decision('a')]
    const told = [decision('c'), decision('b', { outcome: 'ok' })]
    expect(joined(told, read).map(({ id, outcome }) => [id, outcome])).toEqual([
      ['c', 'ok'],
      ['b', 'ok'],
      ['a', 'ok'],
    ])
  })
})
