import { describe, expect, it } from 'vitest'
import { boundsOf, RANGES, type RangeName, spansOf } from './spans.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 21, 22, 40)

describe('spans', () => {
  it.each(Object.keys(RANGES) as RangeName[])('of a %s lose no call, and name each span once', (range) => {
    const bounds = boundsOf(range, NOW)
    const hours = Array.from({ length: (bounds.until - bounds.since) / HOUR }, (_, index) => ({
      hour: bounds.since + index * HOUR,
      allowed: index + 1,
      denied: 1,
    }))
    const { instants, allowed, denied } = spansOf(hours, range, bounds)
    const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)
    expect(sum(allowed)).toBe((hours.length * (hours.length + 1)) / 2)
    expect(sum(denied)).toBe(hours.length)
    expect(instants).toHaveLength(RANGES[range].length / RANGES[range].span)
    expect(new Set(instants).size).toBe(instants.length)
    expect(instants.at(-1)).toBeLessThanOrEqual(NOW)
  })

  it('leave out what lies outside, and show hours without calls as none', () => {
    const bounds = boundsOf('day', NOW)
    const outside = { hour: bounds.since - HOUR, allowed: 5, denied: 5 }
    const { allowed, denied } = spansOf([outside], 'day', bounds)
    expect([...allowed, ...denied].every((count) => count === 0)).toBe(true)
    expect(allowed).toHaveLength(24)
  })
})
