import { counterId, type Limit, limitsOf } from '@portcullis/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Counted, countingRules, guarantees } from './limit-order.ts'
import { windowsWithin } from './window-order.ts'

const MINUTE = 60
const SIZES: Readonly<Record<string, number>> = {
  minute: 60,
  hour: 3600,
  '90s': 90,
  '2m': 120,
  '45m': 2700,
  '2h': 7200,
}

const limits: fc.Arbitrary<Limit> = fc.record({
  counter: fc.constant('c'),
  window: fc.constantFrom('minute', 'hour', '90s', '2m', '45m', '2h'),
  max: fc.integer({ min: 0, max: 6 }),
  increment: fc.constantFrom(1, 1, 2),
  kind: fc.constantFrom('fixed' as const, 'fixed' as const, 'rolling' as const),
})

function prepared(limit: Limit): Counted | undefined {
  const path = ['tools', 't']
  const limits = limitsOf({ limits: [limit] }, path)
  return limits.map((each) => ({
    limit: each,
    rules: countingRules([{ path, limits }]).get(counterId(each)) ?? new Map(),
  }))[0]
}

/** Whether a limit lets pass a call at an instant, after others. */
function lets({ window, kind, max, increment }: Limit, before: readonly number[], at: number): boolean {
  const size = SIZES[String(window)] ?? 0
  const taken = before.filter((each) =>
    kind === 'rolling' ? each > at - size : Math.floor(each / size) === Math.floor(at / size),
  )
  return (taken.length + 1) * Number(increment) <= Number(max)
}

describe('the order of limits', () => {
  it('never says that a limit is the tighter one where it lets pass what the other refuses', () => {
    const gaps = fc.array(fc.constantFrom(1, 20, MINUTE, 10 * MINUTE, 50 * MINUTE), { maxLength: 40 })
    let compared = 0
    fc.assert(
      fc.property(limits, limits, gaps, (one, other, waits) => {
        const [first, second] = [prepared(one), prepared(other)]
        if (first === undefined || second === undefined || !guarantees(first, second)) return
        compared++
        const made: number[] = []
        let at = 1_000_000
        for (const wait of waits) {
          at += wait
          if (!lets(one, made, at)) continue
          expect(lets(other, made, at)).toBe(true)
          made.push(at)
        }
      }),
      { numRuns: 2_000 },
    )
    expect(compared).toBeGreaterThan(200)
  })
})

describe('windows', () => {
  const windowed = (window: string, timezone: string, kind: 'fixed' | 'rolling' = 'fixed') => {
    const [limit] = limitsOf({ limits: [{ counter: 'c', window, max: 1, kind }] }, ['tools', 't'], timezone)
    if (limit === undefined) throw new Error('no limit')
    return limit
  }
  const BERLIN = 'Europe/Berlin'
  const cases: readonly (readonly [string, ReturnType<typeof windowed>, ReturnType<typeof windowed>, number])[] = [
    ['an hour in a day', windowed('hour', 'UTC'), windowed('day', 'UTC'), 24],
    ['an hour in a day whose clocks are set back', windowed('hour', BERLIN), windowed('day', BERLIN), 25],
    ['a day that has an hour', windowed('day', BERLIN), windowed('hour', BERLIN), 1],
    ['days of a week, whatever clocks do', windowed('day', BERLIN), windowed('week', BERLIN), 7],
    ['days of the longest month', windowed('day', BERLIN), windowed('month', BERLIN), 31],
    ['weeks in a month', windowed('week', 'UTC'), windowed('month', 'UTC'), 6],
    ['days elsewhere', windowed('day', BERLIN), windowed('day', 'UTC'), 3],
    ['a rolling day over a day of the calendar', windowed('24h', BERLIN, 'rolling'), windowed('day', BERLIN), 2],
    ['the same in UTC', windowed('24h', 'UTC', 'rolling'), windowed('day', 'UTC'), 1],
    ['a fixed hour under a rolling one', windowed('1h', 'UTC'), windowed('1h', 'UTC', 'rolling'), 2],
    ['durations that do not fit into one another', windowed('20m', 'UTC'), windowed('30m', 'UTC'), 3],
    ['seconds of a calendar’s day', windowed('90s', 'UTC'), windowed('day', 'UTC'), 960],
  ]
  it.each(cases)('%s', (_, first, second, count) => {
    expect(windowsWithin(first, second)).toBe(count)
  })
})
