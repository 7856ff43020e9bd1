/** Sends what was judged to the upstream, relays what comes back, and settles when it ended. */

import type { Instant, JsonObject } from '@portcullis/engine'
import type { Caller } from '../ports/directory.ts'
import type { Aftermath } from './aftermath.ts'
import type { Inspector } from './answer/inspector.ts'
import type { AnswerJudge } from './answer/judge.ts'
import { judgeAnswer } from './answer/judge-answer.ts'
import { Relay } from './answer/relay.ts'
import type { Outcome, RelayOwner } from './answer/relay-owner.ts'
import type { Ended } from './approve/permit.ts'
import { toolName } from './describe.ts'
import type { Environment } from './environment.ts'
import type { Refusal } from './errors.ts'
import { offered } from './offer.ts'
import { outgoingHeaders } from './outgoing.ts'
import { refusalReply } from './reply.ts'
import { reportTo } from './report.ts'
import { cancelUpstream } from './session/cancel-upstream.ts'
import { idKey, type OpenStream, sessionHeaders } from './session/conversation.ts'
import { type ChangedList, changedLists, listChanged } from './session/list-changes.ts'
import { PresentCaller } from './session/present-caller.ts'
import type { ResumePoint } from './session/resume-point.ts'
import { settle } from './settle.ts'
import { bookOf } from './tools/book-of.ts'
import { carryTrace } from './trace.ts'
import { slotOf, type Turn } from './turn.ts'
import type { Exchange, UpstreamFailure } from './upstream/link.ts'
import type { Visitor } from './upstream/visit.ts'
import type { RequestId } from './wire/message.ts'
import type { ParamHeader } from './wire/param-headers.ts'
import { isObject } from './wire/shape.ts'

/** How one request is forwarded. */
export interface Forwarding {
  /** What was judged: the message's own bytes, or those bytes with a member of the gateway's taken out. */
  readonly bytes: Buffer
  readonly judge: AnswerJudge
  /** Claims were taken under the turn's id, to be settled when the call ended. */
  readonly reserved: boolean
  /** Arguments that the tool wants in headers as well. */
  readonly paramHeaders?: readonly ParamHeader[] | undefined
  /** What is done with what comes back; undefined: it passes as it is. */
  readonly aftermath?: Aftermath | undefined
  /** Told once, when the client was told what it is told: whoever allowed the call learns what became of it. */
  readonly onEnded?: ((ended: Ended) => void) | undefined
}

/** Forwards a request; everything after this is told by the answer. */
export function forward(env: Environment, turn: Turn, forwarding: Forwarding): void {
  const flight = new Flight(env, turn, forwarding)
  flight.start()
}

/** One request under way: lives until its answer was passed on, or nobody waits for it any more. */
class Flight implements RelayOwner, OpenStream, Visitor {
  readonly standalone = false
  readonly address
  readonly lasting
  readonly tool
  place = -1
  private told: Caller
  readonly conversation
  readonly message
  readonly down
  readonly judge
  readonly secrets
  readonly trustsOwnMeta
  readonly needsId
  readonly ownHosts
  readonly tasks
  private readonly env: Environment
  private readonly turn: Turn
  private readonly forwarding: Forwarding
  private readonly relay: Relay
  private sentAt: number | undefined
  private detached = false
  private exchange: Exchange | undefined
  private done = false
  private present: PresentCaller | undefined

  constructor(env: Environment, turn: Turn, forwarding: Forwarding) {
    this.env = env
    this.turn = turn
    this.told = turn.caller
    this.forwarding = forwarding
    this.conversation = turn.conversation
    this.message = turn.message
    this.address = turn.arrival.address
    this.lasting = turn.message.method === 'subscriptions/listen'
    this.tool = turn.message.method === 'tools/call' ? toolName(turn) : undefined
    this.down = turn.arrival.down
    this.judge = forwarding.judge
    this.secrets = env.secretsOf(turn.caller)
    this.trustsOwnMeta = env.trustsOwnMeta
    this.needsId = turn.arrival.channel !== undefined
    this.ownHosts = env.ownHosts
    this.tasks = env.tasks
    this.relay = new Relay(this)
    turn.visit?.take(this)
  }

  /**
   * By whom it is judged what the server sends beside the answer: as the configuration has it now, for a request may go
   * on across many of its versions. The answer itself is judged by the caller that asked.
   */
  get caller(): Caller {
    this.present ??= new PresentCaller(this.env, this.turn.caller)
    return this.present.orNobody()
  }

  /** Of a subscription another one for each message. */
  get inspector(): Inspector | undefined {
    return this.forwarding.aftermath?.inspector
  }

  start(): void {
    const { conversation, message, turn } = this
    this.down.onClose(() => this.clientGone())
    // Whoever went away while the call waited for its turn has cancelled it.
    if (this.done) return
    if (!conversation.stateless) {
      conversation.pending.set(idKey(message.id), {
        late: (answer) => this.answerLate(answer),
        drop: () => this.drop(),
      })
    }
    const headers = outgoingHeaders(turn.arrival, conversation, message, this.forwarding.paramHeaders)
    const carried = carryTrace(turn, offered(turn, this.forwarding.bytes), headers)
    const exchange = conversation.link.exchange(
      {
        kind: 'request',
        bytes: carried.bytes,
        era: message.era,
        id: message.id,
        method: message.method,
        progressToken: progressToken(message.params),
        headers: carried.headers,
        caller: turn.caller,
        address: turn.arrival.address,
        client: turn.arrival.client ?? conversation.client,
        slot: slotOf(turn),
      },
      this.relay,
    )
    this.exchange = exchange
    if (this.done) return
    conversation.streams.add(this)
    this.down.onDrain(() => this.exchange?.resume())
  }

