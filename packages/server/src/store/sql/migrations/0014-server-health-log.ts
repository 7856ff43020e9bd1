/** When servers stopped to answer, and when they did again. */
import type { Migration } from '../migration.ts'

export const serverHealthLog: Migration = {
  name: '0014-server-health-log',
  async up({ table, text, whole }) {
    await table('server_health_log')
      .addColumn('server', text, (column) => column.notNull())
      .addColumn('at', whole, (column) => column.notNull())
      .addColumn('problem', text)
      .addPrimaryKeyConstraint('server_health_log_pk', ['server', 'at'])
      .execute()
  },
}
