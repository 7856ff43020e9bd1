/** Definitions → the facts and the label that are kept of them. */
import { type Classifier, createClassifier } from '../classify.ts'
import type { ServerContext, ToolDefinition } from '../entry.ts'
import { fingerprint } from '../fingerprint.ts'
import { parametersOf } from '../parameters.ts'
import type { Label } from '../risk.ts'
import { canBeParameter } from './names.ts'
import { hintsOf } from './read-lines.ts'
import type { FoundTool, ToolFacts, ToolMark } from './server-facts.ts'

/** JSON Schema's types; whatever else a schema names is `any`. */
const TYPES = new Set(['string', 'integer', 'number', 'boolean', 'array', 'object'])

/** A label in short. */
export function markOf({ category, risk, confidence, findings }: Label): ToolMark {
  const traits = [...new Set(findings.map(({ trait }) => trait))]
  return { category, risk, confidence: Math.round(confidence * 100) / 100, traits }
}

function parametersKept(definition: ToolDefinition): ToolFacts['parameters'] {
  return parametersOf(definition.inputSchema)
    .filter(({ name }) => canBeParameter(name))
    .map(({ name, type, required }) => ({ name, type: TYPES.has(type) ? type : 'any', required }))
}

function factsOf({ definition, source }: FoundTool, classify: Classifier): ToolFacts {
  const annotations = hintsOf(definition.annotations)
  return {
    name: definition.name,
    parameters: parametersKept(definition),
    ...(annotations !== undefined && { annotations }),
    mark: markOf(classify(definition)),
    source,
    digest: fingerprint(definition).slice('sha256:'.length, 'sha256:'.length + 12),
  }
}

/** The facts of tools found on one server; of two with one name the first stays. Descriptions are read here for the last time. */
export function toolFactsOf(found: readonly FoundTool[], context: ServerContext): readonly ToolFacts[] {
  const classify = createClassifier(context)
  const first = new Map<string, FoundTool>()
  for (const tool of found) if (!first.has(tool.definition.name)) first.set(tool.definition.name, tool)
  return [...first.values()].map((tool) => factsOf(tool, classify))
}
