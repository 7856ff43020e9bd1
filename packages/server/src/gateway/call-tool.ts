/** `tools/call`: decided on its arguments, counted, recorded, then forwarded; or refused with the reason. */
import { type Claim, type Decision, type Deny, decide } from '@portcullis/engine'
import { callJudge } from './answer/call-judge.ts'
import type { Place } from './argument-facts.ts'
import { type Continuation, openContinuation } from './continuation.ts'
import { argumentsOf, describe, toolName } from './describe.ts'
import type { Environment } from './environment.ts'
import { type Refusal, refusal } from './errors.ts'
import { forward } from './forward.ts'
import { refuse, refuseUnknownTool, refuseUnread } from './refuse.ts'
import { reserve } from './reserve.ts'
import type { KnownTool, ToolBook } from './tools/known-tools.ts'
import { learnTools } from './tools/learn.ts'
import type { Turn } from './turn.ts'
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
    const next = await attemptCall(env, current)
    if (next === undefined) return
    current = next
  }
  refuse(env, turn, refusal('internal'))
}

/** @returns the turn to try again with, because the configuration changed meanwhile; undefined when the call has its answer */
async function attemptCall(env: Environment, turn: Turn): Promise<Turn | undefined> {
  const tool = toolName(turn)
  const { policy, server } = turn.caller
  if (policy === undefined) return void refuse(env, turn, noPolicy)
  const decision = decide(policy.compiled, describe(turn, tool))
  const book = env.knownTools.of(env.upstreams.of(server))
  if (decision.by === 'hidden') return void refuseUnknownTool(env, turn, tool, '(hidden)')
  if ((decision.by === 'default' || hasParamHeaders(turn)) && !book.known) {
    await learnTools(book, turn.conversation, turn.message.era, env.clock.monotonic())
  }
  const unusable = unusableName(decision, book, tool)
  if (unusable !== undefined) return void refuseUnknownTool(env, turn, tool, unusable)
  const disagreement = headersDisagree(turn, book.find(tool))
  if (disagreement !== undefined) return void refuseUnread(env, turn.arrival, disagreement)
  if (decision.effect === 'deny') return void refuse(env, turn, denied(decision), tool)
  if (decision.effect === 'ask') return void refuse(env, turn, cannotAsk(decision.message, decision.rule), tool)

  const continuation = openContinuation(env.states, turn, tool)
  const claims = continuation === undefined ? decision.claims : NO_CLAIMS
  if (claims.length > 0) {
    const refused = await reserve(env.counters, turn, tool, claims)
    if (refused !== undefined) return void refuse(env, turn, refused, tool)
  }
  const reserved = claims.length > 0
  const again = stale(env, turn)
  if (again !== undefined) {
    if (reserved) env.counters.settle(turn.id, 'release')
    return again === 'unauthenticated' ? void refuse(env, turn, refusal('unauthenticated')) : again
  }
  send(env, turn, { tool, book, rule: decision.rule, reserved, continuation })
  return undefined
}

const NO_CLAIMS: readonly Claim[] = []

interface Sending {
  readonly tool: string
  readonly book: ToolBook
  readonly rule: string
  readonly reserved: boolean
  readonly continuation: Continuation | undefined
}

const placeOf = ({ caller }: Turn, tool: string): Place => ({
  organisation: caller.grant.subject.organisation,
  server: caller.server.slug,
  tool,
})

function send(env: Environment, turn: Turn, { tool, book, rule, reserved, continuation }: Sending): void {
  const facts = env.argumentFacts(placeOf(turn, tool), book.find(tool)?.properties, argumentsOf(turn))
  if (!env.recorder.allowed(turn, tool, rule, facts)) {
    if (reserved) env.counters.settle(turn.id, 'release')
    return refuse(env, turn, refusal('log_unavailable'), tool)
  }
  const bytes = continuation === undefined ? turn.message.bytes : continuation.bytes
  const judge = callJudge(env, turn, {
    name: tool,
    round: continuation?.round ?? 0,
    reservation: continuation?.reservation ?? turn.id,
  })
  forward(env, turn, { bytes, judge, reserved, paramHeaders: book.find(tool)?.paramHeaders })
}

/** A name is resolved against the server's list before the default is asked; without a list it is unknown. */
function unusableName(decision: Decision, book: ToolBook, tool: string): string | undefined {
  if (book.isQuarantined(tool)) return '(quarantined)'
  if (decision.by !== 'default') return undefined
  return book.find(tool) === undefined ? '(unknown tool)' : undefined
}

const hasParamHeaders = ({ arrival }: Turn): boolean => (arrival.head?.paramHeaders.length ?? 0) > 0

/** Arguments that the tool's schema wants in headers as well have to be the same there: others may act on the headers. */
function headersDisagree(turn: Turn, known: KnownTool | undefined): WireRefusal | undefined {
  const { arrival, message } = turn
  if (message.era !== 'modern' || arrival.head === undefined || known === undefined) return undefined
  const found = paramHeadersAgree(known.paramHeaders, argumentsOf(turn), arrival.head.paramHeaders)
  return found && { ...found, idText: message.idText }
}

/** Whoever was revoked, and whatever was changed while the call waited, holds for it too. */
function stale(env: Environment, turn: Turn): Turn | 'unauthenticated' | undefined {
  const waited = env.clock.monotonic() - turn.started > STALE_AFTER
  if (turn.caller.generation === env.directory.generation && !waited) return undefined
  const caller = turn.arrival.identifyAgain()
  if (typeof caller === 'string') return 'unauthenticated'
  return {
    ...turn,
    caller,
    id: env.nextId(),
    at: env.clock.now(),
    started: env.clock.monotonic(),
  }
}

/** A hidden tool never gets here: it answers as an unknown one does. */
const denied = ({ code, message, rule }: Deny): Refusal => ({
  code: code === 'argument_invalid' ? code : 'policy_denied',
  message,
  rule,
})

const noPolicy: Refusal = {
  code: 'policy_denied',
  message: 'No policy is attached to this grant for this server, so every call is denied. Ask the operator for one.',
  rule: '(no policy)',
}

const cannotAsk = (message: string, rule: string): Refusal => ({
  code: 'approval_unavailable',
  message: `${message} A person would have to approve this call, and this gateway has nobody to ask, so it was not made.`,
  rule,
})
