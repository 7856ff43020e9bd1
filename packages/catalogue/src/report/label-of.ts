/** A tool's label with its evidence, out of the facts that ship. */
import { type Classifier, createClassifier } from '../classify.ts'
import type { ToolDefinition } from '../entry.ts'
import { exposureOf } from '../exposure.ts'
import type { ServerFacts, ToolFacts, ToolMark } from '../import/server-facts.ts'
import type { Evidence, Finding, Label, Trait } from '../risk.ts'
import { assess } from '../risk-level.ts'

/** What stands in place of evidence that was let go with the description. */
const BEYOND = 'parts of its definition that the catalogue does not keep, such as its description, say so'

/** A tool's label, and whether more than the kept facts went into it. */
export interface Labelled {
  readonly label: Label
  /** True where the mark says something that name, parameters, annotations and siblings do not show. */
  readonly described: boolean
  /** True where they gave another category or level. */
  readonly moved: boolean
}

/** The definition that the kept facts make. */
function definitionOf({ name, parameters, annotations }: ToolFacts): ToolDefinition {
  const inputSchema = {
    type: 'object',
    properties: Object.fromEntries(parameters.map((one) => [one.name, one.type === 'any' ? {} : { type: one.type }])),
    required: parameters.filter(({ required }) => required).map((one) => one.name),
  }
  return {
    name,
    ...(parameters.length > 0 && { inputSchema }),
    ...(annotations !== undefined && { annotations }),
  }
}

function findingsOf(seen: readonly Finding[], traits: readonly Trait[]): readonly Finding[] {
  return traits.flatMap((trait) => {
    const own = seen.filter((finding) => finding.trait === trait)
    return own.length > 0 ? own : [{ trait, source: 'description' as const, because: BEYOND }]
  })
}

function evidenceOf(seen: Label, mark: ToolMark): readonly Evidence[] {
  if (seen.category === mark.category) return seen.evidence
  const beyond: Evidence = {
    signal: 'description',
    source: 'description',
    category: mark.category,
    weight: 4,
    because: BEYOND,
  }
  return [beyond, ...seen.evidence]
}

/** The label of a mark alone, as a grade needs it: traits without reasons, no attacks. */
export function labelOfMark({ category, risk, confidence, traits }: ToolMark): Label {
  const hidden: Finding[] = traits.map((trait) => ({ trait, source: 'description', because: BEYOND }))
  const findings = hidden.map((finding) =>
    finding.trait === 'secrets' && category === 'Read' && risk !== 'High' && risk !== 'Critical'
      ? { ...finding, parameter: '' }
      : finding,
  )
  return { category, risk, confidence, evidence: [], reasons: [], findings, attacks: [], source: 'derived' }
}

function labelled(tool: ToolFacts, classify: Classifier): Labelled {
  const { mark } = tool
  const seen = classify(definitionOf(tool))
  const findings = findingsOf(seen.findings, mark.traits)
  const assessed = assess(mark.category, findings, mark.confidence)
  const beyond = findings.some(({ because }) => because === BEYOND)
  const label: Label = {
    category: mark.category,
    risk: mark.risk,
    confidence: mark.confidence,
    evidence: evidenceOf(seen, mark),
    reasons: assessed.reasons,
    findings,
    attacks: exposureOf(mark.category, findings),
    source: 'derived',
  }
  const moved = seen.category !== mark.category || seen.risk !== mark.risk
  return { label, described: moved || beyond, moved }
}

/** Labels the tools of one server; each only once. */
export function labeller(server: ServerFacts): (tool: ToolFacts) => Labelled {
  const known = new Map<ToolFacts, Labelled>()
  const siblings = server.tools.map(({ name }) => name)
  let classify: Classifier | undefined
  return (tool) => {
    const before = known.get(tool)
    if (before !== undefined) return before
    classify ??= createClassifier({ name: server.id, siblings })
    const made = labelled(tool, classify)
    known.set(tool, made)
    return made
  }
}
