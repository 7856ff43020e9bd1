/** The index of decisions where it has a file of its own: its tables, and the steps of its schema. */
import { sql } from 'kysely'
import type { Migration } from '../migration.ts'
import { createIndex } from './0007-audit.ts'
import { addTexts, indexTexts } from './0010-decision-texts.ts'
import { addApprovals } from './0015-decision-approvals.ts'
import { replaceIndex } from './0016-decision-kinds.ts'

/** Tables of the index: made out of the logs, and part of no backup. */
export const INDEX_TABLES: readonly string[] = [
  'decisions',
  'decision_days',
  'decision_hours',
  'decision_totals',
  'decision_kinds',
  'decision_texts',
  'audit_notices',
  'log_places',
]

/** The schema of an index in a file of its own. */
export const INDEX_MIGRATIONS: readonly Migration[] = [
  { name: '0001-index', up: createIndex },
  {
    name: '0002-texts',
    async up(schema) {
      // It is filled anew out of the logs, which are beside it.
      for (const name of ['decisions', 'decision_hours', 'audit_notices', 'log_places'])
        await sql`delete from ${sql.table(name)}`.execute(schema.db)
      await addTexts(schema)
      await indexTexts(schema)
    },
  },
  { name: '0003-approvals', up: addApprovals },
  { name: '0004-kinds', up: replaceIndex },
]
