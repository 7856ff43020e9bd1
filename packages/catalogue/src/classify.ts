/** A tool's definition → its label. */
import type { ServerContext, ToolDefinition } from './entry.ts'
import { exposureOf } from './exposure.ts'
import { type Facts, factsOf } from './facts.ts'
import { findingsOf } from './findings/index.ts'
import { CATEGORIES, type Category, type Evidence, type Label } from './risk.ts'
import { assess } from './risk-level.ts'
import { SIGNALS } from './signals/index.ts'
import { surroundingsOf } from './surroundings.ts'

/** Labels the tools of one server, whose surroundings were read once. Pure and deterministic. */
export type Classifier = (tool: ToolDefinition) => Label

/** What is likely before anything is read, in log-odds. */
const PRIOR: Readonly<Record<Category, number>> = {
  Read: 0.5,
  Write: 0.2,
  Execute: -0.3,
  Destructive: -0.3,
  Financial: -0.6,
}

/** How sharply a lead of evidence becomes confidence: so that it agrees with how often labels are right. */
const SHARPNESS = 1.3

interface Judged {
  readonly category: Category
  readonly confidence: number
}

function judge(evidence: readonly Evidence[]): Judged {
  const scores = { ...PRIOR }
  for (const { category, weight } of evidence) scores[category] += weight
  let best: Category = 'Read'
  for (const category of CATEGORIES) if (scores[category] >= scores[best]) best = category
  let sum = 0
  for (const category of CATEGORIES) sum += Math.exp((scores[category] - scores[best]) * SHARPNESS)
  return { category: best, confidence: Math.round(100 / sum) / 100 }
}

function label(facts: Facts): Label {
  const evidence = SIGNALS.flatMap((signal) => signal(facts)).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  const { category, confidence } = judge(evidence)
  const findings = findingsOf(facts, category)
  const { risk, reasons } = assess(category, findings, confidence)
  return {
    category,
    risk,
    confidence,
    evidence,
    reasons,
    findings,
    attacks: exposureOf(category, findings),
    source: 'derived',
  }
}

/**
 * Prepares a classifier for the tools of one server: its name, description and the names of all its tools are read once.
 * Everything may be missing; a name alone is enough for a label.
 *
 * @example
 * const classify = createClassifier({ name: 'klaviyo', siblings: ['get_profiles', 'delete_profile'] })
 * classify({ name: 'delete_profile' }).category // 'Destructive'
 */
export function createClassifier(context: ServerContext = {}): Classifier {
  const around = surroundingsOf(context)
  return (tool) => label(factsOf(tool, around))
}

/** Labels one tool. For many tools of one server, `createClassifier` reads their surroundings once. */
export function classify(tool: ToolDefinition, context: ServerContext = {}): Label {
  return createClassifier(context)(tool)
}
