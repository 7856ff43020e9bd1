/** Which plan a tool's name and label lead to. */
import { labelIndex, type ToolLabel } from '../name/label.ts'
import type { CompiledPolicy } from './compile.ts'
import { type CompiledDocument, isHidden, searchPlan } from './document.ts'
import { mergePlans } from './merge.ts'
import { hiding, type Plan } from './plan.ts'

/** So many names are remembered for each kind of label; the oldest makes room. */
const MAX_REMEMBERED = 4_096

/** A name that is longer, in UTF-16 code units, names no tool. */
const MAX_NAME_LENGTH = 1_024

const NOTHING: Map<string, Plan> = new Map()

/** Finds the plan for a tool: in time that does not grow with the policy, but for the first time a name is met. */
export function planFor(policy: CompiledPolicy, name: string, label: ToolLabel | undefined): Plan {
  const entry = policy.exact.get(name)
  if (entry !== undefined) return entry
  const remembered = policy.remembered[policy.goesByClass ? labelIndex(label) : 0] ?? NOTHING
  const known = remembered.get(name)
  if (known !== undefined) return known
  const plan = search(policy, name, label)
  if (name.length <= MAX_NAME_LENGTH) remember(remembered, name, plan)
  return plan
}

/**
 * Whether what is known of the tool has a say in what holds for it, where nothing is known yet: its label, or what its
 * server says of it. False for hidden names: nothing need be found out about those.
 */
export function goesByLabel(policy: CompiledPolicy, name: string): boolean {
  if (name.length > MAX_NAME_LENGTH || policy.documents.some((document) => hidesByName(document, name))) return false
  return policy.documents.some((document) => {
    if (document.goesByClass && !document.exact.has(name)) return true
    const { reads } = searchPlan(document, name, undefined)
    return TOOL_FACTS.some((root) => reads.has(root))
  })
}

const TOOL_FACTS = ['tool.category', 'tool.risk', 'tool.annotations'] as const

function hidesByName(document: CompiledDocument, name: string): boolean {
  return document.exact.get(name)?.by === 'hidden' || isHidden(document.hidden, name)
}

function search(policy: CompiledPolicy, name: string, label: ToolLabel | undefined): Plan {
  const [first, ...others] = policy.documents
  if (first === undefined) throw new Error('A policy has at least one document.')
  if (name.length > MAX_NAME_LENGTH) return hiding(first.source.document)
  const plan = searchPlan(first, name, label)
  return mergePlans([plan, ...others.map((document) => searchPlan(document, name, label))], policy.watchesSecrets)
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
