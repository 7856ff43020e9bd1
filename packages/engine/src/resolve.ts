/** Which plan a tool's name leads to. */
import type { CompiledPolicy, PatternPlan } from './compile.ts'
import { matches, nameTokens } from './pattern.ts'
import { HIDDEN, type Plan, refusing } from './plan.ts'
import { pointerOf } from './pointer.ts'
import { undecided } from './sentence.ts'

/** So many names are remembered; the oldest makes room. */
const MAX_REMEMBERED = 4_096

/** A name that is longer, in UTF-16 code units, names no tool. */
const MAX_NAME_LENGTH = 1_024

/** Finds the plan for a name: in time that does not grow with the policy, but for the first time a pattern is needed. */
export function planFor(policy: CompiledPolicy, name: string): Plan {
  const known = policy.exact.get(name) ?? policy.remembered.get(name)
  if (known !== undefined) return known
  if (name.length > MAX_NAME_LENGTH) return HIDDEN
  const plan = search(policy, name)
  remember(policy.remembered, name, plan)
  return plan
}

function search(policy: CompiledPolicy, name: string): Plan {
  const tokens = nameTokens(name)
  if (policy.hidden.some((pattern) => matches(pattern, tokens))) return HIDDEN
  const best = policy.patterns.findIndex(({ pattern }) => matches(pattern, tokens))
  const winner = policy.patterns[best]
  if (winner === undefined) return policy.otherwise
  const equals = policy.patterns
    .slice(best)
    .filter(({ pattern }) => pattern.literals === winner.pattern.literals && matches(pattern, tokens))
  return equals.length === 1 ? winner.plan : tie(equals, winner)
}

/** Nothing becomes visible by a tie. */
function tie(equals: readonly PatternPlan[], { pattern }: PatternPlan): Plan {
  if (equals.some(({ plan }) => plan === HIDDEN)) return HIDDEN
  return refusing('pattern', { rule: pointerOf(['tools', pattern.text]), code: 'policy_denied', sentence: undecided })
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
