/** `tools/call`: decided on its arguments, asked about, counted, recorded, then forwarded; or refused with the reason. */
import type { Counted } from '../ports/audit-sink.ts'
import type { Caller, CallerRefusal } from '../ports/directory.ts'
import { toolAftermath } from './aftermath.ts'
import { callJudge } from './answer/call-judge.ts'
import { askPeople } from './approve/approve.ts'
import { comesFromPage, type FromPage, withoutReplies } from './approve/client-page.ts'
import { narrowedAgain, tellNarrowed } from './approve/narrow.ts'
import { givePermitBack, type Permit, settlePermit } from './approve/permit.ts'
import type { CallFacts } from './call-facts.ts'
import { countCall } from './count-call.ts'
import { notCurrent } from './currency.ts'
import { enter } from './enter.ts'
import type { Environment } from './environment.ts'
import { type Refusal, refusal } from './errors.ts'
import { forward } from './forward.ts'
import { identifyAgain } from './identify-again.ts'
import { type JudgedCall, judgeCall, tellCall } from './judge-call.ts'
import { refuse } from './refuse.ts'
import { countShadow, type ShadowCount, settleShadow, shadowFact } from './shadow.ts'
import type { Turn } from './turn.ts'

/** A decision that waited longer than this is taken again before the call is forwarded, milliseconds. */
const STALE_AFTER = 1000
/** How often a call may be decided again because something kept changing. */
const MAX_ATTEMPTS = 5

/** Takes one call through policy, people, limits and log. */
export async function callTool(env: Environment, turn: Turn): Promise<void> {
  try {
    const fromPage = comesFromPage(env, turn)
    let current = fromPage?.turn ?? narrowedAgain(env, turn)
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const judging = judgeCall(env, current)
      const call = judging instanceof Promise ? await judging : judging
      if (call === undefined) return
      const again = await makeCall(env, current, call, fromPage)
      if (again === undefined) return
      current = again
    }
    refuse(env, current, refusal('undecided'))
  } finally {
    turn.visit?.leaveUntaken()
  }
}

/** @returns the turn to try again with; undefined when the call has its answer */
async function makeCall(
  env: Environment,
  turn: Turn,
  call: JudgedCall,
  fromPage: FromPage | undefined,
): Promise<Turn | undefined> {
  const entering = enter(env, turn, { tool: call.tool })
  if (entering !== turn) {
    if (call.continuation !== undefined) env.states.putBack(turn, call.tool.name)
    return entering
  }
  const counted = await countCall(env, turn, call)
  if ('code' in counted) return refuseByLimit(env, turn, call, counted)
  if (!('rules' in counted)) return goOn(env, { turn, call, counted, permit: undefined })
  const asked = await askPeople(env, { turn, call, question: counted, fromPage })
  if (asked === undefined) return undefined
  return 'again' in asked ? asked.again : goOn(env, asked)
}

/** A call with everything that it takes. */
interface Taken {
  readonly turn: Turn
  readonly call: JudgedCall
  readonly counted: Counted
  /** Undefined: nobody had to be asked. */
  readonly permit: Permit | undefined
}

function refuseByLimit(env: Environment, turn: Turn, call: JudgedCall, found: Refusal): undefined {
  if (call.continuation !== undefined) env.states.putBack(turn, call.tool.name)
  const shadow = call.shadow && shadowFact(call.shadow)
  refuse(env, turn, { ...found, shadow, told: () => tellCall(env, turn, call) }, call.tool)
  return undefined
}

/** @returns the turn to try again with, because the configuration changed meanwhile; undefined when the call has its answer */
function goOn(env: Environment, taken: Taken): Turn | undefined | Promise<Turn | undefined> {
  const { turn, call } = taken
  if (call.shadow === undefined) return sendOrTryAgain(env, taken, undefined)
  return countShadow(env.counters, turn, call.shadow).then((shadow) => sendOrTryAgain(env, taken, shadow))
}

function sendOrTryAgain(env: Environment, taken: Taken, shadow: ShadowCount | undefined): Turn | undefined {
  const { turn, permit } = taken
  if (!isStale(env, turn)) return void send(env, taken, shadow)
  giveBack(env, taken, shadow)
  const again = identifyAgain(env, permit?.asked ?? turn)
  return 'code' in again ? void refuse(env, turn, again) : again
}

/** Whoever was revoked, and whatever was changed while the call waited, holds for it too. */
function isStale(env: Environment, { arrival, caller, started }: Turn): boolean {
  if (env.clock.monotonic() - started > STALE_AFTER || notCurrent(env) !== undefined) return true
  return caller.generation !== env.directory.generation && !isAsBefore(caller, arrival.identifyAgain())
}

/** A change of something else: the call was decided by what is still in force. */
const isAsBefore = (before: Caller, now: Caller | CallerRefusal): boolean =>
  typeof now !== 'string' &&
  now.grant === before.grant &&
  now.server === before.server &&
  now.policy === before.policy &&
  now.pins === before.pins &&
  now.stopped === before.stopped &&
  now.stoppedTools === before.stoppedTools

/** Nothing was sent: whoever calls again finds everything as it was. */
function giveBack(env: Environment, { turn, call, permit }: Taken, shadow: ShadowCount | undefined): void {
  if (call.reserved) env.counters.settle(turn.id, 'release')
  settleShadow(env.counters, turn, shadow, 'release')
  givePermitBack(env, turn, permit)
  if (call.continuation !== undefined) env.states.putBack(turn, call.tool.name)
}

const NOTHING_TOLD: CallFacts = { args: [], facts: undefined }

function send(env: Environment, taken: Taken, shadow: ShadowCount | undefined): void {
  const { turn, call, counted, permit } = taken
  const { tool, known, reserved, continuation, rule, document } = call
  const { args, facts } = tellCall(env, turn, call) ?? NOTHING_TOLD
  const narrowed = turn.narrowedFrom !== undefined
  const approval = permit && ({ id: permit.id, state: 'consumed', narrowed } as const)
  if (!env.recorder.allowed(turn, { tool, rule, document, args, facts, counted, shadow: shadow?.fact, approval })) {
    giveBack(env, taken, shadow)
    return refuse(env, turn, refusal('log_unavailable'), tool)
  }
  settleShadow(env.counters, turn, shadow, 'commit')
  const aftermath = toolAftermath(env, turn, call)
  const judge = callJudge(env, turn, {
    name: tool.name,
    round: continuation?.round ?? 0,
    reservation: continuation?.reservation ?? turn.id,
    approved: continuation?.approved ?? permit,
    aftermath,
  })
  forward(env, turn, {
    bytes: continuation?.bytes ?? bytesOf(taken),
    judge: narrowed ? tellNarrowed(judge, turn) : judge,
    reserved,
    paramHeaders: known?.paramHeaders,
    aftermath: aftermath(),
    onEnded: permit && ((ended) => settlePermit(env, turn, permit, ended)),
  })
}

/** What people were asked about is a call from its beginning: it answers no question of its server's. */
const bytesOf = ({ turn: { message }, permit }: Taken): Buffer =>
  permit === undefined || message.era === 'legacy' ? message.bytes : withoutReplies(message.bytes)
