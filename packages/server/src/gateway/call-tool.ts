/** `tools/call`: decided on its arguments, counted, recorded, then forwarded; or refused with the reason. */
import {
  type Ask,
  type CallRequest,
  type Claim,
  type Decision,
  type Deny,
  type DocumentRef,
  decide,
  enforcedReads,
  type ResultPlan,
  type ShadowAnswer,
} from '@portcullis/engine'
import type { Counted } from '../ports/audit-sink.ts'
import type { PolicyInForce } from '../ports/directory.ts'
import { toolAftermath } from './aftermath.ts'
import { callJudge } from './answer/call-judge.ts'
import { fitArguments } from './argument-fit.ts'
import type { CallFacts } from './call-facts.ts'
import { obtainCredential } from './consent.ts'
import { type Continuation, openContinuation } from './continuation.ts'
import { argumentsOf, describe, toolName } from './describe.ts'
import type { Environment } from './environment.ts'
import { type Refusal, refusal } from './errors.ts'
import { forward } from './forward.ts'
import { refuseInvented } from './invented-input.ts'
import { barOf, DEFINITION_UNKNOWN, isPinned, type ListNeeds, listNeeds, unusableName } from './list-needs.ts'
import { refuse, refuseUnknownTool, refuseUnread } from './refuse.ts'
import { isGrave, NOT_COUNTED, reserve, whyNotAsked } from './reserve.ts'
import { converse } from './session/converse.ts'
import { countShadow, type ShadowCount, settleShadow, shadowFact } from './shadow.ts'
import { stoppedRefusal } from './stopped.ts'
import { bookOf } from './tools/book-of.ts'
import type { HeardTools } from './tools/heard-tools.ts'
import type { KnownTool } from './tools/known-tool.ts'
import { learnTools, renewTools } from './tools/learn.ts'
import type { CalledTool, Turn } from './turn.ts'
import { paramHeadersAgree } from './wire/param-headers.ts'
import type { WireRefusal } from './wire/wire-refusal.ts'

/** A decision that waited longer than this is taken again before the call is forwarded, milliseconds. */
const STALE_AFTER = 1000
/** How often a call may be decided again because the configuration kept changing. */
const MAX_ATTEMPTS = 5

/** Takes one call through policy, limits and log. */
export async function callTool(env: Environment, turn: Turn): Promise<void> {
  let current = turn
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const prepared = prepare(env, current)
    const asked = prepared instanceof Promise ? await prepared : prepared
    const call = asked && admit(env, current, asked)
    if (call === undefined) return
    const counted = await count(env, current, call)
    if ('code' in counted) return refuseByLimit(env, current, call, counted)
    const shadow = call.shadow && (await countShadow(env.counters, current, call.shadow))
    const again = sendUnlessStale(env, current, call, { counted, shadow })
    if (again === undefined) return
    current = again
  }
  refuse(env, turn, refusal('internal'))
}

/**
 * Asks the policy, with everything at hand that it depends on: a promise only where something has to be waited for.
 * @returns undefined when the call has its answer
 */
function prepare(env: Environment, turn: Turn): Asked | undefined | Promise<Asked | undefined> {
  const asked = ask(env, turn)
  if (asked === undefined) return undefined
  if (isPinned(turn, asked.decision)) renewTools(asked.book, turn.conversation, turn.message.era, turn.started)
  const obtaining = mayPass(turn, asked) ? obtainCredential(env, turn) : undefined
  return obtaining === undefined && !asked.needs.list ? asked : complete(env, turn, { asked, obtaining })
}

interface Incomplete {
  readonly asked: Asked
  readonly obtaining: Promise<Refusal | undefined> | undefined
}

async function complete(env: Environment, turn: Turn, { asked, obtaining }: Incomplete): Promise<Asked | undefined> {
  const lacking = obtaining && (await obtaining)
  if (lacking !== undefined) return void refuse(env, turn, lacking, asked.tool)
  if (!asked.needs.list) return asked
  await learnTools(asked.book, turn.conversation, turn.message.era, env.clock.monotonic())
  return ask(env, turn)
}

/** Nobody is asked for a credential for what is denied anyway, or does not exist. */
const mayPass = (turn: Turn, { decision, needs, book }: Asked): boolean =>
  needs.list || (decision.effect !== 'deny' && unusableName(turn, decision, book) === undefined)

