import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogLine } from '../../../store/jsonl/read-line.ts'
import { migrate } from '../../../store/sql/migrate.ts'
import { MIGRATIONS } from '../../../store/sql/migrations/index.ts'
import { openIndex } from '../../../store/sql/open-index.ts'
import type { Database } from '../../../store/sql/tables.ts'
import { DATABASES, STARTING, type TestDatabase } from '../../../store/sql/testing/databases.contract.ts'
import { findDecisions } from '../find-decisions.ts'
import { dropOld } from '../retention.ts'
import { writeBatch } from './write-batch.ts'

const AT = Date.UTC(2026, 2, 2, 12)
const DAY = 86_400_000
const PLACE = {
  ...{ organisation: 'acme', writer: 'w', file: 'f', offset: 0 },
  ...{ known_as: 'here', seq: 0, hash: '', sealed: 0 },
}

const call = (id: string, tool: string, days = 0): LogLine =>
  ({
    ...{ type: 'decision', id, at: new Date(AT + days * DAY).toISOString(), grant: 'g', server: 's', tool },
    ...{ method: 'tools/call', effect: 'allow', rule: `/tools/${tool}`, policy: 'p', micros: 1, count: 1, raw: {} },
    ...{ target: undefined, code: undefined, category: undefined, risk: undefined, shadow: undefined },
  }) as unknown as LogLine
const withheld = (id: string, rule: string): LogLine =>
  ({
    type: 'outcome',
    id,
    outcome: 'ok',
    withheldBy: rule,
    redacted: 0,
    upstreamMicros: 1,
    ownMicros: 1,
  }) as unknown as LogLine

const found = async (db: Database, text: string): Promise<readonly string[]> =>
  (await findDecisions(db, { organisation: 'acme', filter: { text }, servers: undefined }, undefined, 50)).map(
    ({ id }) => id,
  )
const kinds = async (db: Database): Promise<number> =>
  (await db.selectFrom('decision_kinds').select('id').execute()).length

describe.each(DATABASES)('kinds of decisions over $name', ({ open, skipped }) => {
  if (skipped !== undefined) return it.skip(skipped, () => undefined)
  let opened: TestDatabase
  let db: Database
  beforeAll(async () => {
    opened = await open()
    db = opened.kind === 'postgres' ? opened.db : await openIndex(':memory:')
  }, STARTING)
  afterAll(() => opened.close())

  it('are kept once, found in any case, moved by a late end, and dropped with their last decision', async () => {
    const write = (...lines: LogLine[]) => writeBatch(db, PLACE, lines)
    await write(call('a', 'read', -9), call('b', 'read'), call('c', 'Größe', -9))
    await write(call('d', 'read'))
    expect(await kinds(db)).toBe(2)
    expect(await found(db, 'READ')).toEqual(['d', 'b', 'a'])
    expect(await found(db, 'GRÖSSE'.replace('SS', 'ß'))).toEqual(['c'])
    expect([await found(db, 'rea_'), await found(db, '%'), await found(db, 'read\n')]).toEqual([[], [], []])
    await write(withheld('d', '/results/deny_if/0'))
    expect(await found(db, 'deny_if')).toEqual(['d'])
    expect(await found(db, 'read')).toEqual(['d', 'b', 'a'])

    const control = { audit: { db }, clock: { now: () => AT }, db: opened.db }
    await dropOld(control as unknown as Parameters<typeof dropOld>[0], { acme: 1 })
    expect([await found(db, 'read'), await kinds(db)]).toEqual([['d', 'b'], 2])
    await dropOld({ ...control, clock: { now: () => AT + 9 * DAY } } as unknown as Parameters<typeof dropOld>[0], {
      acme: 1,
    })
    expect(await kinds(db)).toBe(0)
  })

  it('are of any name that a stranger gives a tool', async () => {
    const names = ['odd\0', 'odd\ufffd', 'odd\ud83d', 'odd\ud83d\ude00', 'odd\\u0000']
    // As it is read from a log: the name stands in the line, too.
    const lines = names.map((tool, n) => Object.assign(call(`odd${n}`, tool), { raw: { tool } }))
    expect((await writeBatch(db, PLACE, lines)).decisions).toHaveLength(names.length)
    const tools = await db
      .selectFrom('decisions')
      .select(['id', 'tool'])
      .where('id', 'like', 'odd%')
      .orderBy('id')
      .execute()
    expect(tools.map(({ tool }) => tool)).toEqual([
      ...['odd\ufffd', 'odd\ufffd', 'odd\ufffd', 'odd\ud83d\ude00', 'odd\\u0000'],
    ])
  })
})

const POSTGRES = DATABASES.filter(({ name, skipped }) => name !== 'SQLite' && skipped === undefined)

describe.each(POSTGRES)('decisions of an earlier version over $name', ({ open }) => {
  it(
    'are found by their texts after the update',
    async () => {
      const before = MIGRATIONS.findIndex(({ name }) => name === '0010-decision-texts')
      const opened = await open(MIGRATIONS.slice(0, before))
      const columns = {
        grant_id: 'g',
        server: 's',
        method: 'm',
        target: '',
        effect: 'deny',
        policy: 'p',
        policy_version: '1',
      }
      const rest = { category: '', risk: '', outcome: '', withheld_by: '', shadow: '', line: '{}' }
      const figures = { micros: 1, upstream_micros: 1, own_micros: 1, redacted: 0, warned: 0, count: 1 }
      const row = {
        organisation: 'acme',
        ...columns,
        ...rest,
        ...figures,
        tool: 'Drop',
        code: 'policy_denied',
        rule: '/x',
      }
      await opened.db
        .insertInto('decisions')
        .values([{ ...row, id: 'old', at: AT } as never, { ...row, id: 'older', at: AT - 1 } as never])
        .execute()
      expect(await migrate(opened.db, 'postgres')).toBeUndefined()
      await writeBatch(opened.db, PLACE, [call('new', 'drop', 1)])
      expect(await found(opened.db, 'DROP')).toEqual(['new', 'old', 'older'])
      expect(await kinds(opened.db)).toBe(2)
      await opened.close()
    },
    STARTING,
  )
})
