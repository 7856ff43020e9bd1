/** What a draft may answer to a recorded call: the engine is asked once for each way in which the unknown can be. */
import {
  type CallRequest,
  type Claim,
  type ConditionExplanation,
  type Decision,
  decide,
  explain,
  type JsonValue,
} from '@portcullis/engine'
import { type Knowledge, type Possible, requestOf } from './knowledge.ts'
import type { Effect, RecordedCall } from './recorded-call.ts'
import { limitKey, type Skeleton } from './skeleton.ts'
import type { RangedClaim } from './tally.ts'

/** One answer that the draft may give, before its limits are asked. */
export interface PossibleAnswer {
  readonly effect: Effect
  readonly rule: string
  /** Id of the document that the rule stands in. */
  readonly policy: string
  readonly claims: readonly RangedClaim[]
}

/** All of them. */
export interface Judged {
  readonly answers: readonly PossibleAnswer[]
  /** What is not known of the call and would make a difference: paths as the draft has them. */
  readonly unknown: readonly string[]
}

/** Judges calls. */
export type JudgeCall = (call: RecordedCall) => Judged

/** So many ways are tried for one call; beyond, nothing is said of it. */
const MAX_WAYS = 512

/** Prepares the judgement of a draft. */
export function judgeWith(skeleton: Skeleton, knowledge: Knowledge): JudgeCall {
  const read = readVariables(skeleton)
  return (call) => {
    const possible = read(call).flatMap((name) => {
      const variable = skeleton.variables.get(name)
      return variable === undefined ? [] : [knowledge(variable, call)]
    })
    const open = possible.filter(({ answers }) => answers.length > 1)
    const ways = open.reduce((product, { answers }) => product * answers.length, 1)
    const unknown = [...new Set(open.map(({ variable }) => variable.path))]
    if (ways > MAX_WAYS) return { answers: everything, unknown }
    const found = new Map<string, PossibleAnswer>()
    for (let way = 0; way < ways; way++) {
      const answer = answerOf(skeleton, call, wayOf(possible, way))
      found.set(`${answer.effect} ${answer.policy} ${answer.rule}`, answer)
    }
    return { answers: [...found.values()], unknown }
  }
}

const everything: readonly PossibleAnswer[] = (['allow', 'ask', 'deny'] as const).map((effect) => ({
  effect,
  rule: '',
  policy: '',
  claims: [],
}))

/** One way in which everything can be. */
type Way = readonly (Possible & { readonly answer: Possible['answers'][number] })[]

function wayOf(possible: readonly Possible[], way: number): Way {
  let rest = way
  return possible.map((each) => {
    const answer = each.answers[rest % each.answers.length] ?? 'fault'
    rest = Math.floor(rest / each.answers.length)
    return { ...each, answer }
  })
}

function answerOf({ compiled }: Skeleton, call: RecordedCall, way: Way): PossibleAnswer {
  const low = decide(compiled, request(call, way, 'least'))
  const { effect, rule, document } = low
  const answer = { effect, rule, policy: document.id }
  if (low.effect === 'deny' || low.claims.length === 0) return { ...answer, claims: [] }
  const high = decide(compiled, request(call, way, 'most'))
  const vague = way.some(
    ({ variable, value, answer: found }) => variable.kind === 'split' && found === 'held' && value === undefined,
  )
  return { ...answer, claims: low.claims.map((claim, index) => ranged(claim, claimAt(high, index), vague)) }
}

const claimAt = (decision: Decision, index: number): Claim | undefined =>
  decision.effect === 'deny' ? undefined : decision.claims[index]

const ranged = (claim: Claim, high: Claim | undefined, vague: boolean): RangedClaim => ({
  claim,
  least: claim.amount,
  most: high?.amount ?? claim.amount,
  vague: vague && claim.family !== undefined,
})

function request(call: RecordedCall, way: Way, bound: 'least' | 'most'): CallRequest {
  const args: Record<string, JsonValue> = {}
  const inexact = new Set<string>()
  for (const { variable, answer, amount, value } of way) {
    const { name, kind } = variable
    if (kind === 'comparison') args[name] = answer === 'held'
    else if (answer !== 'fault') args[name] = kind === 'amount' ? (amount?.[bound] ?? 0) : (value ?? '')
    if (answer === 'fault' && kind === 'comparison') inexact.add(`/${name}`)
  }
  return { ...requestOf(call), arguments: args, inexact }
}

/** The variables that the draft reads for a call: by tool and label, unless the draft changes by itself. */
function readVariables({ compiled, ofLimit }: Skeleton): (call: RecordedCall) => readonly string[] {
  const remembered = new Map<string, readonly string[]>()
  return (call) => {
    const { label, server, tool } = call
    const key = JSON.stringify([server, tool, label?.category, label?.risk, label?.source])
    const known = compiled.later.length === 0 ? remembered.get(key) : undefined
    if (known !== undefined) return known
    const names = variablesOf(call)
    remembered.set(key, names)
    return names
  }

  function variablesOf(call: RecordedCall): readonly string[] {
    const names = new Set<string>()
    for (const { document, steps } of explain(compiled, requestOf(call)).documents) {
      for (const { conditions, rule } of steps) {
        for (const condition of conditions) collect(condition, names)
        for (const name of ofLimit.get(limitKey(document.id, rule)) ?? []) names.add(name)
      }
    }
    return [...names]
  }
}

function collect({ path, parts }: ConditionExplanation, names: Set<string>): void {
  if (path !== undefined) names.add(path.slice('args.'.length))
  for (const part of parts) collect(part, names)
}
