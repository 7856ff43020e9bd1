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
  const { servers } = query
  const counts = () => {
    // What asks for no tool is a list, a resource or a prompt.
    const rows = within(db.selectFrom('decision_hours'), query).where('tool', '!=', '')
    return servers === undefined ? rows : rows.where('server', 'in', servers.length === 0 ? [''] : servers)
  }
  const hours = await counts()
    .select(['hour', 'effect', (eb) => eb.fn.sum<number>('count').as('count')])
    .groupBy(['hour', 'effect'])
    .orderBy('hour')
    .execute()
  const tools = await counts()
    .select(['server', 'tool', 'effect', (eb) => eb.fn.sum<number>('count').as('count')])
    .groupBy(['server', 'tool', 'effect'])
    .execute()
  const codes = await counts()
    .where('code', '!=', '')
    .select(['code', (eb) => eb.fn.sum<number>('count').as('count')])
    .groupBy('code')
    .execute()
  const notices = await db
    .selectFrom('audit_notices')
    .where('organisation', '=', query.organisation)
    .where('hour', '>=', query.since - (query.since % HOUR))
    .where('hour', '<', query.until)
    .select(['kind', 'reason', (eb) => eb.fn.sum<number>('count').as('count')])
    .groupBy(['kind', 'reason'])
    .execute()
  return {
    hours: byEffect(hours, ({ hour }) => ({ hour })),
    tools: top(
      byEffect(tools, ({ server, tool }) => ({ server, tool })),
      ({ allowed, denied }) => allowed + denied,
    ),
    codes: top(codes, ({ count }) => count),
    unidentified: top(
      notices.flatMap(({ kind, reason, count }) => (kind === 'unidentified' ? [{ reason, count }] : [])),
      ({ count }) => count,
    ),
    lost: notices.reduce((sum, { kind, count }) => (kind === 'lost' ? sum + count : sum), 0),
  }
}

const within = (rows: ReturnType<typeof hoursOf>, { organisation, since, until }: OverviewQuery) =>
  rows
    .where('organisation', '=', organisation)
    .where('hour', '>=', since - (since % HOUR))
    .where('hour', '<', until)

const hoursOf = (db: Database) => db.selectFrom('decision_hours')

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
