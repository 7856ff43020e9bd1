import { DATABASES } from '../store/sql/testing/databases.contract.ts'
import { approvalsOver } from './approvals.contract.ts'

// The others take longer to start than all of this takes over SQLite: test/long asks them.
for (const database of DATABASES) if (database.name === 'SQLite') approvalsOver(database, 10)
