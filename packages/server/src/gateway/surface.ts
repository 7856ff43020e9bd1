/** Resources, prompts, completion, logging and tasks: each request is judged by what it names, then forwarded. */
import {
  generalReadsInput,
  inForceAt,
  type JsonObject,
  type JsonValue,
  namedMethod,
  permitsCompletion,
  permitsItem,
  permitsMethod,
  permitsUnknownMethod,
  type SurfacePolicy,
  type Verdict,
} from '@portcullis/engine'
import type { ShadowFact } from '../ports/audit-sink.ts'
import { type Aftermath, generalAftermath } from './aftermath.ts'
import { callJudge } from './answer/call-judge.ts'
import { type AnswerJudge, passAnswer } from './answer/judge.ts'
import { NO_DOCUMENT } from './answer/server-messages.ts'
import { unknownItemJudge } from './answer/unknown-item.ts'
import { openContinuation } from './continuation.ts'
import type { Environment } from './environment.ts'
import { type Refusal, refusal } from './errors.ts'
import { forward } from './forward.ts'
import { refuseInvented } from './invented-input.ts'
import type { ItemTreatment } from './methods.ts'
import { refuse, refuseUnknownItem } from './refuse.ts'
import { PresentCaller } from './session/present-caller.ts'
import { StreamResults } from './stream-results.ts'
import type { Turn } from './turn.ts'
import { isObject } from './wire/shape.ts'

/** What is said where no policy is attached. */
export const NO_POLICY: Verdict = { effect: 'deny', rule: '(no policy)', document: NO_DOCUMENT }

/** What is said of a request, and what shadow mode would have said. */
export interface Answered extends Verdict {
  readonly shadow?: ShadowFact | undefined
}

/** What a caller's policy says. */
export function judged({ caller, at }: Turn, ask: (policy: SurfacePolicy) => Verdict): Answered {
  if (caller.policy === undefined) return NO_POLICY
  const inForce = inForceAt(caller.policy.compiled, at)
  const answer = ask(inForce)
  return inForce.shadow === undefined ? answer : { ...answer, shadow: factOf(ask(inForce.shadow)) }
}

const factOf = ({ effect, rule, document }: Verdict): ShadowFact => ({
  effect: effect === 'allow' ? 'allow' : 'deny',
  code: effect === 'allow' ? undefined : 'policy_denied',
  rule,
  policy: document.id,
  policyVersion: document.version,
})

/** A request about one resource or one prompt. */
export function item(env: Environment, turn: Turn, { surface, key }: ItemTreatment): void {
  const name = textOf(turn.message.params, key)
  const verdict = judged(turn, (policy) => permitsItem(policy, surface, name))
  if (verdict.effect === 'hidden') return refuseUnknownItem(env, turn, { surface, name }, verdict)
  if (verdict.effect !== 'allow') return refuse(env, turn, notAllowed(turn, verdict, name))
  const invented = refuseInvented(env, turn, name, () => readsInput(turn))
  if (invented !== undefined) return refuse(env, turn, invented)
  pass(env, turn, { verdict, name, wrap: (judge) => unknownItemJudge(turn, { surface, name }, judge) })
}

const readsInput = ({ caller, at }: Turn): boolean =>
  caller.policy !== undefined && generalReadsInput(caller.policy.compiled, at)

/** A completion belongs to the prompt, or to the template of resources, that it is for. */
export function completion(env: Environment, turn: Turn): void {
  const { ref } = turn.message.params
  const about = isObject(ref) ? ref : {}
  const verdict = judged(turn, (policy) => permitsCompletion(policy, about))
  if (verdict.effect === 'allow') return pass(env, turn, { verdict, name: '' })
  const isPrompt = about['type'] === 'ref/prompt'
  const name = textOf(about, isPrompt ? 'name' : 'uri')
  if (verdict.effect !== 'hidden') return refuse(env, turn, notAllowed(turn, verdict, name))
  refuseUnknownItem(env, turn, { surface: isPrompt ? 'prompts' : 'resources', name }, verdict)
}

/** A method that is decided by its name. */
export function byMethod(env: Environment, turn: Turn): void {
  const verdict = judged(turn, (policy) => permitsMethod(policy, turn.message.method))
  if (verdict.effect !== 'allow') return refuse(env, turn, notAllowed(turn, verdict, ''))
  pass(env, turn, { verdict, name: '' })
}

/** A request about one task: only calls of the same grant make one known. */
export function task(env: Environment, turn: Turn): void {
  const { taskId } = turn.message.params
  const verdict = judged(turn, (policy) => permitsMethod(policy, turn.message.method))
  if (verdict.effect !== 'allow') return refuse(env, turn, notAllowed(turn, verdict, ''))
  if (!env.tasks.owns(turn.conversation, taskId)) return refuse(env, turn, refusal('task_unknown', '(unknown task)'))
  const name = textOf(turn.message.params, 'taskId')
  pass(env, turn, { verdict, name, aftermath: env.tasks.aftermathOf(turn.conversation, name)?.() })
}

