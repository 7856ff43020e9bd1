/** Organisations as rows. */
import type { Instant } from '@portcullis/engine'
import type { OrganisationTable } from '../../store/sql/tables/organisation.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { transact } from '../../store/sql/transaction.ts'
import { notFound, type Problem } from '../api/problem.ts'
import type { Context } from '../context.ts'

/** The organisation that every installation has, and to which the servers and grants of the operator's file belong. */
export const FIRST_ORGANISATION = 'local'

/** What is told of an organisation. */
export type OrganisationRow = Pick<OrganisationTable, 'id' | 'label' | 'revision' | 'created'>

/** Makes an organisation; false where it is there. */
export async function createOrganisation(
  tx: Transaction,
  { id, label }: { readonly id: string; readonly label: string },
  at: Instant,
): Promise<boolean> {
  const made = await tx
    .insertInto('organisations')
    .values({ id, label, baseline: null, settings: '{}', revision: 1, created: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}

/** Makes the first organisation where it is not there yet. */
export async function firstOrganisation(db: Database, at: Instant): Promise<void> {
  await transact(db, (tx) => createOrganisation(tx, { id: FIRST_ORGANISATION, label: 'This installation' }, at))
}

/** Organisations that the actor may see, by id, at most `limit` after that one. */
export async function visibleOrganisations(
  { control: { db }, actor }: Pick<Context, 'control' | 'actor'>,
  after: string | undefined,
  limit: number,
): Promise<readonly OrganisationRow[]> {
  const own = [...new Set(actor.memberships.map(({ organisation }) => organisation))]
  if (!actor.operator && own.length === 0) return []
  let query = db.selectFrom('organisations').select(['id', 'label', 'revision', 'created']).orderBy('id').limit(limit)
  if (after !== undefined) query = query.where('id', '>', after)
  if (!actor.operator) query = query.where('id', 'in', own)
  return query.execute()
}

/** Edits an organisation; `refuse` sees its revision before. */
export async function editRow(
  tx: Transaction,
  id: string,
  to: { readonly label?: string; readonly settings?: string },
  refuse: (revision: number) => Problem | undefined,
): Promise<OrganisationRow | Problem> {
  const row = await tx.selectFrom('organisations').select('revision').where('id', '=', id).executeTakeFirst()
  if (row === undefined) return notFound
  const refused = refuse(row.revision)
  if (refused !== undefined) return refused
  return tx
    .updateTable('organisations')
    .set({ ...to, revision: row.revision + 1 })
    .where('id', '=', id)
    .returning(['id', 'label', 'revision', 'created'])
    .executeTakeFirstOrThrow()
}
