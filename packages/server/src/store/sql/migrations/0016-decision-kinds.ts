/**
 * Kinds of decisions: what thousands of decisions share is kept once, and one index finds the decisions of a kind by time. On
 * PostgreSQL decisions are kept by month.
 */
import { sql } from 'kysely'
import { EARLIEST, LATEST, makeMonth, monthAt } from '../decision-months.ts'
import type { Migration, Schema } from '../migration.ts'

export const decisionKinds: Migration = {
  name: '0016-decision-kinds',
  async up(schema) {
    // A SQLite database has its index in a file of its own.
    if (schema.kind === 'sqlite') return
    const { db } = schema
    // Millions of rows take longer than a statement of every day may.
    await sql`set local statement_timeout = 0`.execute(db)
    await sql`alter table decisions rename to decisions_before`.execute(db)
    await sql`alter table decisions_before drop constraint decisions_pk`.execute(db)
    for (const name of ['at', 'grant', 'tool', 'effect', 'text', 'approval'])
      await sql`drop index ${sql.ref(`decisions_${name}`)}`.execute(db)
    await createDecisions(schema)
    await move(schema)
    // Indexes are built faster than they are kept.
    await indexDecisions(schema)
    await db.schema.dropTable('decisions_before').execute()
    await db.schema.dropTable('decision_texts').execute()
    await extendPlaces(schema)
    await createCounts(schema)
    await fillCounts(schema)
    await sql`analyze decisions`.execute(db)
  },
}

/** The same for an index in a file: it is filled anew out of the logs, which are beside it. */
export async function replaceIndex(schema: Schema): Promise<void> {
  const { db } = schema
  for (const name of ['decision_hours', 'audit_notices', 'log_places'])
    await sql`delete from ${sql.table(name)}`.execute(db)
  for (const name of ['decisions', 'decision_texts']) await db.schema.dropTable(name).execute()
  await createDecisions(schema)
  await indexDecisions(schema)
  await extendPlaces(schema)
  await createCounts(schema)
}

/** What a kind is made of, in the order of its digest. */
const SHARED = [
  ...['server', 'method', 'tool', 'target', 'effect', 'code', 'rule', 'policy', 'category', 'risk', 'withheld_by'],
]
const TEXTS = [
  ...['grant_id', ...SHARED, 'policy_version', 'outcome', 'shadow', 'approval_state', 'line', 'kind_id', 'writer'],
]
const FIGURES = ['micros', 'upstream_micros', 'own_micros', 'redacted', 'warned', 'approval_narrowed', 'count']

async function createDecisions({ table, text, whole, kind }: Schema): Promise<void> {
  let decisions = table('decisions')
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('approval', text)
  for (const name of TEXTS) decisions = decisions.addColumn(name, text, (column) => column.notNull())
  for (const name of FIGURES) decisions = decisions.addColumn(name, whole, (column) => column.notNull())
  if (kind === 'postgres') decisions = decisions.modifyEnd(sql`partition by range (at)`)
  await decisions.execute()
  let kinds = table('decision_kinds')
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
  for (const name of [...SHARED, 'text']) kinds = kinds.addColumn(name, text, (column) => column.notNull())
  await kinds.addPrimaryKeyConstraint('decision_kinds_pk', ['organisation', 'id']).execute()
}

/** Lists are read in the order of time: of a kind, of a grant, of a kind of a grant, or of what is rare. */
async function indexDecisions({ db, kind }: Schema): Promise<void> {
  const index = (name: string, columns: readonly string[], only?: string) => {
    const on = sql.join(columns.map((column) => sql.ref(column)))
    return sql`create index ${sql.ref(`decisions_${name}`)} on decisions (${on})${only === undefined ? sql`` : sql` where ${sql.raw(only)}`}`
  }
  const page = ['at', 'id']
  // Of what is rare, grant and kind are read without its rows.
  const narrowing = ['grant_id', 'kind_id']
  // Ends of calls name no instant, and one that an earlier process left open no organisation either.
  const key = kind === 'postgres' ? ['id', 'organisation', 'at'] : ['id', 'organisation']
  await sql`create unique index decisions_key on decisions (${sql.join(key.map((column) => sql.ref(column)))})`.execute(
    db,
  )
  for (const statement of [
    index('at', ['organisation', ...page]),
    index('kind', ['organisation', 'kind_id', ...page]),
    index('grant', ['organisation', 'grant_id', ...page]),
    index('grant_kind', ['organisation', 'grant_id', 'kind_id', ...page]),
    index('approval', ['organisation', 'approval', ...page], 'approval is not null'),
    index('outcome', ['organisation', 'outcome', ...page, ...narrowing], "outcome <> '' and outcome <> 'ok'"),
    index(
      'open',
      ['organisation', ...page, ...narrowing],
      "effect = 'allow' and (outcome = '' or outcome = 'unknown')",
    ),
    index('warned', ['organisation', ...page, ...narrowing], 'warned = 1'),
    index('shadow', ['organisation', ...page, ...narrowing], "shadow <> ''"),
  ])
    await statement.execute(db)
}

