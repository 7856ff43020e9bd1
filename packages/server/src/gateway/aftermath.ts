/** What is done with what comes back: inspected where the policy says so, and remembered as read. */
import { generalResults as generalPlan, type ResultPlan } from '@portcullis/engine'
import { FLOW_KINDS, type FlowKind } from '../ports/flow-facts.ts'
import { Inspector } from './answer/inspector.ts'
import type { Outcome } from './answer/relay-owner.ts'
import { fitArguments } from './argument-fit.ts'
import { argumentsOf, describe, readerOf } from './describe.ts'
import type { Environment } from './environment.ts'
import type { KnownTool } from './tools/known-tool.ts'
import type { CalledTool, Turn } from './turn.ts'

/** What is done with the answer to one request. */
export interface Aftermath {
  /** Undefined: what comes back passes as it is. */
  readonly inspector: Inspector | undefined
  /** Told once how the request ended; undefined: nobody wants to know. */
  readonly onDone: ((outcome: Outcome) => void) | undefined
}

/** Makes it anew for each request that brings something of the same call: a task's result is asked for again and again. */
export type MakeAftermath = () => Aftermath

const NOTHING: Aftermath = Object.freeze({ inspector: undefined, onDone: undefined })
const nothing: MakeAftermath = () => NOTHING
const NO_KINDS: readonly FlowKind[] = []
const SECRETS: readonly FlowKind[] = ['secrets']

/** A tool that is called, and what has to be done with its results. */
export interface Called {
  readonly tool: CalledTool
  /** Undefined where the server's list has no such tool. */
  readonly known: KnownTool | undefined
  /** As the decision gave it. */
  readonly results: ResultPlan | undefined
}

/** For a call of a tool, and for the tasks that it begins. */
export function toolAftermath(env: Environment, turn: Turn, { tool, known, results: plan }: Called): MakeAftermath {
  // Of a tool that nothing is known of, anything may come.
  const kinds = tool.label === undefined ? FLOW_KINDS : (tool.label.reads ?? NO_KINDS)
  if (plan === undefined && kinds.length === 0) return nothing
  const request = plan && describe(env, turn, tool, fitArguments(env, turn, known).args)
  return () => {
    const inspector = plan && request && new Inspector(plan, request)
    return { inspector, onDone: (outcome) => noteReading(env, turn, { outcome, kinds, inspector }) }
  }
}

/** Methods that bring in what a server holds, and no label says what that is. */
const READING: ReadonlySet<string> = new Set(['resources/read', 'prompts/get'])

/** For requests that belong to no tool: what the documents say of all results. */
export function generalAftermath(env: Environment, turn: Turn): Aftermath {
  const { policy } = turn.caller
  const plan = policy && generalPlan(policy.compiled, turn.at)
  const kinds = READING.has(turn.message.method) ? FLOW_KINDS : NO_KINDS
  if (plan === undefined && kinds.length === 0) return NOTHING
  const inspector = plan && new Inspector(plan, describe(env, turn, { name: '', label: undefined }, argumentsOf(turn)))
  return { inspector, onDone: (outcome) => noteReading(env, turn, { outcome, kinds, inspector }) }
}

interface Reading {
  readonly outcome: Outcome
  readonly kinds: readonly FlowKind[]
  readonly inspector: Inspector | undefined
}

function noteReading({ flow }: Environment, { caller }: Turn, reading: Reading): void {
  const { outcome, kinds, inspector } = reading
  if (outcome === 'unreachable' || outcome === 'withheld') return
  // Errors bring texts of the server's as well; and whoever went away, or waited in vain, may have had a part of it.
  const all = inspector?.secrets === true && !kinds.includes('secrets') ? [...kinds, ...SECRETS] : kinds
  if (all.length > 0) flow.note(readerOf(caller.grant), all)
}
