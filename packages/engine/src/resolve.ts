/** Which plan a tool's name and label lead to. */
import { type CompiledPolicy, isHidden, type PatternPlan } from './compile.ts'
import { labelIndex, type ToolLabel } from './label.ts'
import { matches, nameTokens } from './pattern.ts'
import { HIDDEN, type Plan, refusing } from './plan.ts'
import { pointerOf } from './pointer.ts'
import { undecided } from './sentence.ts'

/** So many names are remembered for each kind of label; the oldest makes room. */
const MAX_REMEMBERED = 4_096

/** A name that is longer, in UTF-16 code units, names no tool. */
const MAX_NAME_LENGTH = 1_024

const NOTHING: Map<string, Plan> = new Map()

/** Finds the plan for a tool: in time that does not grow with the policy, but for the first time a pattern is needed. */
export function planFor(policy: CompiledPolicy, name: string, label: ToolLabel | undefined): Plan {
  const entry = policy.exact.get(name)
  if (entry !== undefined) return entry
  const remembered = policy.remembered[policy.goesByClass ? labelIndex(label) : 0] ?? NOTHING
  const known = remembered.get(name)
  if (known !== undefined) return known
  if (name.length > MAX_NAME_LENGTH) return HIDDEN
  const plan = search(policy, name, label)
  remember(remembered, name, plan)
  return plan
}

/**
 * Whether the tool's label has a say in what holds for it, where no label is known yet.
 * False for hidden names: nothing need be found out about those.
 */
export function goesByLabel(policy: CompiledPolicy, name: string): boolean {
  const entry = policy.exact.get(name)
  if (entry !== undefined) return entry.readsLabel
  if (!policy.goesByClass) return planFor(policy, name, undefined).readsLabel
  return name.length <= MAX_NAME_LENGTH && !isHidden(policy.hidden, name)
}

function search(policy: CompiledPolicy, name: string, label: ToolLabel | undefined): Plan {
  if (isHidden(policy.hidden, name)) return HIDDEN
  const tokens = nameTokens(name)
  const best = policy.patterns.findIndex(({ pattern }) => matches(pattern, tokens))
  const winner = policy.patterns[best]
  if (winner === undefined) return policy.classPlans(undefined, label)
  const equals = policy.patterns
    .slice(best)
    .filter(({ pattern }) => pattern.literals === winner.pattern.literals && matches(pattern, tokens))
  return equals.length === 1 ? policy.classPlans(winner, label) : tie(policy, equals, label)
}

/** Nothing becomes visible by a tie. */
function tie(policy: CompiledPolicy, equals: readonly PatternPlan[], label: ToolLabel | undefined): Plan {
  if (equals.some((each) => policy.classPlans(each, label) === HIDDEN)) return HIDDEN
  const text = equals[0]?.pattern.text ?? ''
  return refusing('pattern', { rule: pointerOf(['tools', text]), code: 'policy_denied', sentence: undecided })
}

function remember(remembered: Map<string, Plan>, name: string, plan: Plan): void {
  if (remembered.size >= MAX_REMEMBERED) {
    for (const oldest of remembered.keys()) {
      remembered.delete(oldest)
      break
    }
  }
  remembered.set(name, plan)
}
