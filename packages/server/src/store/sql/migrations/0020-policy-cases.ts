/** Cases beside policies. */
import type { Migration } from '../migration.ts'

export const policyCases: Migration = {
  name: '0020-policy-cases',
  async up({ table, text, whole }) {
    await table('policy_cases')
      .addColumn('policy', text, (column) => column.primaryKey())
      .addColumn('text', text, (column) => column.notNull())
      .addColumn('author_name', text, (column) => column.notNull())
      .addColumn('revision', whole, (column) => column.notNull())
      .addColumn('saved', whole, (column) => column.notNull())
      .execute()
  },
}
