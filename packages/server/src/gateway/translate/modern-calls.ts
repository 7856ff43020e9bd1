/**
 * Calls of modern clients before a server that speaks the legacy era only: they share a session for each set of
 * capabilities that their clients declare, which the gateway opens, and opens again when the server forgot it.
 */
import type { AnswerListener, Exchange, Link, Outgoing } from '../upstream/link.ts'
import { acknowledged, unsent } from '../upstream/settled.ts'
import { META } from '../wire/era.ts'
import { errorAnswer } from '../wire/refusal.ts'
import type { ServerNotification } from '../wire/server-message.ts'
import { isObject } from '../wire/shape.ts'
import { stringAt, textAt } from '../wire/splice.ts'
import { clientCapabilities } from './capabilities.ts'
import { LegacyCall } from './legacy-call.ts'
import { metaOf } from './legacy-request.ts'
import { answerLocally } from './local-answer.ts'
import { discoverAnswer } from './modern-answer.ts'
import { ModernNews } from './modern-news.ts'
import type { Hello } from './modern-request.ts'
import { ParkedCalls } from './parked-calls.ts'
import { isOffered, type Question, questionOf, WaitingQuestions } from './questions.ts'
import { type SessionBounds, UpstreamSession } from './upstream-session.ts'
import type { Road, Told } from './whole-answer.ts'

/** Sessions of one conversation: clients of one grant rarely declare different things. */
const MOST_SESSIONS = 8

/** A way to the server for one session. */
export interface OwnLink {
  readonly link: Link
  /** It ends with the session. */
  readonly isOwn: boolean
}

/** What the calls need of their surroundings. */
export interface ModernCallsOptions {
  readonly bounds: SessionBounds
  /** undefined: as many as allowed are open. */
  readonly openLink: () => OwnLink | undefined
}

interface Pooled {
  readonly session: UpstreamSession
  readonly news: ModernNews
  readonly calls: Set<LegacyCall>
  readonly questions: WaitingQuestions
}

/** A request, and who waits for its answer. */
interface Sending {
  readonly outgoing: Outgoing
  readonly listener: AnswerListener
  /** It was sent before, in a session that was gone. */
  readonly isAgain?: boolean
}

/** The calls of one conversation. */
export class ModernCalls implements Road {
  readonly #options: ModernCallsOptions
  /** By what their clients declare, least recently used first. */
  readonly #pool = new Map<string, Pooled>()
  readonly #parked = new ParkedCalls()

  constructor(options: ModernCallsOptions) {
    this.#options = options
  }

