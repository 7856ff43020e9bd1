/** Asks people about a call, and waits with it; what they allow is taken for this one call. */
import type { Approval } from '../../ports/approval-store.ts'
import { joinTerms } from '../../ports/approval-terms.ts'
import type { Counted } from '../../ports/audit-sink.ts'
import { countCall } from '../count-call.ts'
import type { Environment } from '../environment.ts'
import { type Refusal, refusal } from '../errors.ts'
import { identifyAgain } from '../identify-again.ts'
import { type JudgedCall, judgeCall, tellCall } from '../judge-call.ts'
import { refuse, refuseWith } from '../refuse.ts'
import { refusalOf, reserve } from '../reserve.ts'
import { bookOf } from '../tools/book-of.ts'
import type { Turn } from '../turn.ts'
import type { Approvals } from './approvals.ts'
import { type Binding, bindingOf, paramsText } from './binding.ts'
import { pageDone, pageFirst, showPage, showsPages } from './client-page.ts'
import { handOut } from './hand-out.ts'
import { type HeldDownstream, heldDown } from './held-downstream.ts'
import { hold } from './hold.ts'
import { narrowedTurn } from './narrow.ts'
import type { Permit } from './permit.ts'
import { covers, type Question } from './question.ts'
import { askedTooOften, misnarrowed, standing, unaskable, undefinedTool, unreachable } from './told.ts'

/** What is asked about. */
export interface AskedCall {
  readonly turn: Turn
  readonly call: JudgedCall
  readonly question: Question
  /** It came back from the page that the client was sent to; undefined: it did not. */
  readonly fromPage: { readonly declined: boolean } | undefined
}

/** What came of it; undefined: the call has its answer. */
export type Answered =
  /** A person allowed it, and everything it takes was taken. */
  | { readonly turn: Turn; readonly call: JudgedCall; readonly counted: Counted; readonly permit: Permit }
  /** Something happened meanwhile: it is judged once more, as this turn. */
  | { readonly again: Turn }
  | undefined

/** One call on its way to people, with a way back that can be held. */
interface Asking extends AskedCall {
  readonly approvals: Approvals
  readonly down: HeldDownstream
  readonly binding: Binding
}

/** Finds or opens the question of this call, and does what its state says. */
export async function askPeople(env: Environment, asked: AskedCall): Promise<Answered> {
  const { call, question } = asked
  const { approvals } = env
  const { tool } = call
  if (approvals === undefined) return refuseAs(env, asked, unaskable(question, asked.turn, tool.name))
  // Bound to nothing in the definition's place, it would end what another gateway asked that knows the definition.
  if (!isDefined(env, asked.turn)) return refuseAs(env, asked, undefinedTool(question))
  const { turn, down } = heldDown(asked.turn)
  const binding = bindingOf(approvals, turn, call, question)
  const { organisation, grant, label = grant, owner } = turn.caller.grant.subject
  const { id, slug } = turn.caller.server
  const opened = await approvals.store.open({
    organisation,
    grant: { id: grant, label, owner },
    server: { id, slug },
    tool: tool.name,
    label: tool.label,
    ...binding,
    asks: question.rules,
    params: paramsText(turn),
    definition: call.known?.heard?.text,
    at: turn.at,
  })
  const asking = { ...asked, turn, down, approvals, binding }
  if (opened.outcome === 'unavailable') return refuseAs(env, asking, unreachable(question))
  if (opened.outcome === 'too_many') return refuseAs(env, asking, askedTooOften(question, opened.retryAfter))
  return follow(env, asking, opened.approval)
}

/** Whether the server's whole list is known by which the tool is defined and labelled, or by which there is no such tool. */
const isDefined = (env: Environment, { caller, conversation }: Turn): boolean =>
  bookOf(env, caller).heardBy(conversation).known

async function follow(env: Environment, asking: Asking, approval: Approval): Promise<Answered> {
  switch (approval.state) {
    case 'pending':
      return wait(env, asking, approval)
    case 'approved':
      return goOn(env, asking, approval)
    case 'consumed':
      if (approval.undelivered && (await handOut(env, asking, approval.id, asking.binding.binding))) return undefined
      return refuseAs(env, asking, standing(asking.question, approval))
    case 'rejected':
    case 'expired':
    case 'superseded':
      return refuseAs(env, asking, standing(asking.question, approval))
    default:
      return approval.state satisfies never
  }
}