function refuseByLimit(env: Environment, turn: Turn, call: Admitted, found: Refusal): void {
  if (call.continuation !== undefined) env.states.putBack(turn, call.tool.name)
  const shadow = call.shadow && shadowFact(call.shadow)
  refuse(env, turn, { ...found, shadow, told: () => tell(env, turn, call) }, call.tool)
}

/** @returns the turn to try again with, because the configuration changed meanwhile; undefined when the call has its answer */
function sendUnlessStale(env: Environment, turn: Turn, call: Admitted, taken: Taken): Turn | undefined {
  const again = stale(env, turn)
  if (again === undefined) return void send(env, turn, call, taken)
  giveBack(env, turn, call, taken)
  return 'code' in again ? void refuse(env, turn, again) : again
}

/** What was counted for a call, and what shadow mode would have made of it. */
interface Taken {
  readonly counted: Counted
  readonly shadow: ShadowCount | undefined
}

/** Nothing was sent: whoever calls again finds everything as it was. */
function giveBack({ counters, states }: Environment, turn: Turn, call: Admitted, { shadow }: Taken): void {
  if (call.reserved) counters.settle(turn.id, 'release')
  settleShadow(counters, turn, shadow, 'release')
  if (call.continuation !== undefined) states.putBack(turn, call.tool.name)
}

/** Takes what the call takes, or says why it may not go on. */
async function count(
  { counters }: Environment,
  turn: Turn,
  { tool, claims, reserved, asks }: Admitted,
): Promise<Counted | Refusal> {
  if (asks !== undefined) return await whyNotAsked(counters, turn, tool.name, asks)
  return reserved ? await reserve(counters, turn, tool, claims) : NOT_COUNTED
}

/** A call, and what the policy says of it. */
interface Asked {
  readonly tool: CalledTool
  readonly book: HeardTools
  readonly request: CallRequest
  readonly decision: Decision
  /** Why the call cannot be judged by its rules; undefined where it can. */
  readonly unfit: Refusal | undefined
  readonly needs: ListNeeds
}

/** A call that may be made once its claims are taken. */
interface Admitted {
  readonly tool: CalledTool
  readonly known: KnownTool | undefined
  readonly request: CallRequest
  readonly rule: string
  readonly document: DocumentRef
  readonly claims: readonly Claim[]
  readonly reserved: boolean
  /** A person has to answer first. */
  readonly asks: Ask | undefined
  readonly continuation: Continuation | undefined
  /** What has to be done with its result. */
  readonly results: ResultPlan | undefined
  /** What shadow mode would have said. */
  readonly shadow: ShadowAnswer | undefined
}

/** @returns undefined when the call has its answer */
function ask(env: Environment, turn: Turn): Asked | undefined {
  const { policy } = turn.caller
  if (policy === undefined) return void refuse(env, turn, noPolicy)
  const name = toolName(turn)
  const book = bookOf(env, turn.caller).heardBy(turn.conversation)
  const known = book.find(name)
  const tool = known ?? { name, label: undefined }
  const fitted = fitArguments(env, turn, known)
  const request = describe(env, turn, tool, fitted.args)
  const decision = decide(policy.compiled, request)
  const needs = listNeeds(turn, policy, decision, { tool, book })
  const unfit = needs.definition ? DEFINITION_UNKNOWN : (fitted.refused ?? invented(env, turn, policy, tool))
  return { tool, book, request, decision, unfit, needs }
}

function invented(env: Environment, turn: Turn, { compiled }: PolicyInForce, tool: CalledTool): Refusal | undefined {
  return refuseInvented(env, turn, tool.name, () => enforcedReads(compiled, tool, turn.at).input)
}

