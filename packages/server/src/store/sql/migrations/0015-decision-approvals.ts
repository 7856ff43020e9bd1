/** The questions to people, with the decisions that they were about. */
import type { Migration, Schema } from '../migration.ts'

export const decisionApprovals: Migration = {
  name: '0015-decision-approvals',
  async up(schema) {
    // A SQLite database has its index in a file of its own.
    if (schema.kind === 'postgres') await addApprovals(schema)
  },
}

/** Columns for the question, and what finds its decisions: nothing was asked before there were such columns. */
export async function addApprovals({ db, text, whole }: Schema): Promise<void> {
  await db.schema.alterTable('decisions').addColumn('approval', text).execute()
  await db.schema
    .alterTable('decisions')
    .addColumn('approval_state', text, (column) => column.notNull().defaultTo(''))
    .execute()
  await db.schema
    .alterTable('decisions')
    .addColumn('approval_narrowed', whole, (column) => column.notNull().defaultTo(0))
    .execute()
  // Few decisions have one: the others stand in no row of it.
  await db.schema
    .createIndex('decisions_approval')
    .on('decisions')
    .columns(['organisation', 'approval', 'at', 'id'])
    .where('approval' as never, 'is not', null)
    .execute()
}
