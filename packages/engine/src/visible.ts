/** What stands in a tool list, and who governs what. */
import type { CompiledPolicy } from './compile.ts'
import type { GovernedBy, Visibility } from './decision.ts'
import { HIDDEN } from './plan.ts'
import { planFor } from './resolve.ts'

/** Whether a tool stands in the list that a client gets. Never throws. */
export function visible(policy: CompiledPolicy, toolName: string): Visibility {
  return planFor(policy, toolName) === HIDDEN ? 'hidden' : 'shown'
}

/** What governs a tool's name: an entry of its own, a pattern, the document's default, or `hide`. Never throws. */
export function governs(policy: CompiledPolicy, toolName: string): GovernedBy {
  return planFor(policy, toolName).by
}
