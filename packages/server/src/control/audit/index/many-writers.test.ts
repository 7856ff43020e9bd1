import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openLogWriter } from '../../../store/jsonl/log-writer.ts'
import { makeMonths, monthAt, monthsOf } from '../../../store/sql/decision-months.ts'
import { migrate } from '../../../store/sql/migrate.ts'
import { MIGRATIONS } from '../../../store/sql/migrations/index.ts'
import { openIndex } from '../../../store/sql/open-index.ts'
import type { Database } from '../../../store/sql/tables.ts'
import { DATABASES, STARTING, type TestDatabase } from '../../../store/sql/testing/databases.contract.ts'
import { findDecisions } from '../find-decisions.ts'
import { auditOverview } from '../overview.ts'
import { dropOld } from '../retention.ts'
import { createLagMeter, type LagMeter } from './lag.ts'
import { createTail, type Tail } from './tail.ts'

const AT = Date.UTC(2026, 2, 2, 12)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const POSTGRES = DATABASES.filter(({ name, skipped }) => name !== 'SQLite' && skipped === undefined)

/** A gateway's folder, its log, and what reads it. */
interface Node {
  readonly log: string
  readonly meter: LagMeter
  readonly tail: Tail
  readonly id: string
  write(...lines: object[]): void
}

let root: string

function node(db: Database, name: string): Node {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const log = join(folder, 'decisions.jsonl')
  const meter = createLagMeter()
  const { id, knownAs } = openLogWriter(folder, log)
  return {
    ...{ log, meter, id, tail: createTail({ db, log, writer: id, knownAs, meter, onWritten: () => undefined }) },
    write: (...lines) => appendFileSync(log, lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
  }
}

const decision = (id: string, at = AT) => ({
  ...{ v: 1, type: 'decision', id, at: new Date(at).toISOString(), grant: 'g', server: 's', method: 'tools/call' },
  ...{ tool: 'read', effect: 'allow', rule: '/tools/read', policy: 'p', micros: 1, count: 1 },
})
const outcome = (id: string, at = AT) => ({
  ...{ v: 1, type: 'outcome', id, at: new Date(at).toISOString(), outcome: 'ok', upstreamMicros: 1, ownMicros: 1 },
})

describe.each(DATABASES)('logs of several gateways over $name', ({ open, skipped }) => {
  if (skipped !== undefined) return it.skip(skipped, () => undefined)
  let opened: TestDatabase
  let db: Database
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'writers-'))
    opened = await open()
    if (opened.kind === 'postgres') db = opened.db
    else db = await openIndex(':memory:')
  }, STARTING)
  afterAll(async () => {
    if (db !== opened.db) await db.destroy()
    await opened.close()
    rmSync(root, { recursive: true })
  })

  const ids = async () =>
    (await findDecisions(db, { organisation: 'local', filter: {}, servers: undefined }, undefined, 200))
      .map(({ id }) => id)
      .toSorted()
  const counted = async () => {
    const asked = { organisation: 'local', since: AT - 30 * DAY, until: AT + DAY, servers: undefined }
    return (await auditOverview(db, asked)).hours.reduce((sum, { allowed }) => sum + allowed, 0)
  }

  it('[audit.writers] are read side by side, each from where it was; nothing is missed, doubled, or counted twice', async () => {
    const [a, b] = [node(db, 'a'), node(db, 'b')]
    expect(a.id).not.toBe(b.id)
    const made: string[] = []
    for (let round = 0; round < 5; round++) {
      for (const [name, one] of Object.entries({ a, b })) {
        made.push(`${name}${round}`)
        one.write(decision(`${name}${round}`), ...(round > 0 ? [outcome(`${name}${round - 1}`)] : []))
      }
      await Promise.all([a.tail.read(), b.tail.read()])
    }
    expect(await ids()).toEqual(made.toSorted())
    expect(await counted()).toBe(made.length)
    const places = await db.selectFrom('log_places').select(['writer', 'known_as']).execute()
    expect(new Set(places.map(({ writer }) => writer))).toEqual(new Set([a.id, b.id]))
    const ended = await findDecisions(
      db,
      { organisation: 'local', filter: { outcome: 'ok' }, servers: undefined },
      undefined,
      200,
    )
    expect(ended).toHaveLength(8)

    // What another gateway reads again, or this one that has forgotten how far it was, changes nothing.
    await db.deleteFrom('log_places').where('writer', '=', a.id).execute()
    await node(db, 'a').tail.read()
    expect([await ids(), await counted()]).toEqual([made.toSorted(), made.length])

    // A gateway that comes back with an empty folder is another writer, and begins anew.
    renameSync(join(root, 'b'), join(root, 'b-before'))
    const again = node(db, 'b')
    expect(again.id).not.toBe(b.id)
    again.write(decision('b-new'))
    await again.tail.read()
    expect(await counted()).toBe(made.length + 1)
    const rows = await db.selectFrom('decisions').select(['id', 'writer']).where('id', '=', 'b-new').execute()
    expect(rows).toEqual([{ id: 'b-new', writer: again.id }])
  })

  it('[audit.lag] wait in their files while the database is away, and say how much does', async () => {
    const c = node(db, 'c')
    c.write(decision('c0'))
    await c.tail.read()
    expect(c.meter.lag(AT + HOUR)).toEqual({ bytes: 0, rows: 0, seconds: 0 })
    const away = {
      getExecutor: () => db.getExecutor(),
      selectFrom: () => {
        throw new Error('away')
      },
    } as unknown as Database
    const cut = createTail({
      db: away,
      log: c.log,
      writer: c.id,
      knownAs: '',
      meter: c.meter,
      onWritten: () => undefined,
    })
    c.write(decision('c1', AT + 1000), decision('c2', AT + 2000))
    await expect(cut.read()).rejects.toThrow('away')
    expect(c.meter.lag(AT + 61_000)).toMatchObject({ bytes: expect.any(Number) })
    expect(c.meter.lag(AT + 61_000).rows).toBeGreaterThanOrEqual(2)
    await c.tail.read()
    expect(c.meter.lag(AT + 61_000)).toEqual({ bytes: 0, rows: 0, seconds: 0 })
    expect(await ids()).toEqual(expect.arrayContaining(['c0', 'c1', 'c2']))
  })
})

