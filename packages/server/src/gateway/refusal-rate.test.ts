import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusalMeter } from './refusal-rate.ts'

describe('the rate of refusals', () => {
  it('lets a hundred at once through, and then one each ten milliseconds', () => {
    const meter = refusalMeter()
    for (let i = 0; i < 100; i++) expect(meter.take('g', 0)).toBe('ok')
    expect(meter.take('g', 0)).toBe('too_many')
    expect(meter.take('g', 9)).toBe('too_many')
    expect(meter.take('g', 10)).toBe('ok')
    expect(meter.take('g', 10)).toBe('too_many')
  })

  it('is full again after a second, and never more than full', () => {
    const meter = refusalMeter()
    for (let i = 0; i < 200; i++) meter.take('g', 0)
    const later = Array.from({ length: 150 }, () => meter.take('g', 60_000))
    expect(later.filter((rate) => rate === 'ok').length).toBe(100)
  })

  it('counts each grant by itself', () => {
    const meter = refusalMeter({ perSecond: 1 })
    expect([meter.take('a', 0), meter.take('a', 0), meter.take('b', 0)]).toEqual(['ok', 'too_many', 'ok'])
  })

  it('does not refill when time stands still or goes back', () => {
    const meter = refusalMeter({ perSecond: 1 })
    expect([meter.take('a', 5000), meter.take('a', 4000), meter.take('a', 4500)]).toEqual([
      'ok',
      'too_many',
      'too_many',
    ])
  })

  it('[log.refusals] never lets more through in a span than the rate and one burst', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 400 }),
        fc.integer({ min: 1, max: 20 }),
        (steps, perSecond) => {
          const meter = refusalMeter({ perSecond })
          let at = 0
          let through = 0
          for (const step of steps) {
            at += step
            if (meter.take('g', at) === 'ok') through++
          }
          expect(through).toBeLessThanOrEqual(perSecond + (at * perSecond) / 1000 + 1e-6)
        },
      ),
    )
  })

  it('remembers a bounded number of grants, the busy ones longest', () => {
    const meter = refusalMeter({ perSecond: 1, maxGrants: 3 })
    meter.take('old', 0)
    meter.take('a', 2000)
    meter.take('b', 2000)
    meter.take('c', 2000)
    expect([meter.take('a', 2000), meter.take('b', 2000), meter.take('c', 2000)]).toEqual([
      'too_many',
      'too_many',
      'too_many',
    ])
    meter.take('d', 2000)
    expect([meter.take('c', 2000), meter.take('d', 2000)]).toEqual(['too_many', 'too_many'])
  })
})
