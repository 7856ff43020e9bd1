/** Keys of the digests of arguments, by month, sealed: gateways of one database have the same ones. */
import type { Migration } from '../migration.ts'

export const factKeys: Migration = {
  name: '0021-fact-keys',
  async up({ table, text }) {
    await table('fact_keys')
      .addColumn('month', text, (column) => column.primaryKey())
      .addColumn('sealed', text, (column) => column.notNull())
      .execute()
  },
}
