/** Budgets of grants: every counter of the policies that hold for them, and how it stands at the gateway. */
import { createHash } from 'node:crypto'
import { formatAmount, type Instant, type Policy, type StandingCounter, standingCounters } from '@portcullis/engine'
import { z } from 'zod'
import type { Standing } from '../../ports/counter-store.ts'
import { type Problem, problem } from '../api/problem.ts'
import type { Context } from '../context.ts'
import { type Effectives, effectivePolicies } from '../grant/effective-policy.ts'
import type { GrantRow } from '../grant/grant.ts'
import { raisesOf } from '../grant/raise.ts'
import { holderOf, reachesOf } from '../grant/reaches.ts'
import { reachOf } from '../permissions.ts'
import { readServer, type ServerRow } from '../server/server.ts'

/** A counter of a grant on a server. */
export interface Budget {
  readonly grant: Pick<GrantRow, 'id' | 'label'>
  /** Slug. */
  readonly server: string
  /** Name of the policy. */
  readonly policy: string
  readonly counter: StandingCounter
  /** Grant and policy stand in the operator's file. */
  readonly inFile: boolean
}

/** Whose counters on which server. */
export interface Counted {
  readonly organisation: string
  readonly grant: Budget['grant']
  readonly owner: string
  /** Slug. */
  readonly server: string
  readonly at: Instant
}

export const BUDGET_VIEW = z.object({
  id: z.string().describe('Of the counter; the same for all who share it.'),
  grant: z.string().describe('Id.'),
  label: z.string(),
  server: z.string().describe('Slug.'),
  document: z.string().describe('Id of the policy that declares it.'),
  policy: z.string().describe('Its name.'),
  counter: z.string(),
  scope: z.string().describe('Who shares it: `grant`, `session`, `owner`, `server`, `organisation`.'),
  session: z.int().nullable().describe('Which of the four session slots; null: not counted by session.'),
  window: z.string().describe('`minute`, or a duration in seconds: `900s`.'),
  kind: z.enum(['fixed', 'rolling']),
  zone: z.string().describe('Time zone of calendar units.'),
  used: z.string().describe('An exact decimal. Of a limit by value: of all values together.'),
  values: z.int().nullable().describe('Of a limit by value (`by`): how many it counted; which is not kept.'),
  resets: z
    .int()
    .nullable()
    .describe('When the window ends; of a rolling one, when all has left. Null: nothing is counted.'),
  limits: z.array(
    z.object({
      rule: z.string().describe('JSON Pointer into the document.'),
      max: z.string().describe('Of a limit by value: of each value.'),
      on_exceed: z.enum(['deny', 'require_approval']),
    }),
  ),
  in_file: z.boolean().describe('Grant and policy stand in the operator’s file, and are edited there.'),
})

/** The counters of grants on the servers that the actor may see (or on one of them, by slug). */
export async function budgetsOf(
  context: Context,
  grants: readonly GrantRow[],
  slug: string | undefined,
): Promise<readonly Budget[]> {
  const { control, organisation, at, actor } = context
  const reaches = await reachesOf(control.db, grants.map(holderOf))
  const raises = await raisesOf(
    control.db,
    grants.map(({ id }) => id),
    at,
  )
  const theirs = reachOf(actor, 'grant.read', organisation)
  const servers = new Map(
    (await control.db.selectFrom('servers').selectAll().where('organisation', '=', organisation).execute())
      .filter((row) => (slug === undefined || row.slug === slug) && (theirs === 'all' || theirs.has(row.id)))
      .map((row) => [row.id, readServer(row)]),
  )
  const wanted = grants.flatMap((grant) =>
    (reaches.get(holderOf(grant)) ?? []).flatMap((reach) => {
      const server = servers.get(reach.server)
      const raise = raises.get(grant.id)?.find((one) => one.server === reach.server)
      return server === undefined ? [] : [{ grant, server, policy: raise?.policy ?? reach.policy }]
    }),
  )
  const effectives = await effectivePolicies(control, organisation, [
    ...wanted.map(({ policy }) => policy),
    ...wanted.map(({ server }) => server.baseline),
  ])
  const names = await policyNames(context)
  return wanted.flatMap((one) => budgetsOn(context, one, { effectives, names }))
}

