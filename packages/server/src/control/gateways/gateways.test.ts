import { hkdfSync } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeSealKey } from '../../crypto/keyring.ts'
import { createSealer } from '../../crypto/seal.ts'
import { DATABASES, STARTING, type TestDatabase } from '../../store/sql/testing/databases.contract.ts'
import { startRounds } from '../rounds.ts'
import { checkKeys } from './check-keys.ts'
import { createDatabaseClock } from './database-clock.ts'
import { oneGateway, sharedGateways } from './gateways.ts'
import { dropLeases, takeLease } from './leases.ts'
import type { Self } from './own.ts'
import { forgetGateway, livingGateways, showGateway, tidyGateways } from './registry.ts'
import { directoryWord, printWord, readWord, touchedBy } from './words.ts'

const self = (name: string, epoch = 1): Self => ({
  ...{ name, boot: { folder: `folder-${name}`, epoch }, confirmWithin: 5000, connections: 10 },
  ...{ version: '1.2.3', zones: '2026a' },
})
const sign = (name: string, confirmed = 0) => ({ self: self(name), address: `http://${name}`, confirmed })
const keys = (key: string, seal = makeSealKey(0)) => ({
  deriveKey: (purpose: string) => Buffer.from(hkdfSync('sha256', key, '', purpose, 32)),
  sealer: createSealer({ current: () => seal, find: (id) => (id === seal.id ? seal : undefined) }),
})

for (const { name, skipped, open } of DATABASES) {
  describe.skipIf(skipped !== undefined)(`gateways on ${name}`, () => {
    let opened: TestDatabase
    beforeAll(async () => {
      opened = await open()
    }, STARTING)
    afterAll(() => opened?.close())

    it('do at a time what one of them does, until its lease is over or let go', async () => {
      const { db } = opened
      const take = (holder: string, now: number) => takeLease(db, { round: 'tell', holder, now, time: 100 })
      expect([await take('a', 0), await take('b', 50), await take('a', 60)]).toEqual([true, false, true])
      expect([await take('b', 159), await take('b', 160), await take('a', 170)]).toEqual([false, true, false])
      await dropLeases(db, 'b')
      expect(await take('a', 170)).toBe(true)
    })

    it('of which one is asked alone are one, whatever is in the table', async () => {
      const clock = { now: () => 5, monotonic: () => 5 }
      const one = oneGateway({ db: opened.db, clock, self: self('only'), confirmed: () => 7 })
      expect(await one.list()).toMatchObject([{ name: 'only', isSelf: true, confirmed: 7 }])
      expect(await one.everywhere()).toEqual({ gateways: 1, confirmed: 1 })
      expect(await one.alone('x', 1)).toBe(true)
    })
  })
}

for (const { name, skipped, open } of DATABASES.filter((one) => one.name !== 'SQLite')) {
  describe.skipIf(skipped !== undefined)(`gateways that share ${name}`, () => {
    let opened: TestDatabase
    beforeAll(async () => {
      opened = await open()
    }, STARTING)
    afterAll(() => opened?.close())

    it('are there as long as they say so by the database’s clock', async () => {
      const { db } = opened
      const names = async () => (await livingGateways(db)).map((one) => one.name)
      const heard = await showGateway(db, sign('a'))
      await showGateway(db, sign('b'))
      expect([heard > 1_700_000_000_000, await names()]).toEqual([true, ['a', 'b']])
      await db.updateTable('gateways').set({ heard: sql<number>`heard - 5001` }).where('name', '=', 'a').execute()
      expect(await names()).toEqual(['b'])
      await showGateway(db, sign('a', 3))
      expect(await names()).toEqual(['a', 'b'])
      await forgetGateway(db, 'b')
      await tidyGateways(db, { ...self('c', 2), boot: { folder: 'folder-a', epoch: 2 } })
      expect(await names()).toEqual([])
    })

    it('[gateways.changes] wait for all to confirm, but not for ever', async () => {
      const { db } = opened
      let at = 0
      const clock = { now: () => 0, monotonic: () => (at += 700) }
      const all = sharedGateways({ db, clock, self: self('a'), confirmed: () => 0 })
      await db.insertInto('epoch').values({ id: 1, directory: 4, restored: 0 }).execute()
      await showGateway(db, sign('a', 4))
      await showGateway(db, sign('b', 3))
      expect(await all.everywhere()).toEqual({ gateways: 2, confirmed: 1 })
      await showGateway(db, sign('b', 4))
      expect(await all.everywhere()).toEqual({ gateways: 2, confirmed: 2 })
    })

    it('[gateways.keys] have the keys of the first one, or are told which they have not', async () => {
      const seal = makeSealKey(0)
      const check = (key: string, with_ = seal) => checkKeys(opened.db, keys(key, with_))
      expect(await Promise.all([check('one'), check('one')])).toEqual([undefined, undefined])
      expect(await check('other')).toContain('another key')
      expect(await check('one', makeSealKey(1))).toContain('sealing keys')
      const row = await opened.db.selectFrom('key_checks').selectAll().executeTakeFirst()
      expect(JSON.stringify(row)).not.toContain('one')
    })
  })
}

it('a clock goes by the database, and does not tremble', () => {
  let at = 10
  const clock = createDatabaseClock({ now: () => 1, monotonic: () => at })
  expect(clock.now()).toBe(1)
  clock.heard(5000, 0, 10)
  expect(clock.now()).toBe(5005)
  clock.heard(5004, 0, 10)
  expect(clock.now()).toBe(5005)
  clock.heard(9000, 10, 10)
  at = 20
  expect(clock.now()).toBe(9010)
})

it('words come back as they were said, and anything else says nothing', () => {
  const none = new Set<string>()
  const touched = { organisations: none, servers: new Set(['s']), policies: none, grants: new Set(['g']), kills: none }
  const word = readWord(printWord(directoryWord(touched, 7)))
  expect(word?.kind === 'directory' && [touchedBy(word), word.epoch]).toEqual([touched, 7])
  expect(['', '{', '[]', '{"kind":"else"}', '{"kind":"directory","epoch":-1}'].map(readWord)).toEqual(
    Array.from({ length: 5 }, () => undefined),
  )
})

it('a round that one gateway does is left to whoever has it', async () => {
  let mine = false
  let ran = 0
  let asked = 0
  const rounds = startRounds([{ every: 2, alone: 'x', run: async () => void ran++ }], {
    alone: async () => {
      asked++
      return mine
    },
    onError: () => undefined,
  })
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await until(() => asked > 2)
  expect(ran).toBe(0)
  mine = true
  await until(() => ran > 0)
  await rounds.end()
})
