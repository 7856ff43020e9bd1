/** Answers to changes that may be asked for twice. */
import type { Migration } from '../migration.ts'

export const api: Migration = {
  name: '0008-api',
  async up({ db, table, text, whole }) {
    await table('idempotency')
      .addColumn('actor', text, (column) => column.notNull())
      .addColumn('key', text, (column) => column.notNull())
      .addColumn('request', text, (column) => column.notNull())
      .addColumn('at', whole, (column) => column.notNull())
      .addColumn('status', whole, (column) => column.notNull())
      .addColumn('headers', text, (column) => column.notNull())
      .addColumn('body', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('idempotency_pk', ['actor', 'key'])
      .execute()
    await db.schema.createIndex('idempotency_at').on('idempotency').column('at').execute()
  },
}
