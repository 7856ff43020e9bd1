/** Many decisions in an index, and the slow way of searching them: what a search is compared with. */
import { sql } from 'kysely'
import { type Month, makeMonths, monthAfter, monthAt } from '../../../store/sql/decision-months.ts'
import type { Database } from '../../../store/sql/tables.ts'
import { kindOf, SHARED } from './decision-kind.ts'

/** An empty index. */
export interface OpenedIndex {
  readonly db: Database
  readonly kind: 'sqlite' | 'postgres'
}

/** Eight hundred tools, a resource in each twentieth decision, a refusal in each eleventh, and one code that stands once. */
export async function fillIndex({ db, kind }: OpenedIndex, rows: number): Promise<void> {
  const digits = (expression: string): string => `cast(${expression} as text)`
  const begins = `with recursive series(n) as (select 0 union all select n + 1 from series where n < ${rows - 1})`
  const tool = `case when n % 20 = 0 then '' else 'tool_' || ${digits('(n * 7919) % 800')} end`
  const target = `case when n % 20 = 0 then 'https://host' || ${digits('(n / 20) % 50')} || '#' || ${digits('(n / 20) % 2000')} else '' end`
  const code = `case when n = 777 then 'rare_code' when n % 11 = 0 then 'policy_denied' else '' end`
  if (kind === 'postgres') await makeMonths(db, monthsFrom(START, START + rows * STEP))
  await db.transaction().execute(async (tx) => {
    if (kind === 'postgres') await sql`set local statement_timeout = 0`.execute(tx)
    const columns =
      'organisation, id, at, grant_id, server, method, tool, target, effect, code, rule, policy, policy_version, category, risk, outcome, withheld_by, shadow, approval_state, line, kind_id, writer, micros, upstream_micros, own_micros, redacted, warned, approval_narrowed, count'
    await sql
      .raw(
        `insert into decisions (${columns}) ${kind === 'sqlite' ? begins : ''} select 'acme', 'd' || ${digits('100000000 + n')}, ${START} + n * ${STEP}, 'grt_' || ${digits('n % 300')}, 's', 'tools/call', ${tool}, ${target}, case when n % 11 = 0 then 'deny' else 'allow' end, ${code}, '/tools/' || ${tool}, 'p', '1', 'read', 'low', 'ok', '', '', '', '{}', '', '', 1, 1, 1, 0, 0, 0, 1 from ${kind === 'sqlite' ? 'series' : `generate_series(0::bigint, ${rows - 1}) as series(n)`}`,
      )
      .execute(tx)
    const kinds = await tx.selectFrom('decisions').select(SHARED).distinct().execute()
    await sql`create index filling on decisions (tool, target, code)`.execute(tx)
    for (const row of kinds) {
      const one = kindOf(row)
      await tx
        .insertInto('decision_kinds')
        .values({ organisation: 'acme', ...one })
        .execute()
      const same = tx.updateTable('decisions').set({ kind_id: one.id })
      await SHARED.reduce((query, part) => query.where(part, '=', row[part]), same).execute()
    }
    await sql`drop index filling`.execute(tx)
  })
  await sql`analyze`.execute(db)
}

const START = 1_700_000_000_000
const STEP = 100

/** All months from one instant to another. */
function monthsFrom(from: number, to: number): readonly Month[] {
  const months = [monthAt(from)]
  for (let last = monthAt(from); last.to <= to; ) {
    last = monthAfter(last)
    months.push(last)
  }
  return months
}

/** What is looked for, and how much of it. */
export interface Looking {
  /** In small letters. */
  readonly text: string
  readonly grant: string | undefined
  readonly limit: number
}

/** Looks at every decision, the latest first, until there are enough; their ids. */
export async function lookAtEach(db: Database, { text, grant, limit }: Looking): Promise<readonly string[]> {
  const pattern = `%${text}%`
  let query = db.selectFrom('decisions').select('id').where('organisation', '=', 'acme')
  if (grant !== undefined) query = query.where('grant_id', '=', grant)
  const columns = ['tool', 'target', 'code', 'rule', 'withheld_by'] as const
  const found = await query
    .where((eb) => eb.or(columns.map((column) => sql<boolean>`lower(${eb.ref(column)}) like ${pattern}`)))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return found.map(({ id }) => id)
}
