/** Calls of tools counted: by hour, by tool, by what they were refused for. Lists and reads that clients ask for are none. */
import { z } from 'zod'
import type { Database } from '../../store/sql/tables.ts'

/** Counts. */
export const AUDIT_OVERVIEW = z.object({
  hours: z.array(z.object({ hour: z.int(), allowed: z.int(), denied: z.int() })),
  tools: z.array(z.object({ server: z.string(), tool: z.string(), allowed: z.int(), denied: z.int() })),
  codes: z.array(z.object({ code: z.string(), count: z.int() })),
  unidentified: z.array(z.object({ reason: z.string(), count: z.int() })),
  lost: z.int().describe('Records that could not be written because the disk was full or too slow.'),
})

export type AuditOverview = z.input<typeof AUDIT_OVERVIEW>

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Tools, codes and reasons that are named: those with the most calls. */
const MOST = 50

/** From whole hours: the first is the one that `since` falls into. */
export interface OverviewQuery {
  readonly organisation: string
  readonly since: number
  readonly until: number
  /** Slugs of servers that may be seen; undefined: all. */
  readonly servers: readonly string[] | undefined
}

interface Counted {
  readonly effect: string
  readonly count: number
}

/** Counts them. */
export async function auditOverview(db: Database, query: OverviewQuery): Promise<AuditOverview> {
  const asked = { ...query, since: query.since - (query.since % HOUR) }
  // Side by side: a database with several connections then takes as long as the longest of them.
  const [hours, tools, notices] = await Promise.all([
    countedHours(db, asked),
    countedTools(db, asked),
    countedNotices(db, asked),
  ])
  return {
    hours: byEffect(hours, ({ hour }) => ({ hour })),
    tools: top(
      byEffect(tools, ({ server, tool }) => ({ server, tool })),
      ({ allowed, denied }) => allowed + denied,
    ),
    codes: top(byCode(tools), ({ count }) => count),
    unidentified: top(
      notices.flatMap(({ kind, reason, count }) => (kind === 'unidentified' ? [{ reason, count }] : [])),
      ({ count }) => count,
    ),
    lost: notices.reduce((sum, { kind, count }) => (kind === 'lost' ? sum + count : sum), 0),
  }
}

const seen = ({ servers }: OverviewQuery): readonly string[] | undefined => (servers?.length === 0 ? [''] : servers)

async function countedHours(db: Database, query: OverviewQuery) {
  const { organisation, since, until } = query
  const rows = db
    .selectFrom('decision_totals')
    .where('organisation', '=', organisation)
    .where('hour', '>=', since)
    .where('hour', '<', until)
    .where('method', '=', 'tools/call')
  const servers = seen(query)
  return (servers === undefined ? rows : rows.where('server', 'in', servers))
    .select(['hour', 'effect', (eb) => eb.fn.sum<number>('count').as('count')])
    .groupBy(['hour', 'effect'])
    .orderBy('hour')
    .execute()
}

/** Whole days are counted as such: a month has a tenth of the rows then. What is before and after them is counted by hour. */
async function countedTools(db: Database, query: OverviewQuery) {
  const { organisation, since, until } = query
  const first = Math.ceil(since / DAY) * DAY
  const end = Math.ceil(until / HOUR) * HOUR
  const last = Math.max(first, end - (end % DAY))
  const days = db
    .selectFrom('decision_days')
    .select(['server', 'tool', 'effect', 'code', 'count'])
    .where('organisation', '=', organisation)
    .where('day', '>=', first)
    .where('day', '<', last)
  const hours = db
    .selectFrom('decision_hours')
    .select(['server', 'tool', 'effect', 'code', 'count'])
    .where('organisation', '=', organisation)
  const before = hours.where('hour', '>=', since).where('hour', '<', Math.min(first, end))
  const after = hours.where('hour', '>=', last).where('hour', '<', end)
  // What asks for no tool is a list, a resource or a prompt.
  const all = db.selectFrom(days.unionAll(before).unionAll(after).as('counted')).where('tool', '!=', '')
  const servers = seen(query)
  return (servers === undefined ? all : all.where('server', 'in', servers))
    .select(['server', 'tool', 'effect', 'code', (eb) => eb.fn.sum<number>('count').as('count')])
    .groupBy(['server', 'tool', 'effect', 'code'])
    .execute()
}

const countedNotices = (db: Database, { organisation, since, until }: OverviewQuery) =>
  db
    .selectFrom('audit_notices')
    .where('organisation', '=', organisation)
    .where('hour', '>=', since)
    .where('hour', '<', until)
    .select(['kind', 'reason', (eb) => eb.fn.sum<number>('count').as('count')])
    .groupBy(['kind', 'reason'])
    .execute()

function byCode(
  rows: readonly { readonly code: string; readonly count: number }[],
): readonly { readonly code: string; readonly count: number }[] {
  const codes = new Map<string, number>()
  for (const { code, count } of rows) if (code !== '') codes.set(code, (codes.get(code) ?? 0) + count)
  return [...codes].map(([code, count]) => ({ code, count }))
}

/** Rows of both effects as one. */
function byEffect<Row extends Counted, Key extends object>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): (Key & { allowed: number; denied: number })[] {
  const all = new Map<string, Key & { allowed: number; denied: number }>()
  for (const row of rows) {
    const key = keyOf(row)
    const name = JSON.stringify(key)
    const one = all.get(name) ?? { ...key, allowed: 0, denied: 0 }
    all.set(name, one)
    if (row.effect === 'allow') one.allowed += row.count
    else one.denied += row.count
  }
  return [...all.values()]
}

const top = <Row>(rows: readonly Row[], weight: (row: Row) => number): Row[] =>
  rows.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST)
