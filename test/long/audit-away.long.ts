/** A PostgreSQL that is killed while gateways index into it: decisions wait in their files, and each is there once afterwards. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLagMeter } from '../../packages/server/src/control/audit/index/lag.ts'
import { createTail, type Tail } from '../../packages/server/src/control/audit/index/tail.ts'
import { auditOverview } from '../../packages/server/src/control/audit/overview.ts'
import { migrate } from '../../packages/server/src/store/sql/migrate.ts'
import { openPostgresPool, postgresDialect } from '../../packages/server/src/store/sql/postgres-dialect.ts'
import type { Database, Tables } from '../../packages/server/src/store/sql/tables.ts'
import { noPostgres, type OwnPostgres, startPostgres } from '../many/postgres.ts'

const AT = Date.UTC(2026, 2, 2, 12)
const HOUR = 3_600_000
const lines = (name: string, from: number, count: number): string =>
  Array.from({ length: count }, (_, n) => {
    const id = `${name}-${from + n}`
    const decision = {
      ...{
        v: 1,
        type: 'decision',
        id,
        at: new Date(AT + n).toISOString(),
        grant: 'g',
        server: 's',
        method: 'tools/call',
      },
      ...{ tool: 'read', effect: 'allow', rule: '/tools/read', policy: 'p', micros: 1, count: 1 },
    }
    return `${JSON.stringify(decision)}\n`
  }).join('')

const missing = await noPostgres()
if (missing !== undefined) console.info(`A PostgreSQL that is killed is left out: ${missing}.`)

describe.skipIf(missing !== undefined)('a PostgreSQL that is killed', () => {
  let server: OwnPostgres
  let db: Database
  beforeAll(async () => {
    server = await startPostgres()
    db = new Kysely<Tables>({ dialect: postgresDialect(openPostgresPool(server.url)) })
    expect(await migrate(db, 'postgres')).toBeUndefined()
  })
  afterAll(async () => {
    await db?.destroy()
    await server?.stop()
  })

  it('finds each decision once when it is back, whenever it was killed', async () => {
    const writers = ['a', 'b'].map((name) => {
      const log = join(mkdtempSync(join(tmpdir(), 'away-log-')), 'decisions.jsonl')
      const meter = createLagMeter()
      const tail: Tail = createTail({ db, log, writer: name, knownAs: name, meter, onWritten: () => undefined })
      return { name, log, meter, tail }
    })
    const read = () => Promise.allSettled(writers.map(({ tail }) => tail.read()))
    const lags = () => writers.map(({ meter }) => meter.lag(AT + HOUR).rows)
    const counted = async () => {
      const asked = { organisation: 'local', since: AT, until: AT + HOUR, servers: undefined }
      return (await auditOverview(db, asked)).hours.reduce((sum, { allowed }) => sum + allowed, 0)
    }
    const EACH = 6000
    for (let round = 0; round < 3; round++) {
      for (const { name, log } of writers) appendFileSync(log, lines(name, round * EACH, EACH))
      const reading = read()
      // In the midst of a batch, as far as that can be had.
      if (round > 0) await expect.poll(lags, { timeout: 60_000 }).not.toEqual([0, 0])
      await server.kill()
      await reading
      for (const { name, log } of writers) appendFileSync(log, lines(`${name}away`, round * 10, 10))
      expect((await read()).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
      expect(lags().every((rows) => rows >= 10)).toBe(true)
      await server.again()
      await expect
        .poll(async () => (await read()).every(({ status }) => status === 'fulfilled'), { timeout: 60_000 })
        .toBe(true)
      expect(lags()).toEqual([0, 0])
      expect(await counted()).toBe(2 * (round + 1) * (EACH + 10))
      const { count } = await db
        .selectFrom('decisions')
        .select((eb) => eb.fn.count<number>('id').distinct().as('count'))
        .executeTakeFirstOrThrow()
      expect(count).toBe(2 * (round + 1) * (EACH + 10))
    }
    for (const { log } of writers) rmSync(join(log, '..'), { recursive: true })
  })
})
