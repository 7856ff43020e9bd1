/** What a text is looked for in: a few words of each decision, which thousands of decisions share. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { DecisionTable, DecisionTextTable } from '../../../store/sql/tables/audit.ts'
import type { Database, Transaction } from '../../../store/sql/tables.ts'
import { transact } from '../../../store/sql/transaction.ts'

/** The columns that are searched. */
export type Searched = Pick<DecisionTable, 'tool' | 'target' | 'code' | 'rule' | 'withheld_by'>

type Text = Omit<DecisionTextTable, 'organisation'>

const BETWEEN = '\n'
/** Digits of the digest: 64 bits, which tell a million texts apart but for one chance in 10^7. */
const DIGITS = 16

/** The text of a decision, and the name under which it is kept. */
export function textOf({ tool, target, code, rule, withheld_by }: Searched): Text {
  const text = [tool, target, code, rule, withheld_by].join(BETWEEN).toLowerCase()
  return { id: createHash('sha256').update(text).digest('hex').slice(0, DIGITS), text }
}

/** Texts of one statement, which takes no more than 900 values. */
const AT_ONCE = 200

/** Keeps texts that are not kept yet. */
export async function keepTexts(tx: Transaction, organisation: string, texts: Iterable<Text>): Promise<void> {
  const unique = [...new Map([...texts].map((text) => [text.id, text])).values()]
  // In one order, so that two writers of one database never wait for each other.
  unique.sort((one, other) => (one.id < other.id ? -1 : 1))
  for (let from = 0; from < unique.length; from += AT_ONCE) {
    const rows = unique.slice(from, from + AT_ONCE).map((text) => ({ organisation, ...text }))
    await tx
      .insertInto('decision_texts')
      .values(rows)
      // What is there is locked and left: nobody drops it before this transaction has ended.
      .onConflict((conflict) =>
        conflict.columns(['organisation', 'id']).doUpdateSet({ text: '' }).where(sql<boolean>`1 = 0`),
      )
      .execute()
  }
}

/** Gives calls whose end changed what is searched of them their new texts. */
export async function moveTexts(tx: Transaction, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const rows = await tx
      .selectFrom('decisions')
      .select(['organisation', 'tool', 'target', 'code', 'rule', 'withheld_by'])
      .where('id', '=', id)
      .execute()
    for (const { organisation, ...row } of rows) {
      const text = textOf(row)
      await keepTexts(tx, organisation, [text])
      const moved = tx.updateTable('decisions').set({ text_id: text.id })
      await moved.where('organisation', '=', organisation).where('id', '=', id).execute()
    }
  }
}

/** Drops those of some texts of which no decision is left. */
export async function dropTexts(db: Database, organisation: string, ids: readonly string[]): Promise<void> {
  for (const id of await unused(db, organisation, ids)) {
    await transact(db, async (tx) => {
      const kept = tx.updateTable('decision_texts').where('organisation', '=', organisation).where('id', '=', id)
      // Locked first: whoever is writing a decision with this text has ended before it is asked whether there is one.
      await kept.set(({ ref }) => ({ text: ref('text') })).execute()
      if ((await unused(tx, organisation, [id])).length === 0) return
      await tx.deleteFrom('decision_texts').where('organisation', '=', organisation).where('id', '=', id).execute()
    })
  }
}

async function unused(db: Database, organisation: string, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return []
  const used = await db
    .selectFrom('decision_texts')
    .select('id')
    .where('organisation', '=', organisation)
    .where('id', 'in', ids)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('decisions')
          .select('decisions.id')
          .whereRef('decisions.organisation', '=', 'decision_texts.organisation')
          .whereRef('decisions.text_id', '=', 'decision_texts.id'),
      ),
    )
    .execute()
  const there = new Set(used.map(({ id }) => id))
  return ids.filter((id) => !there.has(id))
}

/** Ids of texts that contain one, in any case; what it means to `like` is taken as it is. At most so many. */
export async function textsWith(
  db: Database,
  { organisation, wanted, most }: { readonly organisation: string; readonly wanted: string; readonly most: number },
): Promise<readonly string[]> {
  if (wanted.includes(BETWEEN)) return []
  const rows = await textsContaining(db, organisation, wanted).limit(most).execute()
  return rows.map(({ id }) => id)
}

/** The same as a part of another query. */
export const textsContaining = (db: Pick<Database, 'selectFrom'>, organisation: string, wanted: string) =>
  db
    .selectFrom('decision_texts')
    .select('id')
    .where('organisation', '=', organisation)
    .where(sql<boolean>`text like ${patternOf(wanted)} escape '\\'`)

const patternOf = (wanted: string): string => `%${wanted.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
