/** Kinds of decisions: what thousands of them share is kept once, and is what most filters and a search look through. */
import { hash } from 'node:crypto'
import { type Expression, type SqlBool, sql } from 'kysely'
import { alone, speaksPostgres } from '../../../store/sql/decision-months.ts'
import type { DecisionKindTable, DecisionTable } from '../../../store/sql/tables/audit.ts'
import type { Database, Transaction } from '../../../store/sql/tables.ts'
import { transact } from '../../../store/sql/transaction.ts'
import { portions, rowsInJson } from './rows.ts'

/** The columns that decisions of a kind share, in the order of its digest. */
export const SHARED = [
  ...(['server', 'method', 'tool', 'target', 'effect', 'code', 'rule', 'policy', 'category', 'risk'] as const),
  'withheld_by',
] as const

/** What makes a kind. */
export type Shared = Pick<DecisionTable, (typeof SHARED)[number]>

/** A kind, of whatever organisation. */
export type Kind = Omit<DecisionKindTable, 'organisation'>

const BETWEEN = '\n'
/** Digits of the digest: 128 bits, so that nobody can choose names that hide one kind behind another. */
const DIGITS = 32

/** The kind of a decision, and the name under which it is kept. */
export function kindOf(row: Shared): Kind {
  const { server, method, tool, target, effect, code, rule, policy, category, risk, withheld_by } = row
  const whole = SHARED.map((name) => row[name]).join(BETWEEN)
  return {
    id: hash('sha256', whole, 'hex').slice(0, DIGITS),
    ...{ server, method, tool, target, effect, code, rule, policy, category, risk, withheld_by },
    text: [tool, target, code, rule, withheld_by].join(BETWEEN).toLowerCase(),
  }
}

/** Keeps kinds that are not kept yet. Nobody drops one meanwhile: on PostgreSQL the transaction holds decisions. */
export async function keepKinds(tx: Transaction, organisation: string, kinds: Iterable<Kind>): Promise<void> {
  const unique = [...new Map([...kinds].map((kind) => [kind.id, kind])).values()]
  // In one order, so that two writers of one database never wait for each other.
  unique.sort((one, other) => (one.id < other.id ? -1 : 1))
  const rows = unique.map((kind) => ({ organisation, ...kind }))
  if (speaksPostgres(tx)) {
    await sql`insert into decision_kinds ${rowsInJson('decision_kinds', rows)} on conflict do nothing`.execute(tx)
    return
  }
  for (const some of portions(rows))
    await tx
      .insertInto('decision_kinds')
      .values([...some])
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

/** Drops those of some kinds of which no decision is left. */
export async function dropKinds(db: Database, organisation: string, ids: readonly string[]): Promise<void> {
  const candidates = await unused(db, organisation, ids)
  if (candidates.length === 0) return
  await transact(db, async (tx) => {
    // Whoever is writing a decision of such a kind has ended before it is asked again.
    if (speaksPostgres(tx)) await alone(tx)
    const gone = await unused(tx, organisation, candidates)
    if (gone.length === 0) return
    await tx.deleteFrom('decision_kinds').where('organisation', '=', organisation).where('id', 'in', gone).execute()
  })
}

/** Drops all kinds of which no decision is left, a portion at a time. */
export async function sweepKinds(db: Database, organisation: string): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('decision_kinds')
      .select('id')
      .where('organisation', '=', organisation)
      .where('id', '>', after)
      .orderBy('id')
      .limit(SWEPT)
      .execute()
    await dropKinds(
      db,
      organisation,
      rows.map(({ id }) => id),
    )
    const last = rows.at(-1)
    if (last === undefined || rows.length < SWEPT) return
    after = last.id
  }
}

const SWEPT = 500

async function unused(db: Database, organisation: string, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return []
  const used = await db
    .selectFrom('decision_kinds')
    .select('id')
    .where('organisation', '=', organisation)
    .where('id', 'in', ids)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('decisions')
          .select('decisions.id')
          .whereRef('decisions.organisation', '=', 'decision_kinds.organisation')
          .whereRef('decisions.kind_id', '=', 'decision_kinds.id'),
      ),
    )
    .execute()
  const there = new Set(used.map(({ id }) => id))
  return ids.filter((id) => !there.has(id))
}

/** Kinds that fulfil all conditions, as a part of another query. */
export const kindsWith = (
  db: Pick<Database, 'selectFrom'>,
  organisation: string,
  conditions: readonly Expression<SqlBool>[],
) =>
  conditions.reduce(
    (query, condition) => query.where(condition),
    db.selectFrom('decision_kinds').select('id').where('organisation', '=', organisation),
  )

/** That the text contains one, in any case; what it means to `like` is taken as it is. */
export const contains = (wanted: string): Expression<SqlBool> =>
  wanted.includes(BETWEEN) ? sql<SqlBool>`1 = 0` : sql<SqlBool>`text like ${patternOf(wanted)} escape '\\'`

const patternOf = (wanted: string): string => `%${wanted.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
