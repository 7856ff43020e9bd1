/** A call and everything that its decision depends on → what the policy says of it. Whatever it refuses is refused here. */
import {
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
import type { PolicyInForce } from '../ports/directory.ts'
import { fitArguments } from './argument-fit.ts'
import type { CallFacts } from './call-facts.ts'
import { obtainCredential } from './consent.ts'
import { type Continuation, openContinuation } from './continuation.ts'
import { argumentsOf, describe, readerOf, toolName } from './describe.ts'
import type { Environment } from './environment.ts'
import { type Refusal, refusal } from './errors.ts'
import { refuseInvented } from './invented-input.ts'
import { barOf, DEFINITION_UNKNOWN, isPinned, type ListNeeds, listNeeds, unusableName } from './list-needs.ts'
import { refuse, refuseUnknownTool, refuseUnread } from './refuse.ts'
import { isGrave } from './reserve.ts'
import { shadowFact } from './shadow.ts'
import { bookOf } from './tools/book-of.ts'
import type { HeardTools } from './tools/heard-tools.ts'
import type { KnownTool } from './tools/known-tool.ts'
import { learnTools, renewTools } from './tools/learn.ts'
import type { CalledTool, Turn } from './turn.ts'
import { paramHeadersAgree } from './wire/param-headers.ts'
import type { WireRefusal } from './wire/wire-refusal.ts'

/** A call that may be made once its claims are taken, and people have answered where they are asked. */
export interface JudgedCall {
  readonly tool: CalledTool
  readonly known: KnownTool | undefined
  readonly request: CallRequest
  readonly decision: Exclude<Decision, Deny>
  readonly rule: string
  readonly document: DocumentRef
  readonly claims: readonly Claim[]
  /** Something has to be taken from counters, or written beside them. */
  readonly reserved: boolean
  readonly continuation: Continuation | undefined
  /** What has to be done with its result. */
  readonly results: ResultPlan | undefined
  /** What shadow mode would have said. */
  readonly shadow: ShadowAnswer | undefined
}

/**
 * Asks the policy, with everything at hand that it depends on: a promise only where something has to be waited for.
 * @returns undefined when the call has its answer
 */
export function judgeCall(env: Environment, turn: Turn): JudgedCall | undefined | Promise<JudgedCall | undefined> {
  const asked = ask(env, turn)
  if (asked === undefined) return undefined
  const behind = env.flow.behind?.(readerOf(turn.caller.grant), turn.started)
  if (behind !== undefined) return behind.then(() => judgeCall(env, turn))
  if (isPinned(turn, asked.decision)) renewTools(asked.book, turn.conversation, turn.message.era, turn.started)
  const obtaining = mayPass(turn, asked) ? obtainCredential(env, turn) : undefined
  const list = asked.needs.list || mayAskPeople(env, asked)
  return obtaining === undefined && !list ? admit(env, turn, asked) : complete(env, turn, { asked, obtaining, list })
}

interface Incomplete {
  readonly asked: Asked
  readonly obtaining: Promise<Refusal | undefined> | undefined
  readonly list: boolean
}

async function complete(
  env: Environment,
  turn: Turn,
  { asked, obtaining, list }: Incomplete,
): Promise<JudgedCall | undefined> {
  const lacking = obtaining && (await obtaining)
  if (lacking !== undefined) return void refuse(env, turn, lacking, asked.tool)
  if (!list) return admit(env, turn, asked)
  await learnTools(asked.book, turn.conversation, turn.message.era, env.clock.monotonic())
  if (turn.conversation.lost) return sessionOver(env, turn, asked.tool)
  const again = ask(env, turn)
  return again && admit(env, turn, again)
}

/** No tool is unknown because the session is: its client has to begin another. */
function sessionOver(env: Environment, turn: Turn, tool: CalledTool): undefined {
  refuse(env, turn, refusal('session_not_found'), tool)
  env.conversations.end(turn.conversation)
}

/** Nobody is asked for a credential for what is denied anyway, or does not exist. */
const mayPass = (turn: Turn, { decision, needs, book }: Asked): boolean =>
  needs.list || (decision.effect !== 'deny' && unusableName(turn, decision, book) === undefined)

/** People are shown the tool's definition, and their answer is bound to it. */
function mayAskPeople({ approvals }: Environment, { decision, book }: Asked): boolean {
  if (approvals === undefined || book.known || decision.effect === 'deny') return false
  return decision.effect === 'ask' || decision.claims.some(({ terms }) => terms?.asks !== undefined)
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
function admit(env: Environment, turn: Turn, { tool, book, request, decision, unfit }: Asked): JudgedCall | undefined {
  const known = book.find(tool.name)
  const unusable = unusableName(turn, decision, book)
  if (unusable !== undefined) return void refuseUnknownTool(env, turn, tool, unusable)
  const barred = barOf(turn, decision, book)
  if (barred !== undefined) return void refuse(env, turn, barred, tool)
  const disagreement = headersDisagree(turn, known)
  if (disagreement !== undefined) return void refuseUnread(env, turn.arrival, disagreement)
  if (unfit !== undefined) return void refuse(env, turn, unfit, tool)
  if (decision.effect === 'deny') {
    const told = (): CallFacts | undefined => tellCall(env, turn, { known, request })
    return void refuse(env, turn, { ...denied(decision), told }, tool)
  }
  const asks = decision.effect === 'ask'
  const continuation = openContinuation(env.states, turn, tool.name, asks)
  const claims = continuation === undefined ? decision.claims : NO_CLAIMS
  const { rule, document, results, shadow } = decision
  return {
    tool,
    known,
    request,
    decision,
    rule,
    document,
    claims,
    reserved: claims.length > 0 || isGrave(tool),
    continuation,
    results,
    shadow: continuation === undefined ? shadow : undefined,
  }
}

const NO_CLAIMS: readonly Claim[] = []

/** What the log keeps of the call; undefined where no policy judged it. */
export function tellCall(
  env: Environment,
  turn: Turn,
  { known, request }: Pick<JudgedCall, 'known' | 'request'>,
): CallFacts | undefined {
  const { policy } = turn.caller
  return policy && env.callFacts({ policy: policy.compiled, request, sent: argumentsOf(turn), tool: known })
}

/** Arguments that the tool's schema wants in headers as well have to be the same there: others may act on the headers. */
function headersDisagree(turn: Turn, known: KnownTool | undefined): WireRefusal | undefined {
  const { arrival, message } = turn
  if (message.era !== 'modern' || arrival.head === undefined || known === undefined) return undefined
  const found = paramHeadersAgree(known.paramHeaders, argumentsOf(turn), arrival.head.paramHeaders)
  return found && { ...found, idText: message.idText }
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