  /** Whether a session is open. */
  get alive(): boolean {
    for (const { session } of this.#pool.values()) if (session.usable) return true
    return false
  }

  /** Opens the session that a request would go through, where there is none; undefined: no room. */
  async greet(outgoing: Outgoing): Promise<Told | undefined> {
    const pooled = this.#pooledFor(outgoing)
    const told = await pooled?.session.opened
    if (pooled?.session.lost === true) this.#drop(pooled)
    return told
  }

  exchange(outgoing: Outgoing, listener: AnswerListener): Exchange {
    // What a modern client sends beside requests says that it does not wait any more: its stream says so too.
    if (outgoing.kind !== 'request') return acknowledged(listener)
    const state = stateOf(outgoing)
    if (state !== undefined) return this.#resume(state, outgoing, listener)
    const pooled = this.#pooledFor(outgoing)
    return pooled === undefined ? unsent(listener, 'busy') : new Start(this, pooled, { outgoing, listener })
  }

  async close(): Promise<void> {
    this.#parked.clear()
    const sessions = [...this.#pool.values()]
    this.#pool.clear()
    await Promise.all(sessions.map((pooled) => this.#end(pooled)))
  }

  /** Sends a request within an open session. */
  send(pooled: Pooled, { outgoing, listener, isAgain }: Sending): Exchange {
    const { session, news, calls } = pooled
    const { method = '', bytes } = outgoing
    const idText = textAt(bytes, ['id']) ?? 'null'
    if (method === 'server/discover' && session.initialized !== undefined) {
      return answerLocally(listener, discoverAnswer(idText, session.initialized))
    }
    if (method === 'subscriptions/listen') return news.listen(outgoing, listener)
    if (method.startsWith('tasks/')) {
      const message = `Method not found: ${method}. The server has no tasks of this protocol version.`
      return answerLocally(listener, errorAnswer(idText, -32601, message))
    }
    const call = new LegacyCall(outgoing, listener, {
      session,
      maxAnswerBytes: this.#options.bounds.maxAnswerBytes,
      onParked: (parked) => this.#parked.park(parked),
      onSessionGone: (gone) => isAgain !== true && this.#sendAgain(gone),
      onOver: (over) => void calls.delete(over),
    })
    calls.add(call)
    if (call.canAsk) pooled.questions.offer((question) => call.ask(question))
    const exchange = call.asExchange()
    const level = metaOf(bytes, META.logLevel)
    const start = (): void => call.start()
    session.wantLogs(level).then(start, start)
    return exchange
  }

  /** The session was gone: what has no effect goes again in another one, once. */
  #sendAgain(gone: LegacyCall): boolean {
    const waiting = gone.handOver()
    if (waiting === undefined) return false
    const pooled = this.#pooledFor(waiting.outgoing)
    if (pooled === undefined) unsent(waiting.listener, 'busy')
    else new Start(this, pooled, { ...waiting, isAgain: true })
    return true
  }

  #pooledFor(outgoing: Outgoing): Pooled | undefined {
    const hello = helloOf(outgoing)
    const key = JSON.stringify(hello.capabilities)
    const known = this.#pool.get(key)
    if (known !== undefined) {
      this.#pool.delete(key)
      if (known.session.usable) {
        this.#pool.set(key, known)
        return known
      }
      void this.#end(known)
    }
    if (this.#pool.size >= MOST_SESSIONS && !this.#makeRoom()) return undefined
    const opened = this.#options.openLink()
    if (opened === undefined) return undefined
    const pooled = this.#open(opened, hello)
    this.#pool.set(key, pooled)
    return pooled
  }

  #open({ link, isOwn }: OwnLink, hello: Hello): Pooled {
    const calls = new Set<LegacyCall>()
    const session: UpstreamSession = new UpstreamSession(link, hello, isOwn, {
      bounds: this.#options.bounds,
      ears: {
        onNotification: (message, bytes) => heard(pooled, message, bytes),
        onQuestion: (message, bytes) => asked(pooled, questionOf(message, bytes)),
        onLost: () => pooled.news.end(),
      },
    })
    const questions = new WaitingQuestions(({ request }) => session.answer(request, undefined))
    const pooled: Pooled = { session, calls, questions, news: new ModernNews(session) }
    return pooled
  }

  /** Ends a session that nobody uses; else one in which calls only wait for clients that may never come back. */
  #makeRoom(): boolean {
    const quiet = [...this.#pool.values()].filter(({ news, calls }) => !news.attended && [...calls].every(isParked))
    const found = quiet.find(({ calls }) => calls.size === 0) ?? quiet[0]
    if (found === undefined) return false
    for (const call of [...found.calls]) call.abandon()
    this.#drop(found)
    return true
  }

  #drop(pooled: Pooled): void {
    for (const [key, other] of this.#pool) if (other === pooled) this.#pool.delete(key)
    void this.#end(pooled)
  }

  #end({ session, news, questions }: Pooled): Promise<void> {
    questions.clear()
    news.end()
    return session.close()
  }

  /** Whoever says that it goes on with a call must not begin another. */
  #resume(state: string, outgoing: Outgoing, listener: AnswerListener): Exchange {
    const call = this.#parked.take(state)
    if (call === undefined) {
      const message =
        'No call waits for this requestState: it is not valid, was used, or is too old. Begin again without it.'
      return answerLocally(listener, errorAnswer(textAt(outgoing.bytes, ['id']) ?? 'null', -32602, message))
    }
    return call.resume(outgoing, listener)
  }
}

/** A request that waits until its session is open. */
class Start implements Exchange {
  #exchange: Exchange | undefined
  #over = false

  constructor(calls: ModernCalls, pooled: Pooled, sending: Sending) {
    const { session } = pooled
    if (session.initialized !== undefined) {
      this.#exchange = calls.send(pooled, sending)
      return
    }
    void session.opened.then((told) => {
      if (this.#over) return
      if (session.initialized === undefined) tellNotOpened(sending.listener, told)
      else this.#exchange = calls.send(pooled, sending)
    })
  }

  cancel(): void {
    this.#over = true
    this.#exchange?.cancel()
  }

  resume(): void {
    this.#exchange?.resume()
  }
}

const isParked = (call: LegacyCall): boolean => call.parked

const stateOf = ({ bytes }: Outgoing): string | undefined => stringAt(bytes, ['params', 'requestState'])

/** The session could not be opened: nothing of the request itself was sent. */
function tellNotOpened(listener: AnswerListener, told: Told): void {
  if (told.kind === 'failed') listener.onFailure(told.failure, false, told.detail)
  else listener.onFailure('garbage', false)
}

function helloOf({ bytes }: Outgoing): Hello {
  const capabilities = metaOf(bytes, META.clientCapabilities)
  const clientInfo = metaOf(bytes, META.clientInfo)
  return {
    capabilities: isObject(capabilities) ? clientCapabilities(capabilities) : {},
    clientInfo: isObject(clientInfo) ? clientInfo : undefined,
  }
}

/** Logs have to belong to a request in the modern era: to the only one that is under way. */
function heard({ news, calls }: Pooled, message: ServerNotification, bytes: Buffer): void {
  if (message.method !== 'notifications/message') return news.heard(message, bytes)
  const [only, ...others] = calls
  if (only !== undefined && others.length === 0 && only.wantsLog(message.params['level'])) only.tell(bytes)
}

/** A question outside of a call goes to the call that is under way alone, or to the next. */
function asked({ calls, questions, session }: Pooled, question: Question): boolean {
  const candidates = [...calls].filter(({ canAsk }) => canAsk)
  const [only] = candidates
  if (only !== undefined && candidates.length === 1) return only.ask(question)
  return isOffered(question.request.method, session.hello.capabilities) && questions.hold(question)
}
