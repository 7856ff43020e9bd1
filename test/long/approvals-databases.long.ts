/** The contract of approvals over every database that is there, and long histories over each. */
import { approvalsOver } from '../../packages/server/src/compose/approvals.contract.ts'
import { DATABASES } from '../../packages/server/src/store/sql/testing/databases.contract.ts'

const RUNS = { SQLite: 500, PGlite: 40, PostgreSQL: 100 } as const

for (const database of DATABASES) {
  if (database.skipped === undefined) approvalsOver(database, RUNS[database.name as keyof typeof RUNS])
}
