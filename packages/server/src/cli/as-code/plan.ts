/** From a folder and what is there to the changes that make them the same, in the order in which they can be made. */
import type { Session } from '../remote/session.ts'
import { Stop } from '../remote/stop.ts'
import type { Change, CodeKind } from './change.ts'
import type { Folder } from './folder.ts'
import { planGrants, planTemplates } from './plan-grants.ts'
import { planOrganisation } from './plan-organisation.ts'
import { planPins } from './plan-pins.ts'
import { planPolicies } from './plan-policies.ts'
import { planServers } from './plan-servers.ts'
import { planWebhooks } from './plan-webhooks.ts'
import { judgeReferences } from './references-between.ts'
import { planRemovals } from './removals.ts'
import { readPresent } from './there.ts'

/** What is asked for. */
export interface PlanWish {
  /** What no file wants is removed. */
  readonly prune: boolean
  /** Secrets are sent again, as nobody can compare them. */
  readonly secrets: boolean
}

/** Something that is there and that no file wants. */
export interface Unwanted {
  readonly kind: CodeKind
  readonly name: string
}

/** A plan. */
export interface Plan {
  readonly changes: readonly Change[]
  /** What is there, is of a kind of which the folder has files, and stays. */
  readonly unwanted: readonly Unwanted[]
}

/** Makes a plan; throws `Stop` where files name what neither they nor the control plane have. */
export async function makePlan(session: Session, folder: Folder, { prune, secrets }: PlanWish): Promise<Plan> {
  const present = await readPresent(session)
  const removals = planRemovals(folder, present)
  const problems = judgeReferences(folder, present, prune ? removals : [])
  if (problems.length > 0) throw new Stop(problems.join('\n'))
  const servers = planServers(folder, present, secrets)
  const changes = [
    ...(await planPolicies(session, folder, present)),
    ...servers,
    ...planPins(folder, present, servers),
    ...planOrganisation(folder, present),
    ...planTemplates(folder, present),
    ...planGrants(folder, present),
    ...planWebhooks(folder, present, secrets),
  ]
  return prune
    ? { changes: [...changes, ...removals], unwanted: [] }
    : { changes, unwanted: removals.map(({ kind, name }) => ({ kind, name })) }
}