/** Sends the client to the page where it can show one, or holds the call. */
async function wait(env: Environment, asking: Asking, approval: Approval): Promise<Answered> {
  const { turn, down, question, fromPage, approvals } = asking
  const [{ message }] = question.rules
  const waiting = standing(question, approval)
  if (fromPage === undefined && down.until === undefined && showsPages(turn)) {
    const body = pageFirst(env, turn, approval, message)
    refuseWith(env, turn, { found: waiting, tool: asking.call.tool, body })
    return undefined
  }
  if (fromPage?.declined === true) return refuseAs(env, asking, waiting)
  showPage(turn, down, approval, message)
  // Who waits for a person takes nobody's place.
  turn.visit?.leave()
  const { store } = approvals
  const held = await hold(env, turn, { store, approval, down, message, length: joinTerms(question.rules).hold })
  switch (held.kind) {
    case 'settled':
      pageDone(turn, down, held.approval)
      return held.approval.state === 'approved'
        ? again(env, asking)
        : refuseAs(env, asking, standing(question, held.approval))
    case 'waiting':
    case 'left':
      return refuseAs(env, asking, waiting)
    case 'stopped':
      return stop(env, asking, held.why)
    default:
      return held satisfies never
  }
}

/** Whoever stops a grant, a server or a tool does not mean what they asked for to go on when that is over. */
function stop(env: Environment, asking: Asking, why: Refusal | undefined): Answered {
  const { turn, approvals, call } = asking
  const now = why ?? identifyAgain(env, turn)
  const found = 'code' in now ? now : refusal('shutting_down')
  if (why !== undefined || found.code === 'unauthenticated') {
    const { grant, server } = turn.caller
    const { organisation } = grant.subject
    const which = { organisation, grant: grant.subject.grant, server: server.id, tool: call.tool.name }
    void approvals.store.supersede(which, why?.message ?? 'The grant is over.')
  }
  return refuseAs(env, asking, found)
}

/** The configuration may have changed while it was held: everything is decided once more. */
function again(env: Environment, asking: Asking): Answered {
  const turn = identifyAgain(env, asking.turn)
  return 'code' in turn ? refuseAs(env, asking, turn) : { again: turn }
}

/** Takes what the call takes, as it was approved, and the answer for it. */
async function goOn(env: Environment, asking: Asking, approval: Approval): Promise<Answered> {
  const { id, narrowed } = approval
  // Nobody hears the answer: whoever calls again finds everything as it is.
  if (asking.down.gone) return refuseAs(env, asking, standing(asking.question, approval))
  const going = narrowed === undefined ? asking : await narrow(env, asking, approval, narrowed)
  if (going === undefined) return undefined
  const { turn, call } = going
  const counted = await countApproved(env, asking, going)
  if ('code' in counted) return refuseAs(env, { turn, call }, counted)
  const release = (): void => env.counters.settle(turn.id, 'release')
  const { binding, alike } = asking.binding
  const consumed = await asking.approvals.store.consume(id, { binding, alike, call: turn.id })
  if (consumed.outcome === 'consumed' && consumed.narrowed === narrowed)
    return { turn, call: { ...call, reserved: true }, counted, permit: { id, asked: asking.turn, narrowed } }
  release()
  if (consumed.outcome === 'unavailable') return refuseAs(env, asking, unreachable(asking.question))
  if (consumed.outcome === 'consumed') void asking.approvals.store.settle(id, turn.id, { how: 'not_sent' })
  // Another call was first, or it expired just now: the next look says which.
  return again(env, asking)
}

/** What is sent is judged: the call with the arguments that a person left. */
async function narrow(
  env: Environment,
  { turn, call, question }: Asking,
  approval: Approval,
  narrowed: string,
): Promise<Pick<Asking, 'turn' | 'call'> | undefined> {
  const next = narrowedTurn(env, turn, call.known, narrowed)
  if (next === undefined) return void refuse(env, turn, misnarrowed(question, approval), call.tool)
  const judged = await judgeCall(env, next)
  return judged && { turn: next, call: judged }
}

/** What was asked may be exceeded; what nobody was asked about may not. */
async function countApproved(
  env: Environment,
  { question }: Asking,
  { turn, call }: Pick<Asking, 'turn' | 'call'>,
): Promise<Counted | Refusal> {
  if (turn.narrowedFrom !== undefined) {
    const found = await countCall(env, turn, call)
    if (!('rules' in found)) return found
    if (!covers(question, found)) return NOT_ASKED
  }
  const taken = await reserve(env.counters, turn, { tool: call.tool, claims: call.claims, approved: true })
  return 'limits' in taken ? refusalOf(taken, turn, call.tool.name) : taken
}

const NOT_ASKED: Refusal = {
  code: 'policy_denied',
  message: 'A rule wants a person to look at the call as it was narrowed, who was not asked about it. It was not made.',
}

function refuseAs(env: Environment, { turn, call }: Pick<AskedCall, 'turn' | 'call'>, found: Refusal): undefined {
  refuse(env, turn, { ...found, told: () => tellCall(env, turn, call) }, call.tool)
  return undefined
}
