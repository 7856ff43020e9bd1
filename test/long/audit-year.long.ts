/**
 * A year of decisions on PostgreSQL, asked by every filter: each answer is the one that looking at the columns of every decision
 * gives, and takes a small part of that work. `AUDIT_ROWS` says how many (ten million are as many as the promise is about), and
 * `TEST_POSTGRES_URL` where.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DecisionFilter, findDecisions } from '../../packages/server/src/control/audit/find-decisions.ts'
import {
  fillYear,
  ORGANISATION,
  YEAR,
} from '../../packages/server/src/control/audit/index/year-of-decisions.contract.ts'
import { auditOverview } from '../../packages/server/src/control/audit/overview.ts'
import type { Database } from '../../packages/server/src/store/sql/tables.ts'
import { DATABASES, type TestDatabase } from '../../packages/server/src/store/sql/testing/databases.contract.ts'

const ROWS = Number(process.env['AUDIT_ROWS'] ?? 1_000_000)
const FILLING = 60 * 60_000
const PAGE = 51
const ROUNDS = 12
/** What a filter takes at most of what looking at everything takes, where that is much. */
const PART = ROWS < 1_000_000 ? Number.POSITIVE_INFINITY : 1 / 2

const DAY = 86_400_000
const END = YEAR.from + YEAR.days * DAY
const grant = (number: number): string => `grt_01k0000000000000000000${String(number).padStart(4, '0')}`

const FILTERS: Readonly<Record<string, DecisionFilter>> = {
  nothing: {},
  'a day': { since: END - 200 * DAY, until: END - 199 * DAY },
  'long ago': { until: YEAR.from + DAY },
  'a grant': { grant: grant(17) },
  'a grant with a quarter of all': { grant: grant(0) },
  'a server': { server: 'server-3' },
  'a tool': { tool: 'tool_63' },
  'a tool of a server': { server: 'server-3', tool: 'tool_63' },
  refused: { effect: 'deny' },
  allowed: { effect: 'allow' },
  'a code': { code: 'limit_exceeded' },
  'a code that stands once, at the beginning': { code: 'rare_code' },
  'a code that nothing has': { code: 'no_such_code' },
  'a rule': { rule: '/tools/tool_63' },
  'a policy': { policy: 'pol_3_1' },
  'a category': { category: 'financial' },
  'a risk': { risk: 'critical' },
  'what ended well': { outcome: 'ok' },
  'what timed out': { outcome: 'timeout' },
  'what nothing was heard of': { outcome: 'unknown' },
  'refused, and ended well': { effect: 'deny', outcome: 'ok' },
  'near a limit': { warned: 'true' },
  'other in shadow mode': { shadow: 'true' },
  'a question to people': { approval: 'apr_5008' },
  'a grant and a tool it never called': { grant: grant(17), tool: 'tool_63' },
  'a grant, refused': { grant: grant(17), effect: 'deny' },
  'a busy grant and a category': { grant: grant(0), category: 'financial' },
  'a busy grant and a code': { grant: grant(0), code: 'rare_code' },
  'a server, refused, a month': { server: 'server-3', effect: 'deny', since: END - 100 * DAY, until: END - 70 * DAY },
  'a tool, timed out': { outcome: 'timeout', tool: 'tool_63' },
  'a server, timed out': { outcome: 'timeout', server: 'server-3' },
  'a risk, near a limit': { warned: 'true', risk: 'critical' },
  'a grant, near a limit': { warned: 'true', grant: grant(4) },
}

const TEXTS = ['tool_5', 'rare_code', 'nothing like it', 'e', 'host7#', '#1999']

const columns = {
  ...{ grant: 'grant_id', server: 'server', tool: 'tool', effect: 'effect', code: 'code', rule: 'rule' },
  ...{ policy: 'policy', category: 'category', risk: 'risk', approval: 'approval', outcome: 'outcome' },
} as const

const named = (name: string): name is keyof typeof columns => Object.hasOwn(columns, name)

