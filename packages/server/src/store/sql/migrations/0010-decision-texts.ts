/** What is searched of decisions, each text once: a search looks through few texts, and finds their decisions by an index. */
import { sql } from 'kysely'
import type { Migration, Schema } from '../migration.ts'

export const decisionTexts: Migration = {
  name: '0010-decision-texts',
  async up(schema) {
    // A SQLite database has its index in a file of its own.
    if (schema.kind === 'sqlite') return
    // Millions of rows take longer than a statement of every day may.
    await sql`set local statement_timeout = 0`.execute(schema.db)
    await addTexts(schema)
    await sql`update decisions set text_id = left(encode(sha256(convert_to(lower(${joined}), 'UTF8')), 'hex'), 16)`.execute(
      schema.db,
    )
    await sql`insert into decision_texts (organisation, id, text) select distinct organisation, text_id, lower(${joined}) from decisions`.execute(
      schema.db,
    )
    await indexTexts(schema)
  },
}

const joined = sql.join(
  ['tool', 'target', 'code', 'rule', 'withheld_by'].map((name) => sql.ref(name)),
  sql.raw(" || E'\\n' || "),
)

/** Without what fills it. */
export async function addTexts({ db, table, text }: Schema): Promise<void> {
  await db.schema
    .alterTable('decisions')
    .addColumn('text_id', text, (column) => column.notNull().defaultTo(''))
    .execute()
  await table('decision_texts')
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('text', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('decision_texts_pk', ['organisation', 'id'])
    .execute()
}

/** After what fills it. */
export async function indexTexts({ db }: Schema): Promise<void> {
  await db.schema
    .createIndex('decisions_text')
    .on('decisions')
    .columns(['organisation', 'text_id', 'at', 'id'])
    .execute()
}
