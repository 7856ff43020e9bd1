/** Grants: tokens, what they reach, what holds for a while, and what people may take by consent. */
import type { Migration, Schema } from '../migration.ts'

export const grants: Migration = {
  name: '0004-grants',
  async up(schema) {
    await grantRows(schema)
    await proofs(schema)
    await templates(schema)
  },
}

async function grantRows({ db, table, text, whole }: Schema): Promise<void> {
  await table('grants')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('label', text, (column) => column.notNull())
    .addColumn('owner', text)
    .addColumn('tags', text, (column) => column.notNull())
    .addColumn('addresses', text, (column) => column.notNull())
    .addColumn('expires', whole)
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('state_reason', text, (column) => column.notNull())
    .addColumn('template', text, (column) => column.notNull())
    .addColumn('created', whole, (column) => column.notNull())
    .addColumn('created_by', text, (column) => column.notNull())
    .addColumn('used', whole)
    .addColumn('revision', whole, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('grants_of').on('grants').columns(['organisation', 'id']).execute()
  await db.schema.createIndex('grants_template').on('grants').columns(['template', 'owner']).execute()
}

async function proofs({ db, table, text, whole }: Schema): Promise<void> {
  await table('grant_tokens')
    .addColumn('digest', text, (column) => column.primaryKey())
    .addColumn('grant_id', text, (column) => column.notNull())
    .addColumn('hint', text, (column) => column.notNull())
    .addColumn('created', whole, (column) => column.notNull())
    .addColumn('expires', whole)
    .execute()
  await db.schema.createIndex('grant_tokens_of').on('grant_tokens').column('grant_id').execute()
  await table('grant_reaches')
    .addColumn('holder', text, (column) => column.notNull())
    .addColumn('server', text, (column) => column.notNull())
    .addColumn('policy', text)
    .addColumn('shadow', text)
    .addPrimaryKeyConstraint('grant_reaches_pk', ['holder', 'server'])
    .execute()
  await db.schema.createIndex('grant_reaches_server').on('grant_reaches').column('server').execute()
  await db.schema.createIndex('grant_reaches_policy').on('grant_reaches').column('policy').execute()
  await table('grant_raises')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('grant_id', text, (column) => column.notNull())
    .addColumn('server', text, (column) => column.notNull())
    .addColumn('policy', text, (column) => column.notNull())
    .addColumn('reason', text, (column) => column.notNull())
    .addColumn('created', whole, (column) => column.notNull())
    .addColumn('created_by', text, (column) => column.notNull())
    .addColumn('until', whole, (column) => column.notNull())
    .addColumn('ended', whole)
    .execute()
  await db.schema.createIndex('grant_raises_of').on('grant_raises').column('grant_id').execute()
  await db.schema.createIndex('grant_raises_until').on('grant_raises').columns(['ended', 'until']).execute()
}

async function templates({ db, table, text, whole }: Schema): Promise<void> {
  await table('grant_templates')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('label', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('tags', text, (column) => column.notNull())
    .addColumn('addresses', text, (column) => column.notNull())
    .addColumn('created', whole, (column) => column.notNull())
    .addColumn('created_by', text, (column) => column.notNull())
    .addColumn('revision', whole, (column) => column.notNull())
    .addUniqueConstraint('grant_templates_label', ['organisation', 'label'])
    .execute()
  await db.schema
    .createIndex('grant_templates_account')
    .on('grant_templates')
    .columns(['organisation', 'account'])
    .execute()
}
