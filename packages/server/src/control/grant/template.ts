/** Templates: what a member may turn into a grant of their own by giving consent to a client. */
import type { GrantTemplateTable } from '../../store/sql/tables/grants.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { unlessChanged } from '../api/etag.ts'
import { isProblem, notFound, type Problem, wrongField } from '../api/problem.ts'
import { type Changing, mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import { forgetTokens } from './change-state.ts'
import { reachProblem } from './find-grant.ts'
import type { WishedServers } from './grant.ts'
import { resolveOwner } from './owner.ts'
import { reachDetail, reachesOf, resolveReaches, writeReaches } from './reaches.ts'

/** What is asked for. */
export interface TemplateWish {
  readonly label: string
  /** Id or address; null: every member. */
  readonly member: string | null
  readonly servers: WishedServers
  readonly tags: Readonly<Record<string, string>>
  readonly addresses: readonly string[]
}

/** The template of an organisation; a problem where there is none. */
export async function findTemplate(
  db: Database | Transaction,
  organisation: string,
  id: string,
): Promise<GrantTemplateTable | Problem> {
  const row = await db
    .selectFrom('grant_templates')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? notFound
}

/** Makes a template. */
export async function createTemplate(context: Context, wish: TemplateWish): Promise<GrantTemplateTable | Problem> {
  const { organisation, at, actor } = context
  const id = newId('tpl', at)
  const change = { action: 'grant_template.create', object: { kind: 'grant_template', id } }
  return mutate(context, change, async (tx, changing) => {
    const base = { id, organisation, created: at, created_by: actor.name, revision: 1 }
    const row = await rowOf(tx, context, base, wish)
    if (isProblem(row)) return row
    await tx.insertInto('grant_templates').values(row).execute()
    const refused = await reachTo(tx, context, { id, servers: wish.servers, changing })
    return refused ?? row
  })
}

/** What is changed; what is left out stays. */
export type TemplateEdit = { readonly [Key in keyof TemplateWish]?: TemplateWish[Key] | undefined }

/** Edits a template: its grants follow at once. */
export async function editTemplate(
  context: Context,
  id: string,
  edit: TemplateEdit,
): Promise<GrantTemplateTable | Problem> {
  const change = { action: 'grant_template.edit', object: { kind: 'grant_template', id } }
  return mutate(context, change, async (tx, changing) => {
    const before = await editable(tx, context, id)
    if (isProblem(before)) return before
    const stale = unlessChanged(context.expected, before.revision)
    if (stale !== undefined) return stale
    const row = await rowOf(tx, context, { ...before, revision: before.revision + 1 }, edited(before, edit))
    if (isProblem(row)) return row
    return (await write(tx, context, { before, row, servers: edit.servers, changing })) ?? row
  })
}

function edited(before: GrantTemplateTable, edit: TemplateEdit): Omit<TemplateWish, 'servers'> {
  return {
    label: edit.label ?? before.label,
    tags: edit.tags ?? JSON.parse(before.tags),
    addresses: edit.addresses ?? JSON.parse(before.addresses),
    member: edit.member === undefined ? before.account || null : edit.member,
  }
}

interface EditedTemplate {
  readonly before: GrantTemplateTable
  readonly row: GrantTemplateTable
  readonly servers: WishedServers | undefined
  readonly changing: Changing
}

async function write(
  tx: Transaction,
  context: Context,
  { before, row, servers, changing }: EditedTemplate,
): Promise<Problem | undefined> {
  const { id, account } = row
  await tx.updateTable('grant_templates').set(row).where('id', '=', id).execute()
  const refused = servers && (await reachTo(tx, context, { id, servers, changing }))
  if (refused !== undefined) return refused
  if (before.account !== account && account !== '') await revokeGrants(tx, changing, id, account)
  changing.touch('grants', ...(await grantsOf(tx, context.organisation, id)))
  return undefined
}

/** Deletes a template, and revokes the grants that came of it. */
export async function deleteTemplate(context: Context, id: string): Promise<Problem | undefined> {
  const { expected } = context
  const change = { action: 'grant_template.delete', object: { kind: 'grant_template', id } }
  return mutate(context, change, async (tx, changing) => {
    const before = await editable(tx, context, id)
    if (isProblem(before)) return before
    const stale = unlessChanged(expected, before.revision)
    if (stale !== undefined) return stale
    await revokeGrants(tx, changing, id)
    await tx.deleteFrom('grant_reaches').where('holder', '=', id).execute()
    await tx.deleteFrom('grant_templates').where('id', '=', id).execute()
    return undefined
  })
}

async function editable(tx: Transaction, context: Context, id: string): Promise<GrantTemplateTable | Problem> {
  const found = await findTemplate(tx, context.organisation, id)
  if (isProblem(found)) return found
  const reaches = (await reachesOf(tx, [id])).get(id) ?? []
  const servers = reaches.map(({ server }) => server)
  return reachProblem(context, 'grant.edit', servers) ?? found
}

async function rowOf(
  tx: Transaction,
  { organisation, actor }: Context,
  base: Pick<GrantTemplateTable, 'id' | 'organisation' | 'created' | 'created_by' | 'revision'>,
  { label, member, tags, addresses }: Omit<TemplateWish, 'servers'>,
): Promise<GrantTemplateTable | Problem> {
  const other = await tx
    .selectFrom('grant_templates')
    .select('id')
    .where('organisation', '=', organisation)
    .where('label', '=', label)
    .where('id', '!=', base.id)
    .executeTakeFirst()
  if (other !== undefined)
    return wrongField('/body/label', `The template ${other.id} is called so already.`, 'Choose another label.')
  const account = await resolveOwner(tx, organisation, actor, member)
  if (isProblem(account)) return { ...account, errors: (account.errors ?? []).map(asMember) }
  const { id, created, created_by, revision } = base
  return {
    id,
    organisation,
    label,
    account: account ?? '',
    tags: JSON.stringify(tags),
    addresses: JSON.stringify(addresses),
    created,
    created_by,
    revision,
  }
}

const asMember = <Field extends { readonly field: string }>(error: Field): Field => ({
  ...error,
  field: '/body/member',
})

interface Reaching {
  readonly id: string
  readonly servers: WishedServers
  readonly changing: Changing
}

async function reachTo(
  tx: Transaction,
  context: Context,
  { id, servers, changing }: Reaching,
): Promise<Problem | undefined> {
  const reaches = await resolveReaches(tx, context.organisation, servers)
  if (isProblem(reaches)) return reaches
  const ids = reaches.map(({ server }) => server)
  const refused = reachProblem(context, 'grant.edit', ids)
  if (refused !== undefined) return refused
  await writeReaches(tx, id, reaches)
  changing.note({ servers: reachDetail(reaches) })
  return undefined
}

async function grantsOf(tx: Transaction, organisation: string, template: string): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('grants')
    .select('id')
    .where('organisation', '=', organisation)
    .where('template', '=', template)
    .execute()
  return rows.map(({ id }) => id)
}

/** Revokes the grants of a template, but those of one account. */
async function revokeGrants(tx: Transaction, changing: Changing, template: string, but = ''): Promise<void> {
  const rows = await tx
    .updateTable('grants')
    .set((row) => ({
      state: 'revoked',
      state_reason: 'Its template is not for this member any more.',
      revision: row('revision', '+', 1),
    }))
    .where('template', '=', template)
    .where('state', '!=', 'revoked')
    .where('owner', '!=', but)
    .returning('id')
    .execute()
  const ids = rows.map(({ id }) => id)
  await forgetTokens(tx, ids)
  changing.note({ revoked: ids.length })
  changing.touch('grants', ...ids)
}
