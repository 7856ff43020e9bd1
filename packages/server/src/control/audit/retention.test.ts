/** What happens where something is written while old months are dropped. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdDecisions, makeMonths, monthAt, monthsOf } from '../../store/sql/decision-months.ts'
import { DATABASES, STARTING, type TestDatabase } from '../../store/sql/testing/databases.contract.ts'
import { transact } from '../../store/sql/transaction.ts'
import { dropOldMonths } from './retention.ts'

const NOW = Date.UTC(2026, 2, 2, 12)
const DAY = 86_400_000
const OLD = monthAt(NOW - 200 * DAY)

/** Two transactions at the same time: PGlite has one connection. */
const SEVERAL = DATABASES.filter(({ name }) => name === 'PostgreSQL')

describe.each(SEVERAL)('old months over $name', ({ open, skipped }) => {
  if (skipped !== undefined) return it.skip(skipped, () => undefined)
  let opened: TestDatabase
  beforeAll(async () => {
    opened = await open()
  }, STARTING)
  afterAll(() => opened?.close())

  it('stay where somebody is writing a decision into one that is wanted', async () => {
    const { db } = opened
    await makeMonths(db, [OLD])
    const texts = { grant_id: 'g', server: 's', method: 'm', tool: '', target: '', effect: 'allow', code: '', rule: '' }
    const more = { policy: '', policy_version: '', category: '', risk: '', outcome: '', withheld_by: '', shadow: '' }
    const rest = { approval: null, approval_state: '', line: '{}', kind_id: 'k', writer: 'w' }
    const figures = { micros: 1, upstream_micros: 1, own_micros: 1, redacted: 0, warned: 0, approval_narrowed: 0 }
    const row = { organisation: 'acme', id: 'late', at: OLD.from, ...texts, ...more, ...rest, ...figures, count: 1 }
    const control = { audit: { db }, clock: { now: () => NOW } } as unknown as Parameters<typeof dropOldMonths>[0]
    let dropping: Promise<readonly string[]> | undefined
    let isOver = false
    await transact(db, async (tx) => {
      await holdDecisions(tx)
      await tx.insertInto('decisions').values(row).execute()
      // On a slow machine it may give up: that drops nothing either.
      dropping = dropOldMonths(control, { local: 30 })
        .catch(() => [])
        .finally(() => {
          isOver = true
        })
      const waits = sql<{
        is: boolean
      }>`select exists (select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())) as is`
      await expect.poll(async () => isOver || (await waits.execute(tx)).rows[0]?.is, { timeout: 10_000 }).toBe(true)
    })
    expect(await dropping).toEqual([])
    expect((await monthsOf(db)).map(({ name }) => name)).toEqual([OLD.name])
  })
})
