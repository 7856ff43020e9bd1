/** One call of a tool: decided by the engine, counted by the case's counters, its result inspected. */
import {
  type Allow,
  type Ask,
  amountFromNumber,
  amountFromText,
  type CallRequest,
  type Claim,
  type Decision,
  decide,
  describeFault,
  formatAmount,
  inForceAt,
  inspectAnswer,
  MAX_AMOUNT,
  readsOf,
  settingsFor,
} from '@portcullis/engine'
import type { CaseRefusal, CountedCall } from './case-counters.ts'
import type { CaseState } from './case-state.ts'
import type { Observed } from './observed.ts'
import type { PlacedStep } from './read-suite.ts'

/** Runs one call, and remembers what it took and brought in. */
export function runCall(state: CaseState, placed: PlacedStep, name: string): Observed {
  const request = state.request(placed, name)
  const decision = decide(state.compiled, request)
  const unusable = unusableName(state, decision, name)
  if (unusable !== undefined) return unusable
  const fitted = fit(state, request)
  if (typeof fitted === 'string') return refusedBySchema(decision, fitted)
  const judged = fitted === request ? decision : decide(state.compiled, fitted)
  state.listener?.decided(fitted, judged)
  return judged.effect === 'deny' ? denied(judged) : counted(state, placed, fitted, judged)
}

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
  if (!read.ok) return describeFault(read.fault)
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

/** What was used up before the case began is taken when a call first comes to that counter. */
function seed(state: CaseState, request: CallRequest, decision: Allow | Ask): void {
  const all = decision.shadow === undefined ? decision.claims : [...decision.claims, ...decision.shadow.claims]
  const unseeded = all.filter(({ key, counter }) => state.used.has(counter) && !state.seeded.has(key))
  if (unseeded.length === 0) return
  const before = { ...request, context: { ...request.context, at: state.began } }
  const then = decide(state.compiled, before)
  const claims = then.effect === 'deny' ? [] : [...then.claims, ...(then.shadow?.claims ?? [])]
  for (const claim of unseeded) {
    state.seeded.add(claim.key)
    state.seededNames.add(claim.counter)
    const amount = amountOf(state.used.get(claim.counter))
    const first = claims.find(({ key }) => key === claim.key) ?? claim
    if (amount === undefined || amount === 0) continue
    state.counters.take([usedUp(first, amount)], { tool: request.tool.name, at: state.began, mayExceed: true })
  }
}

function usedUp(claim: Claim, amount: Claim['amount']): Claim {
  const terms = claim.terms && { ...claim.terms, asks: undefined, warnings: [] }
  return { ...claim, amount, max: MAX_AMOUNT, terms }
}

function amountOf(written: number | string | undefined): Claim['amount'] | undefined {
  return typeof written === 'string' ? amountFromText(written) : amountFromNumber(written ?? 0)
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

/** A call that was made. */
interface Made {
  readonly decision: Allow | Ask
  readonly passed: Observed
}

/** What the server answered, put through what the documents say of results. */
function ended(state: CaseState, { step }: PlacedStep, request: CallRequest, { decision, passed }: Made): Observed {
  const { outcome = 'success' } = step
  if (outcome === 'never_sent' || outcome === 'protocol_error') return passed
  const text = answerText(step.result, outcome === 'tool_error')
  const { results } = decision
  if (outcome === 'success') state.noteReading(request)
  if (results === undefined) return { ...passed, result: textOf(text) }
  const inspection = inspectAnswer(results, { text, size: bytesOf(text) }, request)
  const { refusal, redacted, edits, secrets } = inspection
  state.listener?.inspected(inspection)
  if (refusal !== undefined) {
    const { rule, document, message } = refusal
    const told = `${message} It was carried out: do not repeat it.`
    return { ...passed, effect: 'withheld', code: 'result_withheld', rule, document: document.id, message: told }
  }
  if (secrets) state.noteSecrets(request)
  const counts = new Map<string, number>()
  for (const { detector, count } of redacted) counts.set(detector, (counts.get(detector) ?? 0) + count)
  return { ...passed, redacted: counts, result: textOf(edited(text, edits)) }
}

function edited(
  text: string,
  edits: readonly { readonly start: number; readonly end: number; readonly text: string }[],
): string {
  let made = ''
  let at = 0
  for (const edit of edits) {
    made += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return made + text.slice(at)
}

function answerText(result: PlacedStep['step']['result'], isError: boolean): string {
  const whole =
    typeof result === 'object'
      ? result
      : { content: [{ type: 'text', text: result ?? '' }], ...(isError && { isError }) }
  return JSON.stringify({ jsonrpc: '2.0', id: 1, result: whole })
}

/** The result alone, as JSON. */
function textOf(answer: string): string {
  const message: { readonly result?: unknown } = JSON.parse(answer)
  return JSON.stringify(message.result)
}

/** Length in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}
