/** Budgets of the grants that stand in the operator's file. */
import type { Policy } from '@portcullis/engine'
import type { Context } from '../context.ts'
import type { FileHoldings, FileReach } from '../messages.ts'
import { reachOf } from '../permissions.ts'
import { heldByFile } from '../server/installation.ts'
import { type Budget, countersOf } from './budgets.ts'

/** Which of them; what is left out narrows nothing. */
export interface FileBudgetFilter {
  /** Id. */
  readonly grant?: string | undefined
  /** Slug. */
  readonly server?: string | undefined
}

type Looking = Pick<Context, 'control' | 'actor' | 'organisation' | 'at'>

/** Whether the actor sees such a grant of the file. */
export const isOfFile = (looking: Looking, grant: string): boolean =>
  seen(looking).grants.some(({ id }) => id === grant)

/** Nothing for whoever has roles for single servers alone, as these are none of the database's. */
function seen({ control, actor, organisation }: Looking): FileHoldings {
  const mayAll = reachOf(actor, 'grant.read', organisation) === 'all'
  return mayAll ? heldByFile(control.installation, organisation) : { servers: [], policies: [], grants: [] }
}

/** Those in force now. */
export function budgetsOfFile(looking: Looking, filter: FileBudgetFilter): readonly Budget[] {
  const { organisation, at } = looking
  const { grants, policies } = seen(looking)
  const documents = new Map(policies.map(({ id, document }) => [id, document]))
  return grants
    .filter(({ id, expires }) => (filter.grant ?? id) === id && (expires === undefined || expires > at))
    .flatMap((grant) =>
      grant.reaches
        .filter(({ server }) => (filter.server ?? server) === server)
        .flatMap((reach) =>
          countersOf(
            { organisation, grant, owner: grant.owner, server: reach.server, at },
            inForce(reach, documents),
          ).map((one) => ({ ...one, inFile: true })),
        ),
    )
}

/** What is enforced there: drafts count apart. Without a policy of its own every call is denied, and nothing counted. */
function inForce(
  { policy, baselines }: FileReach,
  documents: ReadonlyMap<string, Policy>,
): readonly (readonly [string, Policy])[] {
  const ids = policy === null ? [] : [...baselines, policy]
  return ids.flatMap((id) => {
    const document = documents.get(id)
    return document === undefined ? [] : [[id, document] as const]
  })
}