/** The same by the columns of decisions alone. */
async function lookedAt(db: Database, filter: DecisionFilter): Promise<readonly string[]> {
  const { since, until, warned, shadow, outcome, ...rest } = filter
  let query = db.selectFrom('decisions').select('id').where('organisation', '=', ORGANISATION)
  for (const [name, value] of Object.entries(rest))
    if (named(name) && typeof value === 'string') query = query.where(db.dynamic.ref(columns[name]), '=', value)
  if (since !== undefined) query = query.where('at', '>=', since)
  if (until !== undefined) query = query.where('at', '<', until)
  if (warned !== undefined) query = query.where('warned', '=', warned === 'true' ? 1 : 0)
  if (shadow !== undefined) query = query.where('shadow', shadow === 'true' ? '!=' : '=', '')
  if (outcome === 'unknown') query = query.where('effect', '=', 'allow').where('outcome', '=', '')
  else if (outcome !== undefined) query = query.where('outcome', '=', outcome)
  const found = await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(PAGE).execute()
  return found.map(({ id }) => id)
}

interface Took {
  readonly p50: number
  readonly p95: number
}

async function took(work: () => Promise<unknown>, rounds = ROUNDS): Promise<Took> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const before = performance.now()
    await work()
    times.push(performance.now() - before)
  }
  times.sort((one, other) => one - other)
  const at = (share: number): number => times[Math.min(rounds - 1, Math.floor(rounds * share))] ?? 0
  return { p50: at(0.5), p95: at(0.95) }
}

const tell = (what: string, { p50, p95 }: Took): void =>
  console.info(`${what.padEnd(44)} p50 ${p50.toFixed(1).padStart(7)} ms   p95 ${p95.toFixed(1).padStart(7)} ms`)

const postgres = DATABASES.find(({ name }) => name === 'PostgreSQL')

describe(`${ROWS} decisions of a year`, () => {
  if (postgres === undefined || postgres.skipped !== undefined)
    return it.skip(postgres?.skipped ?? 'there is no PostgreSQL', () => undefined)
  let opened: TestDatabase
  let db: Database
  let whole: Took
  beforeAll(async () => {
    opened = await postgres.open()
    db = opened.db
    await fillYear(db, ROWS)
    whole = await took(() => sql`select count(*) from decisions where line = ''`.execute(db), 3)
    tell('looking at each', whole)
  }, FILLING)
  afterAll(() => opened.close())

  const find = async (filter: DecisionFilter) =>
    (await findDecisions(db, { organisation: ORGANISATION, filter, servers: undefined }, undefined, PAGE)).map(
      ({ id }) => id,
    )

  it.each(Object.entries(FILTERS))('are found by %s', async (name, filter) => {
    expect(await find(filter)).toEqual(await lookedAt(db, filter))
    const time = await took(() => find(filter))
    tell(name, time)
    expect(time.p50).toBeLessThan(whole.p50 * PART)
  })

  it.each(TEXTS)('are found by the text %s', async (text) => {
    const time = await took(() => find({ text }))
    tell(`text ${text}`, time)
    expect(time.p50).toBeLessThan(whole.p50 * PART)
  })

  it.each([1, 7, 30])('are counted over %i days', async (days) => {
    const asked = { organisation: ORGANISATION, since: END - days * DAY, until: END, servers: undefined }
    const { hours, tools } = await auditOverview(db, asked)
    const calls = await db
      .selectFrom('decisions')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('organisation', '=', ORGANISATION)
      .where('tool', '!=', '')
      .where('at', '>=', asked.since)
      .where('at', '<', asked.until)
      .executeTakeFirstOrThrow()
    expect(hours.reduce((sum, { allowed, denied }) => sum + allowed + denied, 0)).toBe(calls.count)
    expect(tools).toHaveLength(50)
    const time = await took(() => auditOverview(db, asked))
    tell(`overview of ${days} days`, time)
    expect(time.p50).toBeLessThan(whole.p50 * PART)
  })
})
