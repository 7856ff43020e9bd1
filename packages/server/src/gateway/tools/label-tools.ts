/** Labels of a server's tools: the operator's, else what their definitions suggest. */
import {
  assess,
  type Category,
  type Classifier,
  createClassifier,
  type Label,
  type RiskLevel,
  type Trait,
} from '@portcullis/catalogue'
import { type JsonObject, type NameLookup, nameLookup, type ToolCategory, type ToolRisk } from '@portcullis/engine'
import type { DescriptionFlag, LabelFact } from '../../ports/audit-sink.ts'
import type { OperatorLabel, Server, ToolFlow, ToolVetting } from '../../ports/directory.ts'
import { FLOW_KINDS, type FlowKind } from '../../ports/flow-facts.ts'
import { toolDefinition } from '../../ports/tool-definition.ts'

/** A definition to be labelled. */
export interface UnlabelledTool {
  readonly name: string
  readonly definition: JsonObject
}

/** Labels tools of one server, in their order. */
export type Labeller = (tools: readonly UnlabelledTool[], siblings: readonly string[]) => readonly LabelFact[]

/** What is done where the operator says nothing. */
export const STANDARD_VETTING: ToolVetting = { labels: {}, trusted: false, descriptions: 'flag' }

/** What of a definition is wrong with its description. */
const FLAGS: readonly DescriptionFlag[] = ['hidden-text', 'instructions']

const WORDS: Readonly<Record<Category, ToolCategory>> = {
  Read: 'read',
  Write: 'write',
  Execute: 'execute',
  Destructive: 'destructive',
  Financial: 'financial',
}
const NAMES: Readonly<Record<ToolCategory, Category>> = {
  read: 'Read',
  write: 'Write',
  execute: 'Execute',
  destructive: 'Destructive',
  financial: 'Financial',
}
const RISKS: Readonly<Record<RiskLevel, ToolRisk>> = {
  Low: 'low',
  Medium: 'medium',
  High: 'high',
  Critical: 'critical',
}

/**
 * Prepares the labelling of one server's tools. Equal labels are one object.
 * @throws Error for names of labels that the configuration would have refused
 */
export function createLabeller({ slug, vetting = STANDARD_VETTING }: Server): Labeller {
  const reviewed = lookupOf(vetting.labels)
  const flow = lookupOf(vetting.flow ?? {})
  const same = interned()
  return (tools, siblings) => {
    const classify = createClassifier({ name: slug, siblings, trusted: vetting.trusted })
    return tools.map(({ name, definition }) => same(labelOf(name, definition, { classify, reviewed, flow })))
  }
}

function lookupOf<T>(byName: Readonly<Record<string, T>>): NameLookup<T> {
  const lookup = nameLookup(byName)
  if (!lookup.ok) throw new Error(`The configuration was not checked: ${lookup.flaw.message}.`)
  return lookup.find
}

interface Knowledge {
  readonly classify: Classifier
  readonly reviewed: NameLookup<OperatorLabel>
  readonly flow: NameLookup<ToolFlow>
}

/** A label that is reviewed stays open to what is wrong with the description: that may have come later. */
function labelOf(name: string, definition: JsonObject, { classify, reviewed, flow }: Knowledge): LabelFact {
  const derived = classify(toolDefinition(name, definition))
  const flags = FLAGS.filter((flag) => derived.findings.some(({ trait }) => trait === flag))
  const reads = flow(name)?.reads ?? readsOf(derived)
  return {
    ...(operatorsLabel(reviewed(name), derived) ?? derivedLabel(derived)),
    ...(flags.length > 0 && { flags }),
    ...(reads.length > 0 && { reads }),
  }
}

/** What the definition lets expect of the results: of a derived label this only tightens what rules say of it. */
function readsOf({ findings }: Label): readonly FlowKind[] {
  const has = (...traits: readonly Trait[]): boolean => findings.some(({ trait }) => traits.includes(trait))
  return FLOW_KINDS.filter((kind) => (kind === 'private' ? has('private', 'personal') : has(kind)))
}

const derivedLabel = ({ category, risk }: Label): LabelFact => ({
  category: WORDS[category],
  risk: RISKS[risk],
  source: 'derived',
})

function operatorsLabel(written: OperatorLabel | undefined, derived: Label): LabelFact | undefined {
  if (written === undefined) return undefined
  const { category, risk } = written
  return { category, risk: risk ?? RISKS[assess(NAMES[category], derived.findings, 1).risk], source: 'reviewed' }
}

/** One object for all equal labels, so that they are compared by identity afterwards. */
function interned(): (label: LabelFact) => LabelFact {
  const known = new Map<string, LabelFact>()
  return (label) => {
    const key = `${label.category} ${label.risk} ${label.source} ${label.flags?.join() ?? ''} ${label.reads?.join() ?? ''}`
    const same = known.get(key) ?? Object.freeze(label)
    known.set(key, same)
    return same
  }
}
