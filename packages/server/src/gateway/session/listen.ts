/** What a server sends by itself: the standalone stream of a legacy session. */
import type { Instant } from '@portcullis/engine'
import type { Caller } from '../../ports/directory.ts'
import { bareEvent, changedEvent } from '../answer/changed-event.ts'
import { judgeServerMessage, type StreamOwner } from '../answer/server-messages.ts'
import { newsAftermath, tellsResult } from '../answer/task-news.ts'
import type { Downstream } from '../downstream.ts'
import type { Environment } from '../environment.ts'
import { refusal, refusals } from '../errors.ts'
import { StreamResults } from '../stream-results.ts'
import { bookOf } from '../tools/book-of.ts'
import type { AnswerHead, AnswerListener, Exchange, ServerEvent, UpstreamFailure } from '../upstream/link.ts'
import { classifyServerMessage } from '../wire/answer.ts'
import { errorAnswer } from '../wire/refusal.ts'
import type { SecretSearch } from '../wire/secret-search.ts'
import { textAt } from '../wire/splice.ts'
import { type Conversation, idKey } from './conversation.ts'
import { changedLists, listChanged } from './list-changes.ts'
import { PresentCaller } from './present-caller.ts'
import { ResumePoint } from './resume-point.ts'
import type { TaskOwners } from './task-owners.ts'

/** Milliseconds between two attempts to open a stream again, at most. */
const LONGEST_PAUSE = 30_000

/** Failures that may be over soon. */
const PASSING: ReadonlySet<UpstreamFailure> = new Set(['unreachable', 'timeout', 'closed', 'busy'])

/** Who listens, and to what. */
export interface Listening {
  /** The client did not ask for the stream by a request of its own: a refusal has nobody to be told to. */
  readonly unasked?: boolean
  readonly caller: Caller
  readonly conversation: Conversation
  readonly down: Downstream
  /** Where the client is. */
  readonly address: string | undefined
  readonly lastEventId: string | undefined
  /** Protocol headers for an HTTP upstream. */
  readonly headers: readonly string[]
}

/** Opens the stream; it ends with the client, the server, the session, or the grant. */
export function listen(env: Environment, listening: Listening): void {
  const stream = new StandaloneStream(env, listening)
  stream.open()
}

class StandaloneStream implements AnswerListener, StreamOwner {
  readonly standalone = true
  readonly lasting = true
  readonly tool = undefined
  readonly address: string | undefined
  place = -1
  private told: Caller
  readonly conversation: Conversation
  readonly ownHosts: ReadonlySet<string>
  readonly tasks: TaskOwners
  private readonly env: Environment
  private readonly listening: Listening
  private readonly secrets: SecretSearch | undefined
  private readonly present: PresentCaller
  private readonly results: StreamResults
  private readonly point = new ResumePoint()
  private exchange: Exchange | undefined
  private failures = 0
  private ended = false

  constructor(env: Environment, listening: Listening) {
    this.env = env
    this.listening = listening
    this.told = listening.caller
    this.address = listening.address
    this.ownHosts = env.ownHosts
    this.tasks = env.tasks
    this.conversation = listening.conversation
    this.secrets = env.secretsOf(listening.caller)
    this.present = new PresentCaller(env, listening.caller)
    this.results = new StreamResults(env, this.present)
  }

  /** As the configuration has it now: a stream stays open across many of its versions. */
  get caller(): Caller {
    return this.present.orNobody()
  }

  open(): void {
    const { conversation, lastEventId, down } = this.listening
    conversation.streams.add(this)
    this.connect(lastEventId)
    down.onDrain(() => this.exchange?.resume())
    down.onClose(() => this.stop())
  }

  /** Its client is told what the change means for it. */
  follow(caller: Caller): void {
    if (caller === this.told) return
    const lists = changedLists(this.told, caller, this.now())
    this.told = caller
    const { down } = this.listening
    if (!down.begun || this.ended) return
    for (const list of lists) down.event({ data: listChanged(list, undefined), raw: undefined })
  }

