/** What grants and templates reach: from names to rows, and back. */
import type { GrantReachTable } from '../../store/sql/tables/grants.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { type FieldError, isProblem, type Problem, problem } from '../api/problem.ts'
import { findPolicy } from '../policy/policy.ts'
import type { WishedServers } from './grant.ts'

/** What a grant holds on one server: ids. */
export type Reach = Omit<GrantReachTable, 'holder'>

/** Finds servers and policies by name. @param field of the request, such as `/body/servers` */
export async function resolveReaches(
  tx: Database | Transaction,
  organisation: string,
  wished: WishedServers,
  field = '/body/servers',
): Promise<readonly Reach[] | Problem> {
  const slugs = Object.keys(wished)
  const found = await tx
    .selectFrom('servers')
    .select(['id', 'slug'])
    .where('organisation', '=', organisation)
    .where('slug', 'in', slugs.length === 0 ? [''] : slugs)
    .execute()
  const ids = new Map(found.map(({ id, slug }) => [slug, id]))
  const errors: FieldError[] = []
  const reaches: Reach[] = []
  for (const [slug, { policy, shadow }] of Object.entries(wished)) {
    const server = ids.get(slug)
    if (server === undefined) errors.push(noServer(`${field}/${slug}`, slug))
    const take = (called: string | null, member: string) =>
      policyId(tx, organisation, { called, field: `${field}/${slug}/${member}`, errors })
    const reach = { policy: await take(policy, 'policy'), shadow: await take(shadow, 'shadow') }
    if (server !== undefined) reaches.push({ server, ...reach })
  }
  const [first] = errors
  return first === undefined ? reaches : problem('invalid', first.message, { remedy: first.remedy, errors })
}

interface Called {
  readonly called: string | null
  readonly field: string
  readonly errors: FieldError[]
}

async function policyId(
  tx: Database | Transaction,
  organisation: string,
  { called, field, errors }: Called,
): Promise<string | null> {
  if (called === null) return null
  const found = await findPolicy(tx, organisation, called)
  if (!isProblem(found)) return found.id
  errors.push({
    field,
    message: `There is no policy \`${called}\`.`,
    remedy: 'Name a policy of this organisation; make it first where it is new.',
  })
  return null
}

const noServer = (field: string, slug: string): FieldError => ({
  field,
  message: `There is no server \`${slug}\`.`,
  remedy: 'Name a server of this organisation by its slug; add it first where it is new.',
})

/** Writes what a grant or a template reaches, in place of what it reached. */
export async function writeReaches(tx: Transaction, holder: string, reaches: readonly Reach[]): Promise<void> {
  await tx.deleteFrom('grant_reaches').where('holder', '=', holder).execute()
  if (reaches.length === 0) return
  await tx
    .insertInto('grant_reaches')
    .values(reaches.map((reach) => ({ holder, ...reach })))
    .execute()
}

/** What is in the change log of it: slugs would change, ids do not. */
export const reachDetail = (reaches: readonly Reach[]) =>
  Object.fromEntries(reaches.map(({ server, policy, shadow }) => [server, { policy, shadow }]))

/** What several grants or templates reach. */
export async function reachesOf(
  db: Database | Transaction,
  holders: readonly string[],
): Promise<ReadonlyMap<string, readonly Reach[]>> {
  const byHolder = new Map<string, Reach[]>()
  if (holders.length === 0) return byHolder
  const rows = await db
    .selectFrom('grant_reaches')
    .selectAll()
    .where('holder', 'in', [...new Set(holders)])
    .orderBy('server')
    .execute()
  for (const { holder, ...reach } of rows) byHolder.set(holder, [...(byHolder.get(holder) ?? []), reach])
  return byHolder
}

/** Where a grant's reaches are written: with itself, or with the template that it came from. */
export const holderOf = ({ id, template }: { readonly id: string; readonly template: string }): string =>
  template === '' ? id : template