describe.each(POSTGRES)('months of decisions over $name', ({ open }) => {
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'months-'))
  })
  afterAll(() => rmSync(root, { recursive: true }))

  it(
    '[audit.months] are made ahead and by need, and dropped as wholes once no organisation wants any of one',
    async () => {
      const opened = await open()
      onTestFinished(() => opened.close())
      const { db } = opened
      const d = node(db, 'months')
      d.write(decision('old', AT - 100 * DAY), decision('older', AT - 200 * DAY), decision('new'))
      const acme = join(d.log.replace('.jsonl', '.d'), 'acme.jsonl')
      mkdirSync(join(acme, '..'))
      writeFileSync(acme, `${JSON.stringify(decision('other', AT - 100 * DAY))}\n`)
      await d.tail.read()
      const control = { audit: { db }, clock: { now: () => AT }, db } as unknown as Parameters<typeof dropOld>[0]
      await dropOld(control, { local: 30 })
      const names = async () => (await monthsOf(db)).map(({ name }) => name)
      // The month of `other` stays, without the row beside it; the coming months are there.
      expect(await names()).toEqual([
        ...['decisions_m2025_11', 'decisions_m2026_03', 'decisions_m2026_04', 'decisions_m2026_05'],
      ])
      const left = await db.selectFrom('decisions').select('id').orderBy('id').execute()
      expect(left.map(({ id }) => id)).toEqual(['new', 'other'])
      await dropOld(control, { local: 30, acme: 60 })
      expect(await names()).toEqual(['decisions_m2026_03', 'decisions_m2026_04', 'decisions_m2026_05'])
      expect(await db.selectFrom('decision_kinds').select('organisation').execute()).toEqual([
        { organisation: 'local' },
      ])
      await Promise.all(Array.from({ length: 4 }, () => makeMonths(db, [monthAt(AT + 300 * DAY)])))
      expect((await names()).at(-1)).toBe('decisions_m2026_12')
      // A gateway whose clock is far off is no reason to stop.
      d.write({ ...decision('lost clock'), at: '1970-01-01T00:00:00.000Z' })
      await d.tail.read()
      expect(await names()).toContain('decisions_m2000_01')
    },
    STARTING,
  )

  it(
    'take over what an earlier version wrote',
    async () => {
      const before = MIGRATIONS.findIndex(({ name }) => name === '0016-decision-kinds')
      const opened = await open(MIGRATIONS.slice(0, before))
      onTestFinished(() => opened.close())
      const texts = { grant_id: 'g', server: 's', method: 'tools/call', tool: 'Drop', target: '', effect: 'deny' }
      const more = { code: 'c', rule: '/x', policy: 'p', policy_version: '1', category: 'write', risk: 'high' }
      const rest = { outcome: '', withheld_by: '', shadow: '', line: '{}', text_id: 't', approval_state: '' }
      const figures = { micros: 1, upstream_micros: 1, own_micros: 1, redacted: 0, warned: 0, count: 1 }
      const row = { organisation: 'local', ...texts, ...more, ...rest, ...figures, approval_narrowed: 0 }
      await opened.db
        .insertInto('decisions')
        .values([
          { ...row, id: 'one', at: AT, approval: 'apr_1' } as never,
          { ...row, id: 'two', at: AT - 90 * DAY, approval: null } as never,
        ])
        .execute()
      expect(await migrate(opened.db, 'postgres')).toBeUndefined()
      expect((await monthsOf(opened.db)).map(({ name }) => name)).toEqual(['decisions_m2025_12', 'decisions_m2026_03'])
      const found = async (filter: object) =>
        (await findDecisions(opened.db, { organisation: 'local', filter, servers: undefined }, undefined, 9)).map(
          ({ id }) => id,
        )
      expect(await found({ text: 'DROP', risk: 'high' })).toEqual(['one', 'two'])
      expect(await found({ approval: 'apr_1' })).toEqual(['one'])
      const f = node(opened.db, 'moved')
      f.write({
        ...decision('three'),
        tool: 'Drop',
        effect: 'deny',
        code: 'c',
        rule: '/x',
        label: { category: 'write', risk: 'high' },
      })
      await f.tail.read()
      expect(await found({ code: 'c' })).toEqual(['three', 'one', 'two'])
      expect(await opened.db.selectFrom('decision_kinds').select('id').execute()).toHaveLength(1)
    },
    STARTING,
  )
})
