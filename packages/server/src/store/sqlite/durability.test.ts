/** What the SQLite store does when the disk does not, and what it leaves on it. */
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

const intent = { at: START, grant: 'g', server: 's', tool: 't' }

describe('the SQLite store', () => {
  let folder: string
  let clock: ManualClock
  let db: Database
  let store: CounterStore
  let syncs: number
  let syncFails: boolean

  const open = (epoch = 1): void => {
    const path = join(folder, 'counters.db')
    const opened = openDatabase(counterDatabase(path))
    if (opened.outcome === 'refused') throw new Error(opened.problem)
    db = opened.db
    const made = createCounterRecord(db, { path, epoch })
    if (made.outcome === 'refused') throw new Error(made.problem)
    const sync = (): Promise<void> => {
      syncs++
      return syncFails ? Promise.reject(new Error('the disk is gone')) : made.sync()
    }
    store = createSqliteCounters({ ...made, sync }, steadyTime(clock))
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-'))
    clock = manualClock()
    syncs = 0
    syncFails = false
    open()
  })
  afterEach(async () => {
    await store.close().catch(() => undefined)
    rmSync(folder, { recursive: true })
  })

  const reserve = (id: string, ...claims: readonly Claim[]): Promise<string> =>
    store.reserve(id, claims).then((answer) => answer.outcome)
  const used = async (key = 'k'): Promise<number> => (await store.read([claim({ key, at: clock.now() })]))[0]!.used
  const stored = (): unknown => db.prepare('SELECT key, used FROM counter JOIN counter_key USING (id)').raw().all()
  const rows = (table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
  const reopen = async (): Promise<void> => {
    await store.close()
    open()
  }

  /** From now on the disk is full: nothing that needs a further page can be written. */
  const fillDisk = (): unknown => db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`)
  const emptyDisk = (): unknown => db.pragma('max_page_count = 1000000')
  const large = (key: string): Claim => claim({ key: key.padEnd(5_000, '.') })

  it('writes all calls of one turn as one transaction and one row a counter', async () => {
    const before = Number(db.prepare('SELECT total_changes()').pluck().get())
    await Promise.all(Array.from({ length: 32 }, (_, i) => reserve(`r${i}`, claim({ max: units(100) }))))
    // The row and its key.
    expect(Number(db.prepare('SELECT total_changes()').pluck().get()) - before).toBe(2)
    expect(stored()).toEqual([['k', units(32)]])
  })

  it('answers nothing before it is written', async () => {
    let answered = false
    const answer = reserve('a', claim()).then(() => {
      answered = true
    })
    await Promise.resolve()
    expect([answered, rows('counter')]).toEqual([false, 0])
    await answer
    expect(rows('counter')).toBe(1)
  })

  it('[closed.counters] refuses every call of a turn that cannot be written, and puts everything back', async () => {
    await reserve('before', claim({ amount: units(3) }), claim({ key: 'own', amount: units(5) }))
    fillDisk()
    const turn = [
      reserve('a', claim({ amount: units(4) }), large('new')),
      // Built upon the claim above: it would fit without it, but nothing of this turn is answered by it.
      reserve('b', claim({ amount: units(4) })),
      reserve('c', claim({ amount: units(3) })),
      store.reserve('d', [claim({ key: 'amount', amountful: true })], { intent }).then((answer) => answer.outcome),
    ]
    store.settle('before', 'release')
    store.settle('c', 'release')
    expect(await Promise.all(turn)).toEqual(['unavailable', 'unavailable', 'unavailable', 'unavailable'])
    // What was given back meanwhile is not lost, whatever became of the turn.
    expect([await used(), await used('own'), await used('amount')]).toEqual([0, 0, 0])
    store.settle('a', 'release')
    expect(await used()).toBe(0)
    expect(syncs).toBe(0)
  })

  it('says why it cannot write, and goes on once it can', async () => {
    await reserve('a', claim({ amount: units(3) }))
    fillDisk()
    expect(await store.reserve('b', [large('b'), claim({ amount: units(7) })])).toEqual({
      outcome: 'unavailable',
      cause: 'the counters could not be written: database or disk is full (SQLITE_FULL)',
    })
    expect(await store.reserve('c', [large('c')], { intent })).toMatchObject({ outcome: 'unavailable' })
    emptyDisk()
    expect(await store.reserve('b', [large('b'), claim({ amount: units(7) })], { intent })).toMatchObject({
      outcome: 'reserved',
    })
    expect(await reserve('d', claim())).toBe('refused')
    expect(stored()).toEqual([
      ['k', units(10)],
      [large('b').key, units(1)],
    ])
    await reopen()
    expect(await used()).toBe(units(10))
    expect(store.takeOpenIntents()).toEqual([{ reservation: 'b', ...intent }])
  })

  it('keeps memory flat while nothing can be written', async () => {
    fillDisk()
    for (let i = 0; i < 50; i++) expect(await reserve(`r${i}`, large(`k${i}`))).toBe('unavailable')
    emptyDisk()
    await reserve('last', claim())
    expect(stored()).toEqual([['k', units(1)]])
  })

  it('waits for the disk where a call moves an amount or leaves an intent, once for all', async () => {
    await reserve('plain', claim())
    expect(syncs).toBe(0)
    await Promise.all([
      reserve('a', claim({ amountful: true })),
      reserve('b', claim(), claim({ amountful: true, key: 'b' })),
      store.reserve('c', [claim()], { intent }),
      store.reserve('d', [], { intent }),
    ])
    expect(syncs).toBe(1)
  })

  it('refuses and gives back what the disk did not take, and nothing else', async () => {
    syncFails = true
    const [plain, amount] = await Promise.all([
      reserve('plain', claim({ amount: units(2) })),
      store.reserve('amount', [claim({ amount: units(5), amountful: true })], { intent }),
    ])
    expect(plain).toBe('reserved')
    expect(amount).toEqual({ outcome: 'unavailable', cause: 'the counters could not be written: the disk is gone' })
    expect(await used()).toBe(units(2))
    syncFails = false
    expect(await reserve('again', claim({ amount: units(8), amountful: true }))).toBe('reserved')
    await reopen()
    expect(await used()).toBe(units(10))
    expect(store.takeOpenIntents()).toEqual([])
  })

  it('writes what is given back within a moment, without a further call', async () => {
    await reserve('a', claim({ amount: units(3) }))
    await store.reserve('b', [claim()], { intent })
    store.settle('a', 'release')
    store.settle('b', 'commit')
    expect(stored()).toEqual([['k', units(4)]])
    await expect.poll(stored).toEqual([['k', units(1)]])
    expect(rows('intent')).toBe(0)
  })

  describe('for a call whose limits are all relaxed', () => {
    const relaxed = (more: Parameters<typeof claim>[0] = {}): Claim =>
      claim({ ...more, terms: { durability: 'relaxed' } })

    it('answers with the turn in which it is counted, and writes within a moment', async () => {
      const answered = reserve('a', relaxed({ amount: units(3) }))
      const turn = new Promise<string>((resolve) => {
        setImmediate(() => setImmediate(() => resolve('the next turn')))
      })
      expect(await Promise.race([answered, turn])).toBe('reserved')
      expect([await used(), stored()]).toEqual([units(3), []])
      await expect.poll(stored).toEqual([['k', units(3)]])
    })

    it('never admits more than the maximum, beside strict ones', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => reserve(`r${i}`, i % 2 === 0 ? relaxed() : claim())),
      )
      expect(answers.filter((answer) => answer === 'reserved')).toHaveLength(10)
      await expect.poll(stored).toEqual([['k', units(10)]])
    })

    it.each([
      ['another limit is strict', [relaxed(), claim({ key: 'strict' })], {}],
      ['one counts an amount', [relaxed({ amountful: true })], {}],
      ['it leaves an intent', [relaxed()], { intent }],
    ])('answers once it is written where %s', async (_why, claims, options) => {
      expect(await store.reserve('a', claims, options)).toMatchObject({ outcome: 'reserved' })
      expect(stored()).toHaveLength(claims.length)
    })

    it('[closed.counters] waits for the writing, as all others, from the first failure until writing works again', async () => {
      await reserve('before', claim())
      fillDisk()
      expect(await reserve('a', relaxed({ key: large('a').key }))).toBe('reserved')
      await expect.poll(() => reserve('b', relaxed({ key: large('b').key }))).toBe('unavailable')
      emptyDisk()
      await expect.poll(() => reserve('c', relaxed({ key: large('b').key }))).toBe('reserved')
      expect(stored()).toContainEqual([large('a').key, units(1)])
    })

    it('writes what it answered when it is closed', async () => {
      await reserve('a', relaxed({ amount: units(4) }))
      await reopen()
      expect(await used()).toBe(units(4))
    })
  })

  it('hands an intent out again to the next process, until somebody has told of it', async () => {
    await store.reserve('a', [claim()], { intent })
    const handedOut = [{ reservation: 'a', ...intent }]
    for (let start = 0; start < 2; start++) {
      await reopen()
      expect(store.takeOpenIntents()).toEqual(handedOut)
    }
    store.settle('a', 'commit')
    await reopen()
    expect(store.takeOpenIntents()).toEqual([])
    expect(await used()).toBe(units(1))
  })

  it('writes what is given back when it is closed', async () => {
    await reserve('a', claim({ amount: units(3) }))
    store.settle('a', 'release')
    await reopen()
    expect(await used()).toBe(0)
  })

  it('says at the end that something could not be written', async () => {
    await reserve('a', claim())
    db.prepare('UPDATE owner SET epoch = 99').run()
    store.settle('a', 'release')
    await expect(store.close()).rejects.toThrow('another process has taken over this data folder (epoch 99)')
  })

  it('writes nothing once another owner has taken over', async () => {
    await reserve('a', claim())
    db.prepare('UPDATE owner SET epoch = epoch + 1').run()
    expect(await store.reserve('b', [claim()])).toEqual({
      outcome: 'unavailable',
      cause: 'the counters could not be written: another process has taken over this data folder (epoch 2)',
    })
    expect(stored()).toEqual([['k', units(1)]])
  })

  it('raises the epoch at each opening, above its own and the folder’s', async () => {
    const epoch = (): unknown => db.prepare('SELECT epoch FROM owner').pluck().get()
    expect(epoch()).toBe(1)
    await reopen()
    expect(epoch()).toBe(2)
    await store.close()
    open(7)
    expect(epoch()).toBe(7)
  })

  it('forgets old counters on the disk too, and that it did', async () => {
    await reserve('a', claim({ amount: units(10) }))
    for (let i = 3; i < 13; i++) {
      clock.pass(i === 3 ? 3 * MINUTE : MINUTE)
      await reserve(`r${i}`, claim({ key: 'other', at: clock.now() }))
    }
    expect(stored()).toEqual([['other', units(1)]])
    expect(rows('counter_key')).toBe(1)
    clock.set(-12 * MINUTE)
    await reopen()
    // The clock is back in the window that was full and is forgotten: it counts in the one after.
    expect(await reserve('b', claim({ amount: units(10) }))).toBe('reserved')
    clock.pass(MINUTE)
    expect(await reserve('c', claim({ at: clock.now() }))).toBe('refused')
  })

  it('stores 2^53 − 1 exactly', async () => {
    const most = claim({ amount: units(9_007_199_254), max: Number.MAX_SAFE_INTEGER as Claim['max'] })
    const rest = { ...most, amount: 740_991 as Claim['amount'] }
    await Promise.all([reserve('a', most), reserve('b', rest)])
    expect(db.prepare('SELECT used, typeof(used) FROM counter').raw().all()).toEqual([
      [Number.MAX_SAFE_INTEGER, 'integer'],
    ])
    await reopen()
    expect(await used()).toBe(Number.MAX_SAFE_INTEGER)
  })
})
