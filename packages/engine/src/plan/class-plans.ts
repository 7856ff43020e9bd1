/** What holds for a tool by its classes: put together once for each kind of label, with each pattern that needs it. */
import type { RuleId } from '../decide/decision.ts'
import { unlabelled, unreviewed } from '../decide/sentence.ts'
import { type ClassName, isOfClass, labelIndex, type ToolLabel } from '../name/label.ts'
import { pointerOf } from '../text/pointer.ts'
import type { PatternPlan } from './document.ts'
import { type Plan, type PlanHead, planOf, refusing } from './plan.ts'
import type { PreparedRule } from './prepared-rule.ts'

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
  /** Of every plan of the document. */
  readonly head: Omit<PlanHead, 'by' | 'allowedBy'>
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
  const made = (by: 'pattern' | 'class', allowedBy: RuleId, combined: readonly PreparedRule[] = rules): Plan =>
    planOf({ ...parts.head, by, allowedBy }, combined)
  if (pattern !== undefined) return made('pattern', pattern.plan.rule, [pattern.prepared, ...rules])
  const allowing = found.find(({ trusting }) => trusting || label?.source === 'reviewed')
  if (allowing !== undefined) return made('class', pointerOf(allowing.prepared.place))
  return parts.default === 'allow'
    ? made('class', '(default allow)')
    : restricted(made('class', '(default deny)'), found)
}

function plain({ otherwise }: ClassPlanParts, pattern: PatternPlan | undefined): Plan {
  return pattern?.plan ?? otherwise
}

/** The rules go by what tools can do, and that is not known of this one: closed, where it is not refused anyway. */
function withoutLabel(parts: ClassPlanParts, pattern: PatternPlan | undefined): Plan {
  const known = plain(parts, pattern)
  if (known.refusal !== undefined) return known
  return refusing(known.by, known.document, { rule: '(no label)', code: 'policy_denied', sentence: unlabelled })
}

/** Under `default: "deny"`, by classes that may not allow: they still hide, and say why they refuse. */
function restricted(plan: Plan, [first]: readonly ClassEntry[]): Plan {
  if (plan.refusal !== undefined || first === undefined) return plan
  const rule = pointerOf(first.prepared.place)
  return refusing('class', plan.document, { rule, code: 'policy_denied', sentence: unreviewed })
}
