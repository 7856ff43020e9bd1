/** Rolling windows in the record of the counters, and the records of versions that knew none. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Claim } from '@portcullis/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claim, type ManualClock, MINUTE, manualClock, START, units } from '../../ports/counter-samples.contract.ts'
import type { CounterStore } from '../../ports/counter-store.ts'
import { steadyTime } from '../steady-time.ts'
import { counterDatabase, createCounterRecord } from './counter-record.ts'
import { createSqliteCounters } from './counters.ts'
import { type Database, openDatabase } from './database.ts'

describe('rolling windows in SQLite', () => {
  let folder: string
  let path: string
  let clock: ManualClock
  let db: Database
  let store: CounterStore

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-'))
    path = join(folder, 'counters.db')
    clock = manualClock()
    open()
  })
  afterEach(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  function open(): void {
    const opened = openDatabase(counterDatabase(path))
    if (opened.outcome === 'refused') throw new Error(opened.problem)
    db = opened.db
    const record = createCounterRecord(db, { path, epoch: 1 })
    if (record.outcome === 'refused') throw new Error(record.problem)
    store = createSqliteCounters(record, steadyTime(clock))
  }

  const rolling = (amount: number, key = 'k'): Claim =>
    claim({ key, amount: units(amount), max: units(1_000_000), at: clock.now(), terms: { rolling: MINUTE } })
  const reserve = async (id: string, one: Claim): Promise<string> => (await store.reserve(id, [one])).outcome
  const used = async (): Promise<number> => (await store.read([rolling(1)]))[0]!.used
  const rows = (): unknown => db.prepare('SELECT at, amount FROM rolling_entry').raw().all()
  const reopen = async (): Promise<void> => {
    await store.close()
    open()
  }

  it('keeps a row for each instant, and drops what has left', async () => {
    await Promise.all([reserve('a', rolling(1)), reserve('b', rolling(2))])
    clock.pass(10)
    await reserve('c', rolling(4))
    expect(rows()).toEqual([
      [START, units(3)],
      [START + 10, units(4)],
    ])
    clock.pass(MINUTE - 10)
    await reserve('d', rolling(8))
    store.settle('c', 'release')
    await reopen()
    expect(rows()).toEqual([[START + MINUTE, units(8)]])
    expect(await used()).toBe(units(8))
    clock.pass(MINUTE)
    expect(await used()).toBe(0)
  })

  it('goes on after a restart where it was', async () => {
    await reserve('a', rolling(5))
    clock.pass(30_000)
    await reserve('b', rolling(7))
    await reopen()
    expect(await used()).toBe(units(12))
    clock.pass(30_000)
    expect(await used()).toBe(units(7))
    await reserve('c', rolling(1))
    await reopen()
    expect(await used()).toBe(units(8))
  })

  it('writes all of them anew where they were gathered', async () => {
    for (let i = 0; i < 10_050; i++) {
      clock.pass(5)
      void store.reserve(`r${i}`, [rolling(1)])
    }
    const before = await used()
    await reserve('last', rolling(1))
    await reopen()
    expect(Number(db.prepare('SELECT count(*) FROM rolling_entry').pluck().get())).toBeLessThan(1_200)
    expect(await used()).toBe(before + units(1))
  })

  it('forgets the entries of a counter that it forgets', async () => {
    await reserve('old', rolling(1, 'old'))
    for (let i = 0; i < 10; i++) {
      clock.pass(MINUTE)
      await reserve(`r${i}`, claim({ key: 'other', at: clock.now() }))
    }
    expect(rows()).toEqual([])
    expect(db.prepare('SELECT count(*) FROM counter').pluck().get()).toBe(1)
  })

  it('refuses a record whose entries do not add up', async () => {
    await reserve('a', rolling(5))
    await store.close()
    const { db: other } = openDatabase(counterDatabase(path)) as { db: Database }
    other.exec('UPDATE rolling_entry SET amount = 1')
    const record = createCounterRecord(other, { path, epoch: 1 })
    expect(record).toMatchObject({ outcome: 'refused' })
    const { db: repaired } = openDatabase(counterDatabase(path)) as { db: Database }
    repaired.exec(`UPDATE rolling_entry SET amount = ${units(5)}`)
    repaired.close()
    open()
    expect(await used()).toBe(units(5))
  })

  it('takes over counters of a record that knew no rolling windows', async () => {
    const fixed = claim({ key: 'fixed', amount: units(4) })
    await reserve('a', fixed)
    db.exec('DROP TABLE rolling_entry')
    db.pragma('user_version = 1')
    await reopen()
    expect((await store.read([fixed]))[0]!.used).toBe(units(4))
    expect(await reserve('b', rolling(2))).toBe('reserved')
    await reopen()
    expect(await used()).toBe(units(2))
  })
})
