/** What every store of facts about what was read must do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ManualClock, manualClock } from './counter-samples.contract.ts'
import type { FlowFacts, FlowPlace } from './flow-facts.ts'

/** Opens a store over a clock; `again` opens what a killed process left, where there is anything. */
export interface OpenFlowFacts {
  open(clock: ManualClock, mostPlaces?: number): { readonly facts: FlowFacts; again?: () => FlowFacts; close(): void }
}

const MINUTE = 60_000
const NOTHING = { private: false, untrusted: false, secrets: false }

/** Runs the contract. */
export function flowFactsContract(name: string, { open }: OpenFlowFacts): void {
  describe(`facts about what was read: ${name}`, () => {
    const ana: FlowPlace = { grant: 'ana', slot: 0 }
    let clock: ManualClock
    let opened: ReturnType<typeof open>
    beforeEach(() => {
      clock = manualClock()
      opened = open(clock)
    })
    afterEach(() => opened.close())

    it('nobody read anything at first', () => {
      expect(opened.facts.seen(ana, 30 * MINUTE)).toEqual(NOTHING)
    })

    it('keeps kinds, grants and slots apart', () => {
      opened.facts.note(ana, ['private'])
      opened.facts.note({ grant: 'ana', slot: 1 }, ['secrets', 'untrusted'])
      expect(opened.facts.seen(ana, MINUTE)).toEqual({ ...NOTHING, private: true })
      expect(opened.facts.seen({ grant: 'ana', slot: 1 }, MINUTE)).toEqual({
        ...NOTHING,
        untrusted: true,
        secrets: true,
      })
      expect(opened.facts.seen({ grant: 'bob', slot: 0 }, MINUTE)).toEqual(NOTHING)
      expect(opened.facts.seen({ grant: '0ana', slot: 0 }, MINUTE)).toEqual(NOTHING)
    })

    it('counts within the window, half-open, from the last reading on', () => {
      opened.facts.note(ana, ['private'])
      clock.pass(30 * MINUTE - 1)
      expect(opened.facts.seen(ana, 30 * MINUTE).private).toBe(true)
      clock.pass(1)
      expect(opened.facts.seen(ana, 30 * MINUTE).private).toBe(false)
      opened.facts.note(ana, ['private'])
      expect(opened.facts.seen(ana, 30 * MINUTE).private).toBe(true)
    })

    it('a clock that is set back forgets nothing', () => {
      opened.facts.note(ana, ['private'])
      clock.set(-60 * MINUTE)
      expect(opened.facts.seen(ana, MINUTE).private).toBe(true)
    })

    it('whoever makes room leaves a doubt behind: for as long as it would have counted', () => {
      opened.close()
      opened = open(clock, 2)
      for (const grant of ['a', 'b', 'c']) opened.facts.note({ grant, slot: 0 }, ['private'])
      expect(opened.facts.seen({ grant: 'a', slot: 0 }, MINUTE).private).toBe(true)
      expect(opened.facts.seen({ grant: 'z', slot: 0 }, MINUTE)).toEqual({ ...NOTHING, private: true })
      clock.pass(MINUTE)
      expect(opened.facts.seen({ grant: 'z', slot: 0 }, MINUTE)).toEqual(NOTHING)
    })

    it('outlives its process, up to a minute longer than the window', () => {
      if (opened.again === undefined) return
      opened.facts.note(ana, ['private'])
      const facts = opened.again()
      expect(facts.seen(ana, 30 * MINUTE)).toEqual({ ...NOTHING, private: true })
      clock.pass(31 * MINUTE)
      expect(facts.seen(ana, 30 * MINUTE)).toEqual(NOTHING)
    })
  })
}
