/** What outlives the process of a store of counters. */
import type { Claim } from '@portcullis/engine'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { claim, manualClock, millionths, START, units } from './counter-samples.contract.ts'
import type { OpenedStore, OpenStore, Skipped } from './counter-store.contract.ts'
import type { Intent } from './counter-store.ts'

/** Runs the part of the contract that needs crashes; skipped where a store says why. */
export function counterStoreCrashes(open: OpenStore, skip: Skipped): void {
  const whenDurable = skip.crash === undefined ? it : it.skip
  const because = skip.crash === undefined ? '' : ` (not here: ${skip.crash})`
  const intent = (tool: string): Intent => ({ at: START, grant: 'g', server: 's', tool })
  let processes: OpenedStore[]

  beforeEach(async () => {
    processes = [await open({ clock: manualClock() })]
  })
  afterEach(async () => {
    for (const one of processes.reverse()) await one.close()
  })

  const latest = (): OpenedStore => processes.at(-1)!
  const crash = async (): Promise<void> => {
    processes.push(await latest().crash!())
  }
  const reserve = async (id: string, claims: readonly Claim[], left?: Intent): Promise<string> =>
    (await latest().store.reserve(id, claims, { intent: left })).outcome
  const used = async (...claims: readonly Claim[]): Promise<number[]> =>
    (await latest().store.read(claims)).map((reading) => reading.used)

  whenDurable(`keeps through a crash all that was answered${because}`, async () => {
    expect(await reserve('a', [claim({ amount: units(4) }), claim({ key: 'b' })])).toBe('reserved')
    expect(await reserve('c', [claim({ amount: units(2) })])).toBe('reserved')
    latest().store.settle('c', 'release')
    expect(await reserve('d', [claim({ amount: millionths(1), amountful: true })])).toBe('reserved')
    await crash()
    expect(await used(claim(), claim({ key: 'b' }))).toEqual([units(4) + 1, units(1)])
    // The new process knows nothing of the old one's reservations: what they took stays taken.
    latest().store.settle('a', 'release')
    expect(await used(claim())).toEqual([units(4) + 1])
  })

  whenDurable(`hands out the intents that a crash left open, once${because}`, async () => {
    await reserve('a', [claim({ amountful: true })], intent('open'))
    await reserve('b', [], intent('open, without limits'))
    await reserve('c', [claim()], intent('settled'))
    expect(await reserve('d', [claim({ amount: units(11) })], intent('refused'))).toBe('refused')
    latest().store.settle('c', 'commit')
    await reserve('e', [claim()])
    expect(latest().store.takeOpenIntents()).toEqual([])
    await crash()
    expect(latest().store.takeOpenIntents()).toEqual([
      { reservation: 'a', ...intent('open') },
      { reservation: 'b', ...intent('open, without limits') },
    ])
    expect(latest().store.takeOpenIntents()).toEqual([])
    for (const told of ['a', 'b']) latest().store.settle(told, 'commit')
    await reserve('f', [claim()], intent('open in the next process'))
    await crash()
    expect(latest().store.takeOpenIntents()).toEqual([{ reservation: 'f', ...intent('open in the next process') }])
  })
}
