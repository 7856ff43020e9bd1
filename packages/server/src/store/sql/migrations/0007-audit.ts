/** Webhooks; and the index of decisions, where it is in the same database. */
import type { Migration, Schema } from '../migration.ts'

export const audit: Migration = {
  name: '0007-audit',
  async up(schema) {
    const { db, table, text, whole } = schema
    // A SQLite database has a file of its own for what is written with every call.
    if (schema.kind === 'postgres') await createIndex(schema)
    await table('webhooks')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('organisation', text, (column) => column.notNull())
      .addColumn('label', text, (column) => column.notNull())
      .addColumn('url', text, (column) => column.notNull())
      .addColumn('events', text, (column) => column.notNull())
      .addColumn('sealed', text, (column) => column.notNull())
      .addColumn('active', whole, (column) => column.notNull())
      .addColumn('revision', whole, (column) => column.notNull())
      .addColumn('created', whole, (column) => column.notNull())
      .addColumn('created_by', text, (column) => column.notNull())
      .execute()
    await table('webhook_deliveries')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('organisation', text, (column) => column.notNull())
      .addColumn('webhook', text, (column) => column.notNull())
      .addColumn('body', text, (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('attempts', whole, (column) => column.notNull())
      .addColumn('due', whole, (column) => column.notNull())
      .addColumn('status', whole, (column) => column.notNull())
      .addColumn('failure', text, (column) => column.notNull())
      .addColumn('created', whole, (column) => column.notNull())
      .execute()
    await table('webhook_places')
      .addColumn('organisation', text, (column) => column.primaryKey())
      .addColumn('change_seq', whole, (column) => column.notNull())
      .execute()
    await db.schema.createIndex('webhooks_of').on('webhooks').columns(['organisation', 'id']).execute()
    await db.schema.createIndex('webhook_deliveries_due').on('webhook_deliveries').columns(['state', 'due']).execute()
    await db.schema.createIndex('webhook_deliveries_of').on('webhook_deliveries').columns(['webhook', 'id']).execute()
  },
}

const TEXTS = [
  ...['grant_id', 'server', 'method', 'tool', 'target', 'effect', 'code', 'rule', 'policy', 'policy_version'],
  ...['category', 'risk', 'outcome', 'withheld_by', 'shadow', 'line'],
]
const FIGURES = ['micros', 'upstream_micros', 'own_micros', 'redacted', 'warned', 'count']

/** The index of decisions as it was made first. */
export async function createIndex({ db, table, text, whole }: Schema): Promise<void> {
  let decisions = table('decisions')
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
  for (const name of TEXTS) decisions = decisions.addColumn(name, text, (column) => column.notNull())
  for (const name of FIGURES) decisions = decisions.addColumn(name, whole, (column) => column.notNull())
  await decisions.addPrimaryKeyConstraint('decisions_pk', ['organisation', 'id']).execute()
  await table('decision_hours')
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('hour', whole, (column) => column.notNull())
    .addColumn('server', text, (column) => column.notNull())
    .addColumn('tool', text, (column) => column.notNull())
    .addColumn('effect', text, (column) => column.notNull())
    .addColumn('code', text, (column) => column.notNull())
    .addColumn('count', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('decision_hours_pk', ['organisation', 'hour', 'server', 'tool', 'effect', 'code'])
    .execute()
  await table('audit_notices')
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('hour', whole, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('reason', text, (column) => column.notNull())
    .addColumn('count', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_notices_pk', ['organisation', 'hour', 'kind', 'reason'])
    .execute()
  await table('log_places')
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('writer', text, (column) => column.notNull())
    .addColumn('file', text, (column) => column.notNull())
    .addColumn('offset', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('log_places_pk', ['organisation', 'writer'])
    .execute()
  // Every list is read in the order of time, narrowed to one of these or to nothing.
  for (const [name, columns] of INDEXES)
    await db.schema
      .createIndex(name)
      .on('decisions')
      .columns([...columns])
      .execute()
}

const INDEXES = [
  ['decisions_at', ['organisation', 'at', 'id']],
  ['decisions_grant', ['organisation', 'grant_id', 'at', 'id']],
  ['decisions_tool', ['organisation', 'server', 'tool', 'at', 'id']],
  ['decisions_effect', ['organisation', 'effect', 'code', 'at', 'id']],
] as const
