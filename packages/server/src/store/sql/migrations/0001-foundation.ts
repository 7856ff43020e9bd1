/** Organisations, the change log, and the numbers that every writer raises. */
import type { Migration } from '../migration.ts'

export const foundation: Migration = {
  name: '0001-foundation',
  async up({ db, table, text, whole }) {
    await table('organisations')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('label', text, (column) => column.notNull())
      .addColumn('baseline', text)
      .addColumn('settings', text, (column) => column.notNull())
      .addColumn('revision', whole, (column) => column.notNull())
      .addColumn('created', whole, (column) => column.notNull())
      .execute()
    await table('change_heads')
      .addColumn('organisation', text, (column) => column.primaryKey())
      .addColumn('seq', whole, (column) => column.notNull())
      .addColumn('hash', text, (column) => column.notNull())
      .execute()
    await table('changes')
      .addColumn('organisation', text, (column) => column.notNull())
      .addColumn('seq', whole, (column) => column.notNull())
      .addColumn('at', whole, (column) => column.notNull())
      .addColumn('actor_kind', text, (column) => column.notNull())
      .addColumn('actor', text, (column) => column.notNull())
      .addColumn('actor_name', text, (column) => column.notNull())
      .addColumn('action', text, (column) => column.notNull())
      .addColumn('object_kind', text, (column) => column.notNull())
      .addColumn('object', text, (column) => column.notNull())
      .addColumn('detail', text, (column) => column.notNull())
      .addColumn('previous', text, (column) => column.notNull())
      .addColumn('hash', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('changes_pk', ['organisation', 'seq'])
      .execute()
    await table('epoch')
      .addColumn('id', whole, (column) => column.primaryKey())
      .addColumn('directory', whole, (column) => column.notNull())
      .addColumn('restored', whole, (column) => column.notNull())
      .execute()
    await db.schema.createIndex('changes_at').on('changes').columns(['organisation', 'at']).execute()
  },
}