  /** Ends the stream from our side. */
  stop(): void {
    this.exchange?.cancel()
    this.finish()
  }

  onSent(): void {
    // Nothing is counted here.
  }

  onHead({ kind, status }: AnswerHead): void {
    if (kind !== 'events') return this.refuse(status >= 400 ? status : 405)
    this.failures = 0
    this.listening.down.beginEvents()
  }

  onChunk(): boolean {
    return true
  }

  onEvent(written: ServerEvent): boolean {
    const { down } = this.listening
    if (this.ended) return true
    if (this.present.get() === undefined) return this.over()
    this.point.note(written)
    // Comments and ids of events go on as well: the whole block is searched.
    const block = written.raw ?? written.data
    if (block !== undefined && this.secrets?.found(block) === true) return this.withhold()
    const { inspector } = this.results
    const event = inspector === undefined ? written : bareEvent(written)
    const { data } = event
    if (data === undefined) return down.event(event)
    const message = classifyServerMessage(data)
    if (message === undefined) return this.withhold()
    if (message.kind === 'response') return this.late(event, data, message.id)
    const news = newsAftermath(this, message)
    const passed = (news === undefined ? inspector : news.inspector)?.message(data) ?? data
    if (!Buffer.isBuffer(passed)) return this.withhold()
    if (judgeServerMessage(this, message) === 'drop') return true
    if (tellsResult(message)) news?.onDone?.('ok')
    return down.event(changedEvent(event, passed))
  }

  onEnd(): void {
    if (!this.reopens()) this.finish()
  }

  onFailure(failure: UpstreamFailure): void {
    this.failures += 1
    if (PASSING.has(failure) && this.reopens()) return
    if (!this.ended && !this.listening.down.begun) this.refuse(502)
    this.finish()
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

  private withhold(): true {
    this.env.diagnose(`A message of server ${this.conversation.server} was withheld and its stream ended.`)
    return this.over()
  }

  private over(): true {
    this.stop()
    return true
  }

  /** An answer whose own stream ended before it came: judged as it would have been there. */
  private late(event: ServerEvent, data: Buffer, id: string | number | null): boolean {
    const pending = id === null ? undefined : this.conversation.pending.get(idKey(id))
    if (pending === undefined) return this.lost(data)
    const judged = pending.late(data)
    return this.listening.down.event(judged === data ? event : { data: judged, raw: undefined })
  }

  /** The gateway that judged the question is gone, and nobody can judge the answer: its client need not wait any more. */
  private lost(data: Buffer): boolean {
    const { down, lastEventId, conversation } = this.listening
    const idText = textAt(data, ['id'])
    if (conversation.adopted === undefined || lastEventId === undefined || idText === undefined) return true
    const { rpc, note } = refusals.gateway_closed
    return down.event({ data: errorAnswer(idText, rpc, note), raw: undefined })
  }

  private connect(lastEventId: string | undefined): void {
    this.exchange = this.conversation.link.listen(lastEventId, this.listening.headers, this)
  }

  /**
   * A server may close the stream at any time, and its client opens another. The client of a channel knows of none, so
   * it is opened again for it as long as the session lasts.
   */
  private reopens(): boolean {
    const isHttp = this.caller.server.transport.kind === 'http'
    if (this.ended || this.listening.unasked !== true || !isHttp) return false
    const pause = Math.min(LONGEST_PAUSE, this.point.retry * 2 ** this.failures)
    setTimeout(() => {
      if (!this.ended) this.connect(this.point.lastEventId)
    }, pause).unref()
    return true
  }

  private refuse(status: number): void {
    const { rpc, note } = refusals.method_not_allowed
    const found = status === 405 ? { rpc, note } : { rpc: status, note: refusal('upstream_unreachable').message }
    if (this.listening.unasked !== true) {
      this.listening.down.json(status, errorAnswer(undefined, found.rpc, found.note))
    }
    this.finish()
  }

  private finish(): void {
    if (this.ended) return
    this.ended = true
    this.conversation.streams.delete(this)
    if (this.listening.down.begun) this.listening.down.end()
  }
}
