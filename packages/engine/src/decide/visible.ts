/** What stands in a tool list, and who governs what. */
import type { ToolLabel } from '../name/label.ts'
import type { CompiledPolicy } from '../plan/compile.ts'
import type { Plan } from '../plan/plan.ts'
import { planFor } from '../plan/resolve.ts'
import type { GovernedBy, Visibility } from './decision.ts'

/**
 * Whether a tool stands in the list that a client gets: hidden ones do not, nor, where the document says so, those that
 * would be refused whatever their arguments. Never throws.
 */
export function visible(policy: CompiledPolicy, toolName: string, label?: ToolLabel): Visibility {
  const plan = planFor(policy, toolName, label)
  const isShown = plan.by !== 'hidden' && !(policy.settings.listsCallableOnly && isAlwaysRefused(plan))
  return isShown ? 'shown' : 'hidden'
}

/** Whether no arguments could make a call pass. */
export function isAlwaysRefused({ refusal, checks }: Plan): boolean {
  return refusal !== undefined || checks.some(({ kind, conditions }) => kind === 'deny_if' && conditions.length === 0)
}

/** What governs a tool: an entry of its own, a pattern, its classes, the document's default, or `hide`. Never throws. */
export function governs(policy: CompiledPolicy, toolName: string, label?: ToolLabel): GovernedBy {
  return planFor(policy, toolName, label).by
}
