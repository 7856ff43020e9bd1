/** What holds for a tool by its classes: put together once for each kind of label, with each pattern that needs it. */
import type { PatternPlan } from './compile.ts'
import { type ClassName, isOfClass, labelIndex, type ToolLabel } from './label.ts'
import { HIDDEN, type Plan, type PreparedRule, planOf, refusing } from './plan.ts'
import { pointerOf } from './pointer.ts'
import { unlabelled, unreviewed } from './sentence.ts'

/** The rule of one class, prepared. */
export interface ClassEntry {
  readonly name: ClassName
  readonly prepared: PreparedRule
  /** It may allow tools whose label no operator reviewed. */
  readonly trusting: boolean
}

/** What a document says apart from names. */
export interface ClassPlanParts {
  readonly default: 'allow' | 'deny'
  readonly entries: readonly ClassEntry[]
  readonly everywhere: readonly PreparedRule[]
  /** For tools that nothing else governs. */
  readonly otherwise: Plan
}

/**
 * Finds what holds for a tool that no exact entry governs.
 * @param pattern the most specific pattern of its name; undefined where none matches
 */
export type ClassPlans = (pattern: PatternPlan | undefined, label: ToolLabel | undefined) => Plan

/** Prepares the finding. Plans are as many as patterns and labels that met, and are kept. */
export function classPlans(parts: ClassPlanParts): ClassPlans {
  if (parts.entries.length === 0) return (pattern) => pattern?.plan ?? parts.otherwise
  const made = new Map<PatternPlan | undefined, Plan[]>()
  return (pattern, label) => {
    const ofPattern = made.get(pattern) ?? []
    made.set(pattern, ofPattern)
    const index = labelIndex(label)
    const plan = ofPattern[index] ?? combine(parts, pattern, label)
    ofPattern[index] = plan
    return plan
  }
}

function combine(parts: ClassPlanParts, pattern: PatternPlan | undefined, label: ToolLabel | undefined): Plan {
  const found = parts.entries.filter(({ name }) => isOfClass(name, label))
  if (found.length === 0) return labelIndex(label) === 0 ? withoutLabel(parts, pattern) : plain(parts, pattern)
  const rules = [...found.map(({ prepared }) => prepared), ...parts.everywhere]
  if (pattern !== undefined) return planOf('pattern', pattern.plan.rule, [pattern.prepared, ...rules])
  const allowing = found.find(({ trusting }) => trusting || label?.source === 'reviewed')
  if (allowing !== undefined) return planOf('class', pointerOf(allowing.prepared.place), rules)
  return parts.default === 'allow' ? planOf('class', '(default allow)', rules) : restricted(found, rules)
}

function plain({ otherwise }: ClassPlanParts, pattern: PatternPlan | undefined): Plan {
  return pattern?.plan ?? otherwise
}

/** The rules go by what tools can do, and that is not known of this one: closed, where it is not refused anyway. */
function withoutLabel(parts: ClassPlanParts, pattern: PatternPlan | undefined): Plan {
  const known = plain(parts, pattern)
  if (known === HIDDEN || known.refusal !== undefined) return known
  return refusing(known.by, { rule: '(no label)', code: 'policy_denied', sentence: unlabelled })
}

/** Under `default: "deny"`, by classes that may not allow: they still hide, and say why they refuse. */
function restricted(found: readonly ClassEntry[], rules: readonly PreparedRule[]): Plan {
  const [first] = found
  const plan = planOf('class', '(default deny)', rules)
  if (plan.refusal !== undefined || first === undefined) return plan
  return refusing('class', { rule: pointerOf(first.prepared.place), code: 'policy_denied', sentence: unreviewed })
}
