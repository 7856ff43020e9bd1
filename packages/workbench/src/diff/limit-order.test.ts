import { type Limit, limitsOf, type PreparedLimit } from '@portcullis/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guarantees } from './limit-order.ts'

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
  kind: fc.constantFrom('fixed' as const, 'fixed' as const, 'rolling' as const),
})

function prepared(limit: Limit): PreparedLimit | undefined {
  return limitsOf({ limits: [limit] }, ['tools', 't'])[0]
}

/** Whether a limit lets pass a call at an instant, after others. */
function lets({ window, kind, max }: Limit, before: readonly number[], at: number): boolean {
  const size = SIZES[String(window)] ?? 0
  const taken = before.filter((each) =>
    kind === 'rolling' ? each > at - size : Math.floor(each / size) === Math.floor(at / size),
  )
  return taken.length + 1 <= Number(max)
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
