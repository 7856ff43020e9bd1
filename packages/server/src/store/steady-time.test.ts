import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ManualClock, MINUTE, manualClock } from '../ports/counter-samples.contract.ts'
import { type SteadyTime, steadyTime } from './steady-time.ts'

const HOUR = 60 * MINUTE

describe('steady time', () => {
  const begin = (): { clock: ManualClock; time: SteadyTime } => {
    const clock = manualClock()
    return { clock, time: steadyTime(clock) }
  }

  it('is wall time as long as nobody sets the clock', () => {
    const { clock, time } = begin()
    for (const ms of [0, 1, MINUTE, 3 * HOUR, 40 * 24 * HOUR]) {
      clock.pass(ms)
      expect(time.now()).toBe(clock.now())
      expect(time.doubt()).toBe(0)
    }
  })

  it('believes small steps forward and every step back at once', () => {
    const { clock, time } = begin()
    clock.set(5 * MINUTE)
    expect(time.now()).toBe(clock.now())
    clock.set(-HOUR)
    expect(time.now()).toBe(clock.now())
  })

  it('goes on by monotonic time while a jump is doubted, and believes it once it has held', () => {
    const { clock, time } = begin()
    const before = clock.now()
    clock.set(HOUR)
    expect(time.now()).toBe(before)
    expect(time.doubt()).toBe(HOUR)
    clock.pass(5 * MINUTE - 1)
    expect(time.now()).toBe(before + 5 * MINUTE - 1)
    clock.pass(1)
    expect(time.now()).toBe(clock.now())
    expect(time.doubt()).toBe(0)
  })

  it('begins to hold when the jump is first seen: nobody may have looked before', () => {
    const { clock, time } = begin()
    clock.set(HOUR)
    clock.pass(HOUR)
    expect(time.now()).toBe(clock.now() - HOUR)
    clock.pass(5 * MINUTE)
    expect(time.now()).toBe(clock.now())
  })

  it('begins to hold anew with every further jump', () => {
    const { clock, time } = begin()
    clock.set(HOUR)
    time.now()
    clock.pass(4 * MINUTE)
    clock.set(HOUR)
    time.now()
    clock.pass(4 * MINUTE)
    expect(time.doubt()).toBe(2 * HOUR)
  })

  it('does not believe a long way in small steps', () => {
    const { clock, time } = begin()
    const before = clock.now()
    for (let i = 0; i < 600; i++) {
      clock.set(MINUTE)
      clock.pass(100)
      expect(time.now()).toBeLessThanOrEqual(before + MINUTE + 5 * MINUTE)
    }
  })

  it('forgets a jump that is taken back', () => {
    const { clock, time } = begin()
    clock.set(HOUR)
    time.now()
    clock.pass(MINUTE)
    clock.set(-HOUR)
    expect(time.doubt()).toBe(0)
    expect(time.now()).toBe(clock.now())
  })

  it('believes what an operator confirms', () => {
    const { clock, time } = begin()
    clock.set(HOUR)
    time.confirm()
    expect(time.now()).toBe(clock.now())
  })

  it('is never more than five minutes ahead of what passed, unless the clock was left alone for as long', () => {
    const steps = fc.array(fc.record({ set: fc.integer({ min: -HOUR, max: HOUR }), pass: fc.nat(4 * MINUTE) }))
    fc.assert(
      fc.property(steps, (moves) => {
        const { clock, time } = begin()
        let bound = clock.now()
        for (const { set, pass } of moves) {
          clock.set(set)
          clock.pass(pass)
          bound += pass
          // Each step moves the clock by more than a wobble, so no distance ever holds.
          if (Math.abs(set) > 1_000) expect(time.now()).toBeLessThanOrEqual(bound + 5 * MINUTE)
          else return
        }
      }),
    )
  })
})
