/** What is changed ends the questions that were asked under what it was before. */
import type { Instant } from '@portcullis/engine'
import type { Transaction } from '../../store/sql/tables.ts'
import type { Change, Touched } from '../change/mutate.ts'
import { supersedeRows } from './supersede.ts'

/** Changes of rows that no question is bound to. */
const HARMLESS: ReadonlySet<string> = new Set(['grant.rotate', 'kill.lift', 'organisation.create'])

/** A change, as far as it matters here. */
export interface TouchingChange {
  readonly organisation: string
  readonly change: Change
  readonly touched: Touched
  readonly at: Instant
}

/** Ends questions whose configuration, credential, policies, pins or grant were changed or stopped. @returns their ids */
export async function supersedeTouched(tx: Transaction, change: TouchingChange): Promise<readonly string[]> {
  const { organisation, at } = change
  const { action } = change.change
  if (HARMLESS.has(action) || !isTouching(change)) return []
  const waiting = await tx
    .selectFrom('approvals')
    .select('id')
    .where('organisation', '=', organisation)
    .where('state', 'in', ['pending', 'approved'])
    .limit(1)
    .executeTakeFirst()
  if (waiting === undefined) return []
  const ended: string[] = []
  for (const which of await reached(tx, change)) {
    ended.push(...(await supersedeRows(tx, { organisation, ...which }, reasonOf(action), at)))
  }
  return ended
}

/** Credentials are told to the gateway by themselves: no row of its directory is touched by them. */
const isCredential = (action: string): boolean => action.startsWith('credential.')

const isTouching = ({ change, touched }: TouchingChange): boolean =>
  isCredential(change.action) || Object.values(touched).some(({ size }) => size > 0)

interface Reached {
  readonly grant?: string
  readonly server?: string
  readonly tool?: string
  readonly owner?: string
}

const reasonOf = (action: string): string =>
  action.startsWith('kill.')
    ? 'It was stopped by hand.'
    : 'What it was bound to was changed: the server, its credential or tools, a policy, or the grant.'

/** What the questions are about that end; an empty one: all of the organisation. */
async function reached(
  tx: Transaction,
  { organisation, change, touched }: TouchingChange,
): Promise<readonly Reached[]> {
  // Which issuers are trusted is no part of what a question is bound to.
  if (touched.organisations.size > 0 && !change.action.startsWith('issuer.')) return [{}]
  const policies = [...touched.policies]
  return [
    ...(isCredential(change.action) ? [underCredential(change)] : []),
    ...[...touched.grants].map((grant) => ({ grant })),
    ...[...touched.servers].map((server) => ({ server })),
    ...(policies.length > 0 ? await underPolicies(tx, organisation, policies) : []),
    ...(touched.kills.size > 0 ? await stopped(tx, [...touched.kills]) : []),
  ]
}

/** Of everybody who uses the server, or of the one owner whose credential it is. */
function underCredential({ object, detail }: Change): Reached {
  const owner = detail?.['owner']
  return { server: object.id, ...(typeof owner === 'string' && owner !== '' && { owner }) }
}

async function underPolicies(
  tx: Transaction,
  organisation: string,
  policies: readonly string[],
): Promise<readonly Reached[]> {
  const baseline = await tx
    .selectFrom('organisations')
    .select('id')
    .where('id', '=', organisation)
    .where('baseline', 'in', policies)
    .executeTakeFirst()
  if (baseline !== undefined) return [{}]
  const servers = await tx
    .selectFrom('servers')
    .select('id')
    .where('organisation', '=', organisation)
    .where('baseline', 'in', policies)
    .execute()
  const grants = await tx
    .selectFrom('grant_reaches')
    .select(['holder', 'server'])
    .where('policy', 'in', policies)
    .execute()
  const raised = await tx
    .selectFrom('grant_raises')
    .select(['grant_id', 'server'])
    .where('policy', 'in', policies)
    .execute()
  return [
    ...servers.map(({ id }) => ({ server: id })),
    ...grants.map(({ holder, server }) => ({ grant: holder, server })),
    ...raised.map(({ grant_id: grant, server }) => ({ grant, server })),
  ]
}

async function stopped(tx: Transaction, kills: readonly string[]): Promise<readonly Reached[]> {
  const rows = await tx.selectFrom('kills').selectAll().where('id', 'in', kills).execute()
  return rows.map(({ server, grant_id: grant, tool }) => ({
    ...(server !== '' && { server }),
    ...(grant !== '' && { grant }),
    ...(tool !== '' && { tool }),
  }))
}