/** Counts for long times: of whole days by tool, and of hours by server. */
async function createCounts({ db, table, text, whole }: Schema): Promise<void> {
  const counts = async (name: string, at: string, texts: readonly string[]) => {
    let begun = table(name)
      .addColumn('organisation', text, (column) => column.notNull())
      .addColumn(at, whole, (column) => column.notNull())
    for (const column of texts) begun = begun.addColumn(column, text, (added) => added.notNull())
    await begun
      .addColumn('count', whole, (column) => column.notNull())
      .addPrimaryKeyConstraint(`${name}_pk`, ['organisation', at, ...texts] as never)
      .execute()
  }
  await counts('decision_days', 'day', ['server', 'tool', 'effect', 'code'])
  await counts('decision_totals', 'hour', ['server', 'method', 'effect'])
  await db.schema
    .createIndex('decision_totals_server')
    .on('decision_totals')
    .columns(['organisation', 'server', 'hour'])
    .execute()
}

/** What was counted has no method: what has a tool is a call, and nothing else is asked for. */
async function fillCounts({ db }: Schema): Promise<void> {
  await sql`insert into decision_days select organisation, hour - hour % 86400000, server, tool, effect, code, sum(count) from decision_hours group by 1, 2, 3, 4, 5, 6`.execute(
    db,
  )
  await sql`insert into decision_totals select organisation, hour, server, case when tool = '' then '' else 'tools/call' end, effect, sum(count) from decision_hours group by 1, 2, 3, 4, 5`.execute(
    db,
  )
}

/** Of each log that is read: whose it is, and the last seal that was seen. */
async function extendPlaces({ db, text, whole }: Schema): Promise<void> {
  for (const name of ['known_as', 'hash'])
    await db.schema
      .alterTable('log_places')
      .addColumn(name, text, (column) => column.notNull().defaultTo(''))
      .execute()
  for (const name of ['seq', 'sealed'])
    await db.schema
      .alterTable('log_places')
      .addColumn(name, whole, (column) => column.notNull().defaultTo(0))
      .execute()
}

const AT = sql`greatest(${sql.lit(EARLIEST)}, least(${sql.lit(LATEST)}, decisions_before.at))`

/** Rows of an earlier version, month by month and in the order of time, which indexes and neighbouring rows profit from. */
async function move({ db }: Schema): Promise<void> {
  const { rows } = await sql<{
    month: number
  }>`select distinct (extract(epoch from date_trunc('month', to_timestamp(${AT} / 1000) at time zone 'UTC')) * 1000)::bigint as month from decisions_before`.execute(
    db,
  )
  for (const { month } of rows) await makeMonth(db, monthAt(month))
  const digest = sql`left(encode(sha256(convert_to(${joined(SHARED)}, 'UTF8')), 'hex'), 32)`
  const kept = ['organisation', 'id', 'at', 'approval', ...TEXTS, ...FIGURES]
  const values = kept.map((name) => ({ kind_id: digest, writer: sql.lit(''), at: AT })[name] ?? sql.ref(name))
  await sql`insert into decisions (${names(kept)}) select ${sql.join(values)} from decisions_before order by decisions_before.at`.execute(
    db,
  )
  const searched = ['tool', 'target', 'code', 'rule', 'withheld_by']
  await sql`insert into decision_kinds (organisation, id, ${names(SHARED)}, text) select distinct organisation, kind_id, ${names(SHARED)}, lower(${joined(searched)}) from decisions`.execute(
    db,
  )
}

const names = (columns: readonly string[]) => sql.join(columns.map((name) => sql.ref(name)))

const joined = (columns: readonly string[]) =>
  sql.join(
    columns.map((name) => sql.ref(name)),
    sql.raw(" || E'\\n' || "),
  )