/** A subscription: what it names must be permitted one by one, and what comes of it is judged message by message. */
export function subscribe(env: Environment, turn: Turn): void {
  const { notifications } = turn.message.params
  const wanted = isObject(notifications) ? notifications : {}
  const { verdict, uri } = subscriptionVerdict(turn, wanted)
  if (verdict?.effect === 'hidden') return refuseUnknownItem(env, turn, { surface: 'resources', name: uri }, verdict)
  if (verdict !== undefined && verdict.effect !== 'allow') return refuse(env, turn, notAllowed(turn, verdict, uri))
  const { taskIds } = wanted
  const isOwn = (id: unknown): boolean => env.tasks.owns(turn.conversation, id)
  if (Array.isArray(taskIds) && !taskIds.every(isOwn))
    return refuse(env, turn, refusal('task_unknown', '(unknown task)'))
  if (!env.recorder.allowed(turn, { rule: verdict?.rule, document: verdict?.document, args: [] }))
    return refuse(env, turn, refusal('log_unavailable'))
  const aftermath = new StreamResults(env, new PresentCaller(env, turn.caller))
  forward(env, turn, { bytes: turn.message.bytes, judge: passAnswer, reserved: false, aftermath })
}

/** Where neither the method nor a resource is named, the subscription belongs to the protocol itself. */
function subscriptionVerdict(
  { caller, message, at }: Turn,
  { resourceSubscriptions }: JsonObject,
): { readonly verdict: Verdict | undefined; readonly uri: string } {
  const given: readonly JsonValue[] = Array.isArray(resourceSubscriptions) ? resourceSubscriptions : []
  const uris = given.map((uri) => (typeof uri === 'string' ? uri : ''))
  if (caller.policy === undefined) return { verdict: uris.length === 0 ? undefined : NO_POLICY, uri: '' }
  const compiled = inForceAt(caller.policy.compiled, at)
  const named = namedMethod(compiled, message.method)
  if (named !== undefined && named.effect !== 'allow') return { verdict: named, uri: '' }
  for (const uri of uris) {
    const verdict = permitsItem(compiled, 'resources', uri)
    if (verdict.effect !== 'allow') return { verdict, uri }
  }
  return { verdict: named, uri: '' }
}

/** A method that the gateway does not know passes where the policy allows it by name; nothing else of it is judged. */
export function unknown(env: Environment, turn: Turn): void {
  const { method } = turn.message
  const verdict = unknownVerdict(turn)
  if (verdict.effect === 'allow') return pass(env, turn, { verdict, name: '' })
  const message = `Method not found: ${method.slice(0, 128)}. The gateway refuses methods that it does not know.`
  refuse(env, turn, { code: 'method_not_found', message, rule: verdict.rule, document: verdict.document })
}

/** Whether the policy allows, by its name, a method that the gateway does not know. */
export const permitsUnknown = (turn: Turn): boolean => unknownVerdict(turn).effect === 'allow'

const unknownVerdict = (turn: Turn): Answered =>
  judged(turn, (policy) => permitsUnknownMethod(policy, turn.message.method))

/** How a permitted request goes on. */
interface Permitted {
  readonly verdict: Answered
  /** What it names; empty where it names nothing. */
  readonly name: string
  readonly wrap?: (judge: AnswerJudge) => AnswerJudge
  /** What is done with what comes back; undefined: what the documents say of all results. */
  readonly aftermath?: Aftermath | undefined
}

/** Forwards what the policy permits. */
export function pass(env: Environment, turn: Turn, permitted: Permitted): void {
  const { verdict, name, wrap = (judge) => judge, aftermath = generalAftermath(env, turn) } = permitted
  const { rule, document, shadow } = verdict
  if (!env.recorder.allowed(turn, { rule, document, shadow, args: [] }))
    return refuse(env, turn, refusal('log_unavailable'))
  const continuation = openContinuation(env.states, turn, name)
  const judge = callJudge(env, turn, { name, round: continuation?.round ?? 0, reservation: turn.id })
  forward(env, turn, {
    bytes: continuation?.bytes ?? turn.message.bytes,
    judge: wrap(judge),
    reserved: false,
    aftermath,
  })
}

/** What the client is told of a request that the policy refuses. */
export function notAllowed(
  { message }: Turn,
  { effect, rule, document, because, shadow }: Answered,
  name: string,
): Refusal {
  const about = name === '' ? '' : ` of ${JSON.stringify(name.slice(0, 200))}`
  const why = because === undefined ? '.' : `: ${because}.`
  const remedy =
    effect === 'malformed'
      ? ' Write it in its plain form: lower-case scheme and host, no dot segments, no needless escapes.'
      : ''
  return {
    code: 'policy_denied',
    message: `${message.method}${about} is not allowed by this policy${why}${remedy}`,
    rule,
    document,
    shadow,
  }
}

function textOf(object: JsonObject, key: string): string {
  const value = Object.hasOwn(object, key) ? object[key] : undefined
  return typeof value === 'string' ? value : ''
}