/** @returns undefined when the call has its answer */
function admit(env: Environment, turn: Turn, { tool, book, request, decision, unfit }: Asked): Admitted | undefined {
  const known = book.find(tool.name)
  const unusable = unusableName(turn, decision, book)
  if (unusable !== undefined) return void refuseUnknownTool(env, turn, tool, unusable)
  const barred = barOf(turn, decision, book)
  if (barred !== undefined) return void refuse(env, turn, barred, tool)
  const disagreement = headersDisagree(turn, known)
  if (disagreement !== undefined) return void refuseUnread(env, turn.arrival, disagreement)
  if (unfit !== undefined) return void refuse(env, turn, unfit, tool)
  if (decision.effect === 'deny') {
    const told = (): CallFacts | undefined => tell(env, turn, { known, request })
    return void refuse(env, turn, { ...denied(decision), told }, tool)
  }
  const asks = decision.effect === 'ask' ? decision : undefined
  const continuation = asks === undefined ? openContinuation(env.states, turn, tool.name) : undefined
  const claims = continuation === undefined ? decision.claims : NO_CLAIMS
  return {
    tool,
    known,
    request,
    rule: decision.rule,
    document: decision.document,
    claims,
    reserved: claims.length > 0 || isGrave(tool),
    asks,
    continuation,
    results: decision.results,
    shadow: continuation === undefined ? decision.shadow : undefined,
  }
}

const NO_CLAIMS: readonly Claim[] = []

/** What the log keeps of the call; undefined where no policy judged it. */
function tell(
  env: Environment,
  turn: Turn,
  { known, request }: Pick<Admitted, 'known' | 'request'>,
): CallFacts | undefined {
  const { policy } = turn.caller
  return policy && env.callFacts({ policy: policy.compiled, request, sent: argumentsOf(turn), tool: known })
}

const NOTHING_TOLD: CallFacts = { args: [], facts: undefined }

function send(env: Environment, turn: Turn, call: Admitted, taken: Taken): void {
  const { tool, known, reserved, continuation, rule, document } = call
  const told = tell(env, turn, call) ?? NOTHING_TOLD
  const { counted, shadow } = taken
  if (!env.recorder.allowed(turn, { tool, rule, document, ...told, counted, shadow: shadow?.fact })) {
    giveBack(env, turn, call, taken)
    return refuse(env, turn, refusal('log_unavailable'), tool)
  }
  settleShadow(env.counters, turn, shadow, 'commit')
  const bytes = continuation === undefined ? turn.message.bytes : continuation.bytes
  const aftermath = toolAftermath(env, turn, call)
  const judge = callJudge(env, turn, {
    name: tool.name,
    round: continuation?.round ?? 0,
    reservation: continuation?.reservation ?? turn.id,
    aftermath,
  })
  forward(env, turn, { bytes, judge, reserved, paramHeaders: known?.paramHeaders, aftermath: aftermath() })
}

/** Arguments that the tool's schema wants in headers as well have to be the same there: others may act on the headers. */
function headersDisagree(turn: Turn, known: KnownTool | undefined): WireRefusal | undefined {
  const { arrival, message } = turn
  if (message.era !== 'modern' || arrival.head === undefined || known === undefined) return undefined
  const found = paramHeadersAgree(known.paramHeaders, argumentsOf(turn), arrival.head.paramHeaders)
  return found && { ...found, idText: message.idText }
}

/** Whoever was revoked, and whatever was changed while the call waited, holds for it too. */
function stale(env: Environment, turn: Turn): Turn | Refusal | undefined {
  const waited = env.clock.monotonic() - turn.started > STALE_AFTER
  if (turn.caller.generation === env.directory.generation && !waited) return undefined
  const { arrival, message } = turn
  const caller = arrival.identifyAgain()
  if (typeof caller === 'string') return refusal('unauthenticated')
  if (caller.stopped !== undefined) return stoppedRefusal(caller.stopped)
  const started = env.clock.monotonic()
  // The server may be at another place now, and its session over.
  const place = { caller, channel: arrival.channel, sessionId: arrival.sessionId }
  const conversation = converse(env.conversations, place, message, started)
  if ('code' in conversation) return conversation
  return { ...turn, caller, conversation, id: env.nextId(), at: env.clock.now(), started }
}

/** A hidden tool never gets here: it answers as an unknown one does. */
const denied = ({ code, message, rule, document, shadow }: Deny): Refusal => ({
  code: code === 'argument_invalid' ? code : 'policy_denied',
  message,
  rule,
  document,
  shadow: shadow && shadowFact(shadow),
})

const noPolicy: Refusal = {
  code: 'policy_denied',
  message: 'No policy is attached to this grant for this server, so every call is denied. Ask the operator for one.',
  rule: '(no policy)',
}
