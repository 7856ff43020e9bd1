import { describe, expect, it } from 'vitest'
import { counted, durationWords, relativeWords, serverWords, shortWords, titled } from './words.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const MINUTE = 60_000

describe('words', () => {
  it.each([
    [0, 'just now'],
    [-30_000, 'just now'],
    [30_000, 'in a moment'],
    [-3 * MINUTE, '3 min. ago'],
    [-26 * 60 * MINUTE, 'yesterday'],
    [90 * 24 * 60 * MINUTE, 'in 3 mo.'],
    [-800 * 24 * 60 * MINUTE, '2 yr. ago'],
  ])('say how far %d ms are away: %s', (apart, words) => {
    expect(relativeWords(NOW + apart, NOW)).toBe(words)
  })

  it('count, measure and name', () => {
    expect([counted(1, 'call'), counted(12_345, 'call')]).toEqual(['1 call', '12,345 calls'])
    expect([shortWords(9999), shortWords(1_234_567)]).toEqual(['9,999', '1.2M'])
    expect([durationWords(900), durationWords(1500), durationWords(25_000), durationWords(2_500_000)]).toEqual([
      '900 µs',
      '1.5 ms',
      '25 ms',
      '2.5 s',
    ])
    expect(titled('policy_manager')).toBe('Policy manager')
    expect([
      serverWords({ slug: 'shop', label: '' }),
      serverWords({ slug: 'shop', label: 'Shop' }),
      serverWords({ slug: 'shop', label: 'Klaviyo' }),
    ]).toEqual(['shop', 'Shop', 'Klaviyo (shop)'])
  })
})
