/** One call of a tool: decided by the engine, and counted by the case's counters. */
import {
  type Allow,
  type Ask,
  type CallRequest,
  type Decision,
  decide,
  describeFault,
  enforcedReads,
  formatAmount,
  hasUnsafeKeys,
  inForceAt,
  readsOf,
  settingsFor,
} from '@portcullis/engine'
import type { CaseRefusal, CountedCall } from './case-counters.ts'
import type { CaseState } from './case-state.ts'
import type { Observed } from './observed.ts'
import type { PlacedStep } from './read-suite.ts'
import { ended } from './run-result.ts'
import { seed } from './seed-counters.ts'

/** Runs one call, and remembers what it took and brought in. */
export function runCall(state: CaseState, placed: PlacedStep, name: string): Observed {
  const request = state.request(placed, name)
  if (hasUnsafeKeys(request.arguments) || hasUnsafeKeys(request.input ?? {})) return UNREADABLE
  const decision = decide(state.compiled, request)
  const unusable = unusableName(state, decision, name)
  if (unusable !== undefined) return unusable
  const fitted = fit(state, request)
  if (typeof fitted === 'string') return refusedBySchema(decision, fitted)
  const judged = fitted === request ? decision : decide(state.compiled, fitted)
  state.listener?.decided(fitted, judged)
  return judged.effect === 'deny' ? denied(judged) : counted(state, placed, fitted, judged)
}

/** The gateway reads no message in which a server might find another argument than rules do; nothing is decided. */
const UNREADABLE: Observed = Object.freeze({
  effect: 'deny',
  code: 'invalid_request',
  rule: '(unreadable)',
  message: 'Two keys of one object differ only in case or Unicode composition, or a key is unsafe. Spell each once.',
  claims: new Map(),
  warnings: [],
  asks: [],
  redacted: new Map(),
  shadow: null,
})

/** A name that the server does not have is resolved before the default is asked, as the gateway does. */
function unusableName({ tools }: CaseState, decision: Decision, name: string): Observed | undefined {
  if (tools === undefined || tools.has(name)) return undefined
  if (decision.by !== 'default' && decision.by !== 'class') return undefined
  return { ...headOf(decision), effect: 'hidden', code: 'tool_unknown', rule: '(unknown tool)' }
}

/** The request with what the tool's schema completes, or what is wrong with its arguments. */
function fit({ compiled, tools }: CaseState, request: CallRequest): CallRequest | string {
  const { tool, context } = request
  const schema = tools?.get(tool.name)?.schema
  if (schema === undefined) return request
  const inForce = inForceAt(compiled, context.at)
  const isWanted = settingsFor(inForce, context.at).validatesArguments && readsOf(inForce, tool, context.at).arguments
  if (!isWanted) return request
  const read = schema(request.arguments)
  // What is only tried refuses nothing.
  if (!read.ok) return enforcedReads(inForce, tool, context.at).arguments ? describeFault(read.fault) : request
  return read.args === request.arguments ? request : { ...request, arguments: read.args }
}

function refusedBySchema(decision: Decision, fault: string): Observed {
  if (decision.by === 'hidden') return denied(decision)
  const message = `The arguments do not fit the tool's input schema: ${fault}. Correct them and call again.`
  return { ...headOf(decision), effect: 'deny', code: 'arguments_invalid', rule: '(input schema)', message }
}

function headOf({ rule, document, by, shadow }: Decision): Observed {
  return {
    effect: undefined,
    rule,
    document: document.id,
    by,
    claims: new Map(),
    warnings: [],
    asks: [],
    redacted: new Map(),
    shadow: shadow === undefined ? null : { effect: shadow.effect, rule: shadow.rule, code: shadow.code },
  }
}

function denied(decision: Decision): Observed {
  const told = decision.effect === 'deny' ? decision : undefined
  return {
    ...headOf(decision),
    effect: told?.code === 'tool_hidden' ? 'hidden' : 'deny',
    code: told?.code,
    message: told?.message,
  }
}

/** A call that the documents let pass, if its limits do. */
function counted(state: CaseState, placed: PlacedStep, request: CallRequest, decision: Allow | Ask): Observed {
  const { step } = placed
  seed(state, request, decision)
  const approved = step.approved === true
  const call: CountedCall = { tool: request.tool.name, at: request.context.at, mayExceed: approved }
  const { claims } = decision
  if (decision.effect === 'ask' && !approved) return asked(state, decision, call)
  const taken = claims.length === 0 ? undefined : state.counters.take(claims, call)
  if (taken !== undefined && taken.effect !== 'taken') return limited(state, decision, taken)
  state.listener?.claimed(claims)
  taken?.settle(settlementOf(step.outcome))
  const passed: Observed = {
    ...headOf(decision),
    effect: 'allow',
    claims: new Map(claims.map(({ counter, amount }) => [counter, formatAmount(amount)])),
    warnings: taken?.warnings ?? [],
    asks: decision.effect === 'ask' ? decision.asks.map(({ rule }) => rule) : [],
    ...shadowCounted(state, decision, call),
  }
  return ended(state, placed, request, { decision, passed })
}

/** Nobody is asked about what a limit refuses anyway. */
function asked(state: CaseState, decision: Ask, call: CountedCall): Observed {
  const { claims, message, asks } = decision
  const refusal = claims.length === 0 ? undefined : state.counters.peek(claims, call)
  if (refusal?.effect === 'deny') return limited(state, decision, refusal)
  return {
    ...headOf(decision),
    effect: 'ask',
    message,
    asks: [...asks.map(({ rule }) => rule), ...(refusal?.asks ?? [])],
  }
}

function limited({ listener }: CaseState, decision: Decision, refusal: CaseRefusal): Observed {
  const { effect, rule, document, message, retryAfter, asks, code } = refusal
  listener?.exceeded(rule, document.id)
  return {
    ...headOf(decision),
    effect,
    rule,
    document: document.id,
    message,
    retryAfter,
    asks,
    code: effect === 'deny' ? code : undefined,
  }
}

function settlementOf(
  outcome: PlacedStep['step']['outcome'] = 'success',
): 'commit' | 'release' | 'tool_error' | 'protocol_error' {
  if (outcome === 'success') return 'commit'
  return outcome === 'never_sent' ? 'release' : outcome
}

/** A limit in shadow mode that is exceeded would have refused the call. */
function shadowCounted(state: CaseState, { shadow }: Decision, call: CountedCall): Pick<Observed, 'shadow'> {
  if (shadow === undefined || shadow.claims.length === 0) return {}
  const taken = state.counters.take(shadow.claims, { ...call, mayExceed: false })
  if (taken.effect !== 'taken') return { shadow: { effect: taken.effect, rule: taken.rule, code: taken.code } }
  taken.settle('commit')
  return {}
}
