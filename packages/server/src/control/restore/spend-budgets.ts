/**
 * Budgets after a restore: what was used since the backup, or in another data folder, may not be known here. So the counters of
 * every grant stand at their maximum in the windows of now.
 */
import type { Amount, Claim, Instant, StandingCounter } from '@portcullis/engine'
import type { CounterStore } from '../../ports/counter-store.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { countersOf } from '../counter/budgets.ts'
import { effectivePolicies } from '../grant/effective-policy.ts'
import { readGrant } from '../grant/grant.ts'
import { raisesOf } from '../grant/raise.ts'
import { holderOf, reachesOf } from '../grant/reaches.ts'

/** How many counters of an organisation stand at their maximum now. */
export interface Spent {
  readonly spent: number
  /** Limits by value, of which nobody knows which values there are: they stand as the data folder has them. */
  readonly by_value: number
}

/** Counters that are set at once. */
const AT_ONCE = 200

/** Sets them. @returns how many, by organisation; throws where one cannot be set */
export async function spendBudgets(
  tx: Transaction,
  counters: Pick<CounterStore, 'standing' | 'adjust'>,
  at: Instant,
): Promise<ReadonlyMap<string, Spent>> {
  const found = new Map<string, Spent>()
  for (const { id } of await tx.selectFrom('organisations').select('id').orderBy('id').execute()) {
    const all = await standingOf(tx, id, at)
    const known = all.filter(({ claim }) => claim.family === undefined)
    for (let from = 0; from < known.length; from += AT_ONCE)
      await Promise.all(known.slice(from, from + AT_ONCE).map((counter) => spend(counters, counter)))
    found.set(id, { spent: known.length, by_value: all.length - known.length })
  }
  return found
}

/** All counters of an organisation's grants, each once. */
async function standingOf(tx: Transaction, organisation: string, at: Instant): Promise<readonly StandingCounter[]> {
  const rows = await tx
    .selectFrom('grants')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('state', '!=', 'revoked')
    .execute()
  const grants = rows.map(readGrant)
  const reaches = await reachesOf(tx, grants.map(holderOf))
  const raises = await raisesOf(
    tx,
    grants.map(({ id }) => id),
    at,
  )
  const servers = await serversOf(tx, organisation)
  const wanted = grants.flatMap((grant) =>
    (reaches.get(holderOf(grant)) ?? []).flatMap(({ server: id, policy }) => {
      const server = servers.get(id)
      const raised = raises.get(grant.id)?.filter((one) => one.server === id) ?? []
      const policies = [policy, ...raised.map((one) => one.policy)]
      return server === undefined ? [] : policies.map((held) => ({ grant, server, policy: held }))
    }),
  )
  const effectives = await effectivePolicies({ db: tx }, organisation, [
    ...wanted.map(({ policy }) => policy),
    ...wanted.map(({ server }) => server.baseline),
  ])
  const byKey = new Map<string, StandingCounter>()
  for (const { grant, server, policy } of wanted) {
    const effective = effectives.of({ policy }, server.baseline)
    if (typeof effective === 'string') continue
    const counted = { organisation, grant, owner: grant.owner ?? grant.id, server: server.slug, at }
    for (const { counter } of countersOf(counted, effective.documents)) byKey.set(counter.claim.key, counter)
  }
  return [...byKey.values()]
}

async function serversOf(tx: Transaction, organisation: string) {
  const rows = await tx
    .selectFrom('servers')
    .select(['id', 'slug', 'baseline'])
    .where('organisation', '=', organisation)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

async function spend(
  counters: Pick<CounterStore, 'standing' | 'adjust'>,
  { claim, limits }: StandingCounter,
): Promise<void> {
  const amount = highest(limits.map(({ max }) => max))
  const [standing] = await counters.standing([claim])
  if (amount === undefined || (standing !== undefined && standing.used >= amount)) return
  const answer = await counters.adjust(claim, { kind: 'set', amount })
  if (answer.outcome !== 'adjusted') throw new Error(`the counter ${nameOf(claim)} could not be set: ${answer.cause}`)
}

const highest = (amounts: readonly Amount[]): Amount | undefined =>
  amounts.reduce<Amount | undefined>((most, one) => (most === undefined || one > most ? one : most), undefined)

const nameOf = ({ counter }: Claim): string => `\`${counter}\``
