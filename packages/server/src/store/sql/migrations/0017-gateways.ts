/** Gateways that share the database: who runs, which keys they have, and who does what only one of them does at a time. */
import type { Migration } from '../migration.ts'

export const gateways: Migration = {
  name: '0017-gateways',
  async up({ table, text, whole }) {
    await table('gateways')
      .addColumn('name', text, (column) => column.primaryKey())
      .addColumn('folder', text, (column) => column.notNull())
      .addColumn('epoch', whole, (column) => column.notNull())
      .addColumn('address', text)
      .addColumn('started', whole, (column) => column.notNull())
      .addColumn('heard', whole, (column) => column.notNull())
      .addColumn('patience', whole, (column) => column.notNull())
      .addColumn('version', text, (column) => column.notNull())
      .addColumn('zones', text, (column) => column.notNull())
      .addColumn('confirmed', whole, (column) => column.notNull())
      .execute()
    await table('key_checks')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('installation', text, (column) => column.notNull())
      .addColumn('sealed', text, (column) => column.notNull())
      .execute()
    await table('round_leases')
      .addColumn('round', text, (column) => column.primaryKey())
      .addColumn('holder', text, (column) => column.notNull())
      .addColumn('until', whole, (column) => column.notNull())
      .execute()
  },
}
