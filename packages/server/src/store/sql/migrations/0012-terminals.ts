/** Log-ins of command lines, and by how many factors a session was opened. */
import { sql } from 'kysely'
import type { Migration } from '../migration.ts'

export const terminals: Migration = {
  name: '0012-terminals',
  async up({ db, table, text, whole }) {
    await db.schema
      .alterTable('sessions')
      .addColumn('kind', text, (column) => column.notNull().defaultTo('browser'))
      .execute()
    await db.schema
      .alterTable('sessions')
      .addColumn('factors', whole, (column) => column.notNull().defaultTo(1))
      .execute()
    await sql`update sessions set factors = 2
      where organisation = '' and account in (select id from accounts where code_confirmed = 1)`.execute(db)
    await table('terminal_log_ins')
      .addColumn('digest', text, (column) => column.primaryKey())
      .addColumn('code', text, (column) => column.notNull().unique())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('host', text, (column) => column.notNull())
      .addColumn('address', text, (column) => column.notNull())
      .addColumn('account', text, (column) => column.notNull())
      .addColumn('organisation', text, (column) => column.notNull())
      .addColumn('factors', whole, (column) => column.notNull())
      .addColumn('authenticated', whole, (column) => column.notNull())
      .addColumn('asked', whole, (column) => column.notNull())
      .addColumn('created', whole, (column) => column.notNull())
      .addColumn('expires', whole, (column) => column.notNull())
      .execute()
    await db.schema.createIndex('terminal_log_ins_expires').on('terminal_log_ins').column('expires').execute()
  },
}
