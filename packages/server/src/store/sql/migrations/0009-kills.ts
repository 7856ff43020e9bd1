/** What is stopped. */
import type { Migration } from '../migration.ts'

export const kills: Migration = {
  name: '0009-kills',
  async up({ table, text, whole }) {
    await table('kills')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('organisation', text, (column) => column.notNull())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('server', text, (column) => column.notNull())
      .addColumn('grant_id', text, (column) => column.notNull())
      .addColumn('tool', text, (column) => column.notNull())
      .addColumn('reason', text, (column) => column.notNull())
      .addColumn('stopped_by', text, (column) => column.notNull())
      .addColumn('stopped', whole, (column) => column.notNull())
      .addUniqueConstraint('kills_once', ['organisation', 'kind', 'server', 'grant_id', 'tool'])
      .execute()
  },
}
