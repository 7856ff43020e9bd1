import { describe, expect, it } from 'vitest'
import { type Budget, nearCap } from './budgets.ts'

const budget = (id: string, used: string, max: string, more: Partial<Budget> = {}): Budget => ({
  id,
  in_file: false,
  grant: 'gr',
  label: 'agent',
  server: 'shop',
  document: 'pol',
  policy: 'shop',
  counter: id,
  scope: 'grant',
  session: null,
  window: 'hour',
  kind: 'fixed',
  zone: 'UTC',
  used,
  values: null,
  resets: null,
  limits: [{ rule: '/tools/x/limits/0', max, on_exceed: 'deny' }],
  ...more,
})

describe('budgets near their cap', () => {
  it('are those with four fifths used, the fullest first, each once', () => {
    const all = [budget('a', '79', '100'), budget('b', '8', '10'), budget('c', '10', '10'), budget('b', '8', '10')]
    expect(nearCap(all).map(({ budget: { id } }) => id)).toEqual(['c', 'b'])
  })

  it('count by the lowest limit, and say nothing of limits by value or of zero', () => {
    const ladder = budget('l', '9', '100')
    const lower = { rule: '/tools/x/limits/1', max: '10', on_exceed: 'require_approval' as const }
    expect(nearCap([{ ...ladder, limits: [...ladder.limits, lower] }])[0]).toMatchObject({ max: '10', share: 0.9 })
    expect(nearCap([budget('v', '99', '10', { values: 12 }), budget('z', '0', '0')])).toEqual([])
  })
})
