/** Limits that let calls go on while nothing can be written (`on_store_failure: "allow"`). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Claim } from '@portcullis/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type ClaimSample,
  claim,
  type ManualClock,
  manualClock,
  START,
  units,
} from '../../ports/counter-samples.contract.ts'
import type { CounterStore } from '../../ports/counter-store.ts'
import { steadyTime } from '../steady-time.ts'
import { type CounterRecord, OwnerChanged, openCounterRecord } from './counter-record.ts'
import { createSqliteCounters } from './counters.ts'

const HOUR = 3_600_000

describe('a SQLite store that cannot write', () => {
  let folder: string
  let clock: ManualClock
  let record: CounterRecord
  let store: CounterStore
  let failure: Error | undefined

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-'))
    clock = manualClock()
    failure = undefined
    const opened = openCounterRecord({ path: join(folder, 'counters.db'), epoch: 1 })
    if (opened.outcome === 'refused') throw new Error(opened.problem)
    record = opened
    const write: CounterRecord['write'] = (...pending) => {
      if (failure !== undefined) throw failure
      opened.write(...pending)
    }
    store = createSqliteCounters({ ...opened, write }, steadyTime(clock))
  })
  afterEach(async () => {
    failure = undefined
    // The last transaction of a test may be one that failed.
    await store.close().catch(() => undefined)
    rmSync(folder, { recursive: true })
  })

  const patient = (sample: ClaimSample = {}): Claim =>
    claim({ length: HOUR, ...sample, terms: { onStoreFailure: 'allow', ...sample.terms } })
  const outcome = async (id: string, ...claims: readonly Claim[]): Promise<string> =>
    (await store.reserve(id, claims)).outcome
  const used = async (): Promise<number> => (await store.read([patient({ at: clock.now() })]))[0]!.used
  const breakDown = (): void => {
    failure = new Error('the disk is gone')
  }

  it('[counters.adjust] leaves a counter as it was where that cannot be written, and sets it once it can', async () => {
    await outcome('a', claim({ amount: units(4) }))
    const rolling = claim({ key: 'rolling', amount: units(4), terms: { rolling: HOUR } })
    await outcome('b', rolling)
    const fresh = claim({ key: 'fresh' })
    const three = async (): Promise<number[]> =>
      (await store.standing([claim(), rolling, fresh])).map((one) => one.used)
    breakDown()
    for (const one of [claim(), rolling, fresh]) {
      for (const amount of [units(1), units(9)])
        expect((await store.adjust(one, { kind: 'set', amount })).outcome).toBe('unavailable')
    }
    expect(await three()).toEqual([units(4), units(4), 0])
    failure = undefined
    for (const one of [claim(), rolling, fresh]) await store.adjust(one, { kind: 'set', amount: units(3) })
    expect(await three()).toEqual([units(3), units(3), units(3)])
  })

  it('[limits.store-failure] lets calls go on whose limits all say so, and says that they are not written', async () => {
    expect(await store.reserve('a', [patient()])).toMatchObject({ outcome: 'reserved', unwritten: false })
    breakDown()
    const turn = [
      store.reserve('b', [patient({ amount: units(3) })]),
      store.reserve('c', [patient(), claim({ key: 'strict', length: HOUR })]),
      store.reserve('d', [patient()], { intent: { at: START, grant: 'g', server: 's', tool: 't' } }),
      store.reserve('e', [patient({ amountful: true })]),
      store.reserve('f', [claim({ length: HOUR })]),
    ]
    expect(await Promise.all(turn)).toEqual([
      { outcome: 'reserved', warnings: [], unwritten: true },
      ...Array(4).fill({ outcome: 'unavailable', cause: 'the counters could not be written: the disk is gone' }),
    ])
    expect(await used()).toBe(units(4))
  })

  it('admits no more than the maximum meanwhile', async () => {
    breakDown()
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => outcome(`r${i}`, patient())))
    expect(outcomes.filter((one) => one === 'reserved')).toHaveLength(10)
    expect(await outcome('more', patient())).not.toBe('reserved')
    expect(await used()).toBe(units(10))
  })

  it('stops after a minute, however long it lasts', async () => {
    breakDown()
    expect(await outcome('a', patient())).toBe('reserved')
    clock.pass(59_999)
    expect(await outcome('b', patient())).toBe('reserved')
    clock.pass(1)
    expect(await outcome('c', patient())).toBe('unavailable')
    // Setting the clock back begins no new minute.
    clock.set(-30_000)
    expect(await outcome('d', patient())).toBe('unavailable')
    failure = undefined
    expect(await store.reserve('e', [patient()])).toMatchObject({ outcome: 'reserved', unwritten: false })
    breakDown()
    expect(await outcome('f', patient())).toBe('reserved')
    expect(await used()).toBe(units(4))
  })

  it('writes what it let go on as soon as it can, and gives back what is released', async () => {
    breakDown()
    await store.reserve('a', [patient({ amount: units(2) })])
    await store.reserve('b', [patient({ amount: units(3) })])
    store.settle('b', 'release')
    failure = undefined
    expect(await outcome('c', claim({ key: 'other', length: HOUR }))).toBe('reserved')
    await store.close()
    record = reopened()
    expect(record.recorded.counters).toMatchObject([{ key: 'k', used: units(2) }, { key: 'other' }])
    store = createSqliteCounters(record, steadyTime(clock))
  })

  it('tells of the share of a limit that such a call reaches', async () => {
    breakDown()
    const warnings = [{ rule: 'w', at: units(1), max: units(10) }]
    expect(await store.reserve('a', [patient({ terms: { warnings } })])).toMatchObject({
      unwritten: true,
      warnings: [{ rule: 'w', used: units(1) }],
    })
  })

  it('lets nothing go on where another process counts', async () => {
    failure = new OwnerChanged(2)
    expect(await outcome('a', patient())).toBe('unavailable')
    expect(await used()).toBe(0)
  })

  function reopened(): CounterRecord {
    const again = openCounterRecord({ path: join(folder, 'counters.db'), epoch: 1 })
    if (again.outcome === 'refused') throw new Error(again.problem)
    return again
  }
})