async function policyNames({ control, organisation }: Context): Promise<ReadonlyMap<string, string>> {
  const rows = await control.db
    .selectFrom('policies')
    .select(['id', 'name'])
    .where('organisation', '=', organisation)
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name ?? id]))
}

interface Found {
  readonly grant: GrantRow
  readonly server: ServerRow
  readonly policy: string | null
}

interface Known {
  readonly effectives: Effectives
  readonly names: ReadonlyMap<string, string>
}

/** Where every call is denied, nothing is counted. */
function budgetsOn({ at }: Context, { grant, server, policy }: Found, { effectives, names }: Known): readonly Budget[] {
  const effective = effectives.of({ policy }, server.baseline)
  if (typeof effective === 'string') return []
  const { organisation, owner } = grant
  const counted = { organisation, grant, owner: owner ?? grant.id, server: server.slug, at }
  return countersOf(counted, effective.documents).map((one) => ({
    ...one,
    policy: names.get(one.policy) ?? one.policy,
    inFile: false,
  }))
}

/** The counters of documents that hold together; each document's id in place of a name. */
export function countersOf(
  { organisation, grant, owner, server, at }: Counted,
  documents: Iterable<readonly [id: string, Policy]>,
): readonly Omit<Budget, 'inFile'>[] {
  const counted = { subject: { organisation, grant: grant.id, owner }, server }
  return [...documents].flatMap(([id, policy]) =>
    standingCounters({ policy, document: { id, version: '' } }, counted, at).map((counter) => ({
      ...{ grant, server, policy: id, counter },
    })),
  )
}

/** Says which counter it is without saying whose values it counts. */
export const budgetId = ({ counter: { claim, limits } }: Budget): string =>
  createHash('sha256')
    .update(JSON.stringify([claim.key, claim.family !== undefined, claim.family && limits.map(({ rule }) => rule)]))
    .digest('base64url')
    .slice(0, 16)

/** Shows budgets as they stand; a problem where the gateway does not say. */
export async function viewBudgets(
  { control }: Pick<Context, 'control'>,
  budgets: readonly Budget[],
): Promise<readonly z.input<typeof BUDGET_VIEW>[] | Problem> {
  if (budgets.length === 0) return []
  const answer = await control.counters.ask({ kind: 'look', claims: budgets.map(({ counter }) => counter.claim) })
  if (answer?.outcome !== 'looked') return notTold
  return budgets.flatMap((budget, index) => {
    const standing = answer.standing[index]
    return standing === undefined ? [] : [viewBudget(budget, standing)]
  })
}

/** One of them. */
export function viewBudget(budget: Budget, standing: Standing): z.input<typeof BUDGET_VIEW> {
  const { grant, server, policy, counter } = budget
  return {
    id: budgetId(budget),
    grant: grant.id,
    label: grant.label,
    server,
    document: counter.claim.document.id,
    policy,
    counter: counter.name,
    scope: counter.scope,
    session: counter.slot ?? null,
    window: counter.window,
    kind: counter.kind,
    zone: counter.zone,
    used: formatAmount(standing.used),
    values: standing.values ?? null,
    resets: standing.resetsAt ?? null,
    limits: counter.limits.map(({ rule, max, onExceed }) => ({ rule, max: formatAmount(max), on_exceed: onExceed })),
    in_file: budget.inFile,
  }
}

const notTold: Problem = problem('unavailable', 'The gateway did not say how its counters stand.', {
  remedy: 'Try again shortly; if it persists, see what the gateway says in its own log.',
})
