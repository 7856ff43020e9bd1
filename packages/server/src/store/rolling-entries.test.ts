import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import { RollingEntries } from './rolling-entries.ts'

const SIZE = 60_000
const MAX_ENTRIES = 10_000
/** A bucket is a thousandth of the window. */
const BUCKET = SIZE / 1_000

interface Added {
  readonly at: number
  /** As it was handed out to give it back by. */
  readonly handle: number
  readonly amount: number
}

/** Everything that was added and is not given back. */
const within = (added: readonly Added[], now: number, size: number): number =>
  added.reduce((sum, one) => (one.at + size > now ? sum + one.amount : sum), 0)

const fill = (count: number, step: number): { readonly entries: RollingEntries; readonly added: Added[] } => {
  const entries = new RollingEntries(SIZE)
  const added = Array.from({ length: count }, (_, i) => {
    const at = i * step
    return { at, handle: entries.add(at, 1), amount: 1 }
  })
  return { entries, added }
}

describe('rolling entries', () => {
  it('are exact, whatever is added, given back and waited for', () => {
    const event = fc.record({ pass: fc.nat(SIZE / 4), amount: fc.nat(9), back: fc.option(fc.nat(30)) })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const entries = new RollingEntries(SIZE)
        const added: Added[] = []
        let now = 0
        for (const { pass, amount, back } of events) {
          now += pass
          entries.leave(now)
          if (back !== null && added.length > 0) {
            const [one] = added.splice(back % added.length, 1)
            expect(entries.giveBack(one!.handle, one!.amount)).toBe(one!.at + SIZE > now)
          } else added.push({ at: now, handle: entries.add(now, amount), amount })
          expect(entries.sum).toBe(within(added, now, SIZE))
          expect([...entries].reduce((sum, [, each]) => sum + each, 0)).toBe(entries.sum)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('say when so much has left', () => {
    const entries = new RollingEntries(SIZE)
    entries.add(0, 3)
    entries.add(10, 3)
    expect([1, 3, 4, 6, 7].map((amount) => entries.freedAt(amount))).toEqual([
      SIZE,
      SIZE,
      SIZE + 10,
      SIZE + 10,
      undefined,
    ])
  })

  it('are gathered into buckets when there are too many, and then count a little too long, never too short', () => {
    const { entries, added } = fill(3 * MAX_ENTRIES, 4)
    expect([...entries].length).toBeLessThanOrEqual(MAX_ENTRIES)
    for (let now = added.at(-1)!.at; now < 4 * SIZE; now += 977) {
      entries.leave(now)
      expect(entries.sum).toBeGreaterThanOrEqual(within(added, now, SIZE))
      expect(entries.sum).toBeLessThanOrEqual(within(added, now, SIZE + BUCKET))
    }
    expect(entries.sum).toBe(0)
  })

  it('take back from the bucket that an entry went into, and from nowhere once it has left', () => {
    const { entries, added } = fill(MAX_ENTRIES + 1, 3)
    const before = entries.sum
    for (const { handle } of added.slice(0, 5_000)) expect(entries.giveBack(handle, 1)).toBe(true)
    expect(entries.sum).toBe(before - 5_000)
    expect([...entries].every(([, amount]) => amount >= 0)).toBe(true)
    entries.leave(SIZE + 20_000)
    const left = entries.sum
    expect(entries.giveBack(added[6_000]!.handle, 1)).toBe(false)
    expect(entries.giveBack(SIZE * 9, 1)).toBe(false)
    expect(entries.sum).toBe(left)
  })

  it('keep memory and time flat under a storm', () => {
    const entries = new RollingEntries(SIZE)
    const spent = stopwatch()
    for (let i = 0; i < 1_000_000; i++) {
      entries.leave(i)
      entries.add(i, 1)
    }
    expect([...entries].length).toBeLessThanOrEqual(MAX_ENTRIES)
    expect(spent()).toBeLessThan(5_000)
  })

  it('are told apart from their record', () => {
    const entries = new RollingEntries(SIZE, [
      [0, 5],
      [10, 5],
    ])
    expect([entries.sum, entries.unwritten.size, entries.leftUnwritten]).toEqual([10, 0, false])
    entries.leave(SIZE + 5)
    entries.add(SIZE + 6, 1)
    expect([entries.sum, [...entries.unwritten], entries.leftUnwritten, entries.rewritten]).toEqual([
      6,
      [SIZE + 6],
      true,
      false,
    ])
    entries.written()
    expect([entries.unwritten.size, entries.leftUnwritten]).toEqual([0, false])
  })
})