  /** Somebody ends it: the grant was revoked, the server went away, an operator stopped it, or the gateway stops. */
  stop(why?: Refusal): void {
    // That it ends here says nothing of the server.
    this.turn.visit?.leave()
    this.exchange?.cancel()
    // Its client has gone to another stream: there is nobody to be told.
    if (this.detached) return this.drop()
    if (why === undefined) return this.relay.onFailure('closed', this.sentAt !== undefined)
    if (!this.done && this.sentAt !== undefined) cancelUpstream(this.conversation, this.message)
    this.relay.onStopped(why)
  }

  /** It has taken all the time that a request may take. */
  onOverdue(): void {
    if (this.done) return
    const sent = this.sentAt !== undefined
    this.exchange?.cancel()
    if (sent) cancelUpstream(this.conversation, this.message)
    if (this.detached) return this.drop()
    this.relay.onFailure(sent ? 'timeout' : 'busy', sent)
  }

  onReached(failure: UpstreamFailure | undefined, sent: boolean): void {
    reportTo(this.turn, failure, sent)
  }

  /** A subscription is told what the change means for it. */
  follow(caller: Caller): void {
    if (!this.lasting || this.done || caller === this.told) return
    const lists = changedLists(this.told, caller, this.now())
    this.told = caller
    if (!this.relay.isPassing) return
    for (const list of lists) {
      if (wishes(this.message.params, list))
        this.down.event({ data: listChanged(list, this.message.id), raw: undefined })
    }
  }

  onSent(): void {
    this.sentAt ??= this.env.clock.monotonic()
  }

  onSession(upstreamId: string | undefined): string | undefined {
    if (this.message.method !== 'initialize') return undefined
    if (this.turn.arrival.channel !== undefined) {
      this.conversation.sessionId = upstreamId
      return undefined
    }
    const sessionless = upstreamId === undefined && this.turn.caller.server.transport.kind === 'http'
    return sessionless ? undefined : this.env.conversations.register(this.conversation, upstreamId)
  }

  onSessionOver(): void {
    if (this.conversation.sessionId !== undefined) this.env.conversations.end(this.conversation)
  }

  now(): Instant {
    return this.env.clock.now()
  }

  onToolsChanged(): void {
    bookOf(this.env, this.caller).invalidate()
  }

  onRefused(method: string, rule: string): void {
    this.env.recorder.dropped(this.caller, { method, rule, era: 'legacy' })
  }

  onBroken(cause: unknown): void {
    this.env.diagnose('An answer could not be judged, so it was withheld.', cause)
  }

  onDetached({ lastEventId, retry }: ResumePoint): boolean {
    const { conversation } = this
    if (conversation.stateless || conversation.ended) return false
    if (this.turn.arrival.channel === undefined) {
      this.detached = true
      this.down.end()
      return true
    }
    // A channel's client knows nothing of streams: its answer is fetched for it.
    const takeUp = (): void => {
      if (this.done) return
      this.exchange = conversation.link.listen(lastEventId, sessionHeaders(conversation), this.relay)
    }
    setTimeout(takeUp, retry).unref()
    return true
  }

  onDone(outcome: Outcome, sent: boolean): void {
    const { conversation, turn, env } = this
    this.done = true
    this.turn.visit?.leave()
    // What is withheld may go on for ever; an answer's stream is about to end.
    if (outcome === 'withheld') this.exchange?.cancel()
    else this.exchange?.release?.()
    conversation.streams.delete(this)
    if (!conversation.stateless) conversation.pending.delete(idKey(this.message.id))
    if (this.forwarding.reserved) settle(env.counters, turn.id, sent, outcome)
    this.forwarding.aftermath?.onDone?.(outcome)
    const result = this.inspector?.record()
    this.forwarding.onEnded?.({ outcome, sent, byRule: result?.withheldBy !== undefined })
    env.recorder.outcome(turn, { outcome, result }, this.sentAt)
    // What opened no session must not keep a child, or a place. A channel's client may try again on the same one.
    const failed = outcome !== 'ok' && this.message.method === 'initialize'
    if (failed && turn.arrival.channel === undefined) env.conversations.end(conversation)
  }

  refusalBytes(found: Refusal): { readonly status: number; readonly body: Buffer } {
    return refusalReply(this.turn, this.env.rephrase?.(found) ?? found)
  }

  /** In the modern era a closed stream cancels; a legacy client cancels with a notification, and may come back. */
  private clientGone(): void {
    const mayComeBack = this.message.era === 'legacy' && this.turn.caller.server.transport.kind !== 'http'
    if (!mayComeBack) this.exchange?.cancel()
    if (!this.detached) this.relay.onClientGone()
  }

  private answerLate(answer: Buffer): Buffer {
    const judged = judgeAnswer(this, answer)
    this.onDone(judged.outcome, true)
    return Buffer.isBuffer(judged.answer) ? judged.answer : this.refusalBytes(judged.answer).body
  }

  private drop(): void {
    if (this.detached) this.onDone('unknown', true)
  }
}

/** Which changes a subscription asked for (MCP 2026-07-28, subscriptions). */
function wishes({ notifications }: JsonObject, list: ChangedList): boolean {
  const key = `${list}ListChanged`
  return isObject(notifications) && Object.hasOwn(notifications, key) && notifications[key] === true
}

function progressToken(params: { readonly [key: string]: unknown }): RequestId | undefined {
  const meta = params['_meta']
  if (typeof meta !== 'object' || meta === null || !Object.hasOwn(meta, 'progressToken')) return undefined
  const token: unknown = Reflect.get(meta, 'progressToken')
  return typeof token === 'string' || typeof token === 'number' ? token : undefined
}
