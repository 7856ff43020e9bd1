/** What stands in a tool list, and who governs what. */
import type { CompiledPolicy } from './compile.ts'
import type { GovernedBy, Visibility } from './decision.ts'
import type { ToolLabel } from './label.ts'
import { HIDDEN } from './plan.ts'
import { planFor } from './resolve.ts'

/** Whether a tool stands in the list that a client gets. Never throws. */
export function visible(policy: CompiledPolicy, toolName: string, label?: ToolLabel): Visibility {
  return planFor(policy, toolName, label) === HIDDEN ? 'hidden' : 'shown'
}

/** What governs a tool: an entry of its own, a pattern, its classes, the document's default, or `hide`. Never throws. */
export function governs(policy: CompiledPolicy, toolName: string, label?: ToolLabel): GovernedBy {
  return planFor(policy, toolName, label).by
}
