import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeSealKey } from '../../crypto/keyring.ts'
import { openMonthKeys, readMonthKeys } from '../../crypto/month-keys.ts'
import { createSealer, type Sealer } from '../../crypto/seal.ts'
import { DATABASES, type TestDatabase } from '../../store/sql/testing/databases.contract.ts'
import { shareFactKeys } from './share-fact-keys.ts'

const NOVEMBER = Date.UTC(2026, 10, 15)
const SQLITE = DATABASES.find(({ name }) => name === 'SQLite')

let folder: string
let database: TestDatabase
let now: number
beforeEach(async () => {
  if (SQLITE === undefined) throw new Error('There is no SQLite.')
  folder = mkdtempSync(join(tmpdir(), 'fact-keys-'))
  database = await SQLITE.open()
  now = NOVEMBER
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await database.close()
})

const key = makeSealKey(0)
const sealerOf = (one: typeof key): Sealer =>
  createSealer({ current: () => one, find: (id) => (id === one.id ? one : undefined) })
const pathOf = (gateway: string): string => join(folder, gateway)
const clock = { now: () => now, monotonic: () => 0 }
const share = (gateway: string, sealer = sealerOf(key)) =>
  shareFactKeys({ db: database.db, clock, sealer }, { path: pathOf(gateway), months: 2 })

function find(gateway: string, month: string): string | undefined {
  const opened = openMonthKeys(pathOf(gateway))
  return opened.ok ? opened.keys.find(month)?.toString('hex') : opened.problem
}
const rows = () => database.db.selectFrom('fact_keys').selectAll().orderBy('month').execute()

it('[gateways.facts] gateways get the same keys, for this month and the next, sealed in the database', async () => {
  await Promise.all([share('a'), share('b')])
  await share('a')
  expect(find('a', '2026-11')).toMatch(/^[0-9a-f]{64}$/)
  expect(find('a', '2026-12')).not.toBe(find('a', '2026-11'))
  for (const month of ['2026-11', '2026-12']) expect(find('b', month)).toBe(find('a', month))
  const bytes = Buffer.from(find('a', '2026-11') ?? '', 'hex')
  for (const form of ['hex', 'base64', 'base64url'] as const)
    expect(JSON.stringify(await rows())).not.toContain(bytes.toString(form))
})

it('goes on by the key that the first one had by itself', async () => {
  const opened = openMonthKeys(pathOf('a'))
  const own = opened.ok && opened.keys.obtain('2026-11').toString('hex')
  await share('a')
  await share('b')
  expect([find('a', '2026-11'), find('b', '2026-11')]).toEqual([own, own])
})

it('[gateways.facts] what is too old is destroyed everywhere, and comes back from nobody’s file', async () => {
  await share('a')
  await share('late')
  const old = find('a', '2026-11') ?? ''
  now = Date.UTC(2027, 1, 1)
  await share('a')
  expect((await rows()).map(({ month }) => month)).toEqual(['2026-12', '2027-02', '2027-03'])
  expect(find('a', '2026-11')).toBeUndefined()
  expect(readFileSync(pathOf('a'), 'latin1')).not.toContain(Buffer.from(old, 'hex').toString('base64url'))
  await share('late')
  expect(find('late', '2026-11')).toBeUndefined()
  expect((await rows()).map(({ month }) => month)).not.toContain('2026-11')
})

it('says what to do where a key does not open', async () => {
  await share('a')
  await expect(share('b', sealerOf(makeSealKey(1)))).rejects.toThrow(/sealing keys/)
})

it('are looked for in the file once in a while until they are there', async () => {
  let at = 0
  const read = readMonthKeys(pathOf('a'), () => at)
  expect(read('2026-11')).toBeUndefined()
  await share('a')
  expect(read('2026-11')).toBeUndefined()
  at = 1000
  expect(read('2026-11')?.toString('hex')).toBe(find('a', '2026-11'))
})
