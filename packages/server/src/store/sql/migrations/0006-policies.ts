/** Policies, their versions, and drafts. */
import type { Migration } from '../migration.ts'

export const policies: Migration = {
  name: '0006-policies',
  async up({ table, text, whole }) {
    await table('policies')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('organisation', text, (column) => column.notNull())
      .addColumn('name', text)
      .addColumn('known_as', text, (column) => column.notNull())
      .addColumn('description', text, (column) => column.notNull())
      .addColumn('version', whole, (column) => column.notNull())
      .addColumn('revision', whole, (column) => column.notNull())
      .addColumn('created', whole, (column) => column.notNull())
      .addUniqueConstraint('policies_name', ['organisation', 'name'])
      .execute()
    await table('policy_versions')
      .addColumn('policy', text, (column) => column.notNull())
      .addColumn('number', whole, (column) => column.notNull())
      .addColumn('text', text, (column) => column.notNull())
      .addColumn('digest', text, (column) => column.notNull())
      .addColumn('author_kind', text, (column) => column.notNull())
      .addColumn('author', text, (column) => column.notNull())
      .addColumn('author_name', text, (column) => column.notNull())
      .addColumn('reason', text, (column) => column.notNull())
      .addColumn('restores', whole)
      .addColumn('created', whole, (column) => column.notNull())
      .addPrimaryKeyConstraint('policy_versions_pk', ['policy', 'number'])
      .execute()
    await table('policy_drafts')
      .addColumn('policy', text, (column) => column.primaryKey())
      .addColumn('text', text, (column) => column.notNull())
      .addColumn('author_name', text, (column) => column.notNull())
      .addColumn('base', whole, (column) => column.notNull())
      .addColumn('saved', whole, (column) => column.notNull())
      .execute()
  },
}
