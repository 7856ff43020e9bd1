/** Questions to people. */
import type { Migration, Schema } from '../migration.ts'

export const approvals: Migration = {
  name: '0013-approvals',
  async up(schema) {
    await createQuestions(schema)
    await createAnswers(schema)
    await createPeople(schema)
    await schema.db.schema
      .alterTable('webhooks')
      .addColumn('form', schema.text, (column) => column.notNull().defaultTo('signed'))
      .execute()
  },
}

const TEXTS = [
  ...['organisation', 'grant_id', 'grant_label', 'owner', 'server', 'server_slug', 'tool', 'category', 'risk'],
  ...['binding', 'alike', 'call', 'rules', 'approvers', 'state', 'reason', 'narrowed_by', 'acknowledged_by', 'told'],
]
const FIGURES = [...['quorum', 'four_eyes', 'serves', 'uses', 'uses_left', 'opened', 'expires', 'moved']]

async function createQuestions({ db, table, text, whole }: Schema): Promise<void> {
  let questions = table('approvals').addColumn('id', text, (column) => column.primaryKey())
  for (const name of TEXTS) questions = questions.addColumn(name, text, (column) => column.notNull())
  for (const name of FIGURES) questions = questions.addColumn(name, whole, (column) => column.notNull())
  for (const name of ['params', 'narrowed', 'definition']) questions = questions.addColumn(name, text)
  await questions.execute()
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on('approvals').columns(columns).execute()
  await index('approvals_of', ['organisation', 'id'])
  await index('approvals_asked', ['organisation', 'grant_id', 'opened'])
  await index('approvals_standing', ['state', 'expires'])
  await index('approvals_moved', ['organisation', 'moved'])
  await index('approvals_told', ['told', 'opened'])
}

async function createAnswers({ db, table, text, whole }: Schema): Promise<void> {
  await table('approval_verdicts')
    .addColumn('approval', text, (column) => column.notNull())
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('stands_for', text, (column) => column.notNull())
    .addColumn('verdict', text, (column) => column.notNull())
    .addColumn('reason', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('approval_verdicts_key', ['approval', 'account'])
    .addUniqueConstraint('approval_verdicts_once', ['approval', 'stands_for'])
    .execute()
  await table('approval_uses')
    .addColumn('approval', text, (column) => column.notNull())
    .addColumn('call', text, (column) => column.notNull())
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('binding', text, (column) => column.notNull())
    .addColumn('folder', text, (column) => column.notNull())
    .addColumn('epoch', whole, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('outcome', text, (column) => column.notNull())
    .addColumn('result', text)
    .addColumn('result_until', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('approval_uses_key', ['approval', 'call'])
    .execute()
  await db.schema.createIndex('approval_uses_kept').on('approval_uses').columns(['result_until']).execute()
}

async function createPeople({ db, table, text, whole }: Schema): Promise<void> {
  await table('gateway_pulses')
    .addColumn('folder', text, (column) => column.primaryKey())
    .addColumn('epoch', whole, (column) => column.notNull())
    .addColumn('seen', whole, (column) => column.notNull())
    .execute()
  await table('approval_askers')
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('grant_id', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('approval_askers_key', ['organisation', 'grant_id'])
    .execute()
  await table('approval_delegations')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('from_account', text, (column) => column.notNull())
    .addColumn('to_account', text, (column) => column.notNull())
    .addColumn('until', whole, (column) => column.notNull())
    .addColumn('reason', text, (column) => column.notNull())
    .addColumn('created', whole, (column) => column.notNull())
    .addColumn('created_by', text, (column) => column.notNull())
    .addColumn('ended', whole)
    .execute()
  await db.schema
    .createIndex('approval_delegations_of')
    .on('approval_delegations')
    .columns(['organisation', 'to_account'])
    .execute()
  await table('approval_teams')
    .addColumn('organisation', text, (column) => column.notNull())
    .addColumn('team', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('approval_teams_key', ['organisation', 'team', 'account'])
    .execute()
}
