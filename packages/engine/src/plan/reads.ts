/** What the gateway has to find out before it asks, and what it has to do beside deciding. */
import type { PathRoot } from '../condition/path-text.ts'
import type { Tool } from '../decide/request.ts'
import { compileResults, type ResultPlan } from '../result/result-plan.ts'
import { type CompiledPolicy, inForceAt } from './compile.ts'
import { planFor } from './resolve.ts'
import type { Settings } from './settings.ts'

/** What the rules of a tool look at. */
export interface Reads {
  /** Arguments: their schema counts, where settings say so. */
  readonly arguments: boolean
  /** The tool's label, or what its server says of it. */
  readonly tool: boolean
  /** What was read before. */
  readonly seen: boolean
  /** What the client says of itself. */
  readonly client: boolean
  /** A continuation's answers. */
  readonly input: boolean
  /** The results: something has to be done with them. */
  readonly results: boolean
}

/** What the rules for a tool look at; rules in shadow mode included. */
export function readsOf(policy: CompiledPolicy, tool: Pick<Tool, 'name' | 'label'>, at: number): Reads {
  const inForce = inForceAt(policy, at)
  return readsIn(inForce.shadow === undefined ? [inForce] : [inForce, inForce.shadow], tool)
}

/** The same of the rules that are enforced: for what would refuse a call, as nothing in shadow mode may. */
export function enforcedReads(policy: CompiledPolicy, tool: Pick<Tool, 'name' | 'label'>, at: number): Reads {
  return readsIn([inForceAt(policy, at)], tool)
}

function readsIn(worlds: readonly CompiledPolicy[], tool: Pick<Tool, 'name' | 'label'>): Reads {
  const plans = worlds.map((world) => planFor(world, tool.name, tool.label))
  const looksAt = (...roots: readonly PathRoot[]): boolean =>
    plans.some(({ reads }) => roots.some((root) => reads.has(root)))
  return {
    arguments: looksAt('args'),
    tool: looksAt('tool.category', 'tool.risk', 'tool.annotations'),
    seen: looksAt('seen.private', 'seen.untrusted', 'seen.secrets'),
    client: looksAt('client.name', 'client.version'),
    input: looksAt('input'),
    results: plans.some(({ results }) => results !== undefined),
  }
}

/** What the documents say of the gateway's own steps, at an instant. */
export function settingsFor(policy: CompiledPolicy, at: number): Settings {
  return inForceAt(policy, at).settings
}

const general = new WeakMap<CompiledPolicy, ResultPlan | undefined>()

/**
 * What has to be done with results that belong to no tool: resources and prompts. Prepared once for each change.
 * Undefined: they pass as they are.
 */
export function generalResults(policy: CompiledPolicy, at: number): ResultPlan | undefined {
  const inForce = inForceAt(policy, at)
  const known = general.get(inForce)
  if (known !== undefined || general.has(inForce)) return known
  const placed = inForce.documents.flatMap(({ head }) => head.general.placed)
  const plan = compileResults(placed, inForce.watchesSecrets)
  general.set(inForce, plan)
  return plan
}

/** Whether conditions on results that belong to no tool read a continuation's answers. */
export function generalReadsInput(policy: CompiledPolicy, at: number): boolean {
  return inForceAt(policy, at).documents.some(({ head }) => head.general.reads.has('input'))
}
