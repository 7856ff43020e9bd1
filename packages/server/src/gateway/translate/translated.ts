/**
 * A server that may speak another era than its clients do. Where both speak the same, messages pass as they are; where
 * they do not, the gateway speaks for both.
 */
import { randomUUID } from 'node:crypto'
import type { AnswerListener, Exchange, Link, Outgoing, Upstream } from '../upstream/link.ts'
import { STATELESS } from '../upstream/link.ts'
import { unsent } from '../upstream/settled.ts'
import type { Era } from '../wire/message.ts'
import { discoverRequest, type Eras, verdictOf } from './eras.ts'
import { LegacySession } from './legacy-session.ts'
import { ModernCalls, type OwnLink } from './modern-calls.ts'
import { ToolHeaders } from './tool-headers.ts'
import { Tryout } from './tryout.ts'
import type { SessionBounds } from './upstream-session.ts'
import { askWhole, type Told } from './whole-answer.ts'

/** What is known of a server beforehand. */
export interface TranslationOptions {
  /** Undefined: it is found out. */
  readonly eras: Partial<Eras>
  /** All conversations share one link, and tools may want arguments in headers. */
  readonly isHttp: boolean
  readonly bounds: SessionBounds
  /** Monotonic, milliseconds. */
  readonly now: () => number
}

const NOTHING_TO_END = 200

/** Milliseconds for which a server is believed not to speak an era: it may have been renewed. */
const BELIEVED = 5 * 60_000

/** Milliseconds after which a program is taken not to know a question: some never answer what they do not know. */
const SILENCE = 5000

/** What the conversations of one server share. */
class Known {
  readonly options: TranslationOptions
  readonly upstream: Upstream
  readonly #eras: Eras
  #foundAt = Number.NEGATIVE_INFINITY
  #probing: Promise<void> | undefined
  #toolHeaders: ToolHeaders | undefined

  constructor(upstream: Upstream, options: TranslationOptions) {
    this.upstream = upstream
    this.options = options
    this.#eras = { modern: options.eras.modern, legacy: options.eras.legacy }
  }

  /** Whether the server speaks an era; undefined: not known (any more). */
  speaks(era: Era): boolean | undefined {
    const found = this.#eras[era]
    const isGiven = this.options.eras[era] !== undefined || !this.options.isHttp
    return found === false && !isGiven && this.options.now() - this.#foundAt > BELIEVED ? undefined : found
  }

  note(era: Era, speaks: boolean): void {
    this.#eras[era] = speaks
    this.#foundAt = this.options.now()
  }

  /** Asks once at a time. @param ask resolves when what can be known is known */
  probe(ask: () => Promise<void>): Promise<void> {
    this.#probing ??= ask().finally(() => {
      this.#probing = undefined
    })
    return this.#probing
  }

  toolHeaders(link: Link): ToolHeaders {
    this.#toolHeaders ??= new ToolHeaders(link, this.options.bounds.patience, this.options.now)
    return this.#toolHeaders
  }
}

/** Puts the translation before a server. */
export function translated(upstream: Upstream, options: TranslationOptions): Upstream {
  const known = new Known(upstream, options)
  return {
    link(conversation) {
      const isStateless = conversation.session === STATELESS
      // A program that serves a session of the gateway's own is not started for calls that it would not understand.
      const isForeign = isStateless && !options.isHttp && known.speaks('modern') === false
      const native = isForeign ? undefined : upstream.link(conversation)
      if (native === undefined && !isForeign) return undefined
      return new TranslatedLink(known, conversation.grant, native)
    },
    close: () => upstream.close(),
  }
}

class TranslatedLink implements Link {
  readonly #known: Known
  readonly #grant: string
  readonly #native: Link | undefined
  #calls: ModernCalls | undefined
  #session: LegacySession | undefined

  constructor(known: Known, grant: string, native: Link | undefined) {
    this.#known = known
    this.#grant = grant
    this.#native = native
  }

  get dead(): boolean {
    return this.#native?.dead === true && this.#calls?.alive !== true
  }

  get keepsSession(): boolean {
    return this.#session !== undefined
  }

  exchange(outgoing: Outgoing, listener: AnswerListener): Exchange {
    return outgoing.era === 'modern' ? this.#modern(outgoing, listener) : this.#legacy(outgoing, listener)
  }

  listen(lastEventId: string | undefined, headers: readonly string[], listener: AnswerListener): Exchange {
    const link = this.#session ?? this.#native
    return link === undefined ? unsent(listener, 'closed') : link.listen(lastEventId, headers, listener)
  }

  async close(headers: readonly string[]): Promise<number> {
    await this.#calls?.close()
    if (this.#session !== undefined) return this.#session.close(headers)
    return this.#native === undefined ? NOTHING_TO_END : this.#native.close(headers)
  }

  #modern(outgoing: Outgoing, listener: AnswerListener): Exchange {
    const speaks = this.#known.speaks('modern')
    const native = this.#native
    if (native === undefined || speaks === false) return this.#ownCalls().exchange(outgoing, listener)
    const isQuestion = outgoing.kind === 'request' && outgoing.method === 'server/discover'
    if (isQuestion) return this.#try(native, outgoing, listener, (told) => this.#greetAsLegacy(outgoing, told))
    if (speaks === true || outgoing.kind !== 'request') return native.exchange(outgoing, listener)
    return this.#afterProbe(native, outgoing, listener)
  }

  #legacy(outgoing: Outgoing, listener: AnswerListener): Exchange {
    const native = this.#native
    if (this.#session !== undefined) return this.#session.exchange(outgoing, listener)
    if (native === undefined) return unsent(listener, 'closed')
    if (this.#known.speaks('legacy') === false) return this.#ownSession(native).exchange(outgoing, listener)
    if (outgoing.method !== 'initialize') return native.exchange(outgoing, listener)
    return this.#try(native, outgoing, listener, (told) => this.#askWhetherModern(native, told))
  }

  /**
   * Asks the server in the client's era; where it does not know that era, but the other, the gateway speaks for it.
   * @param isOther finds out whether it speaks the other era, and notes what it found
   */
  #try(
    native: Link,
    outgoing: Outgoing,
    listener: AnswerListener,
    isOther: (told: Told) => Promise<boolean> | undefined,
  ): Exchange {
    const tryout: Tryout = new Tryout(listener, {
      isRejected: (told, flush) => {
        const looked = isOther(told)
        looked
          ?.then((speaksOther) => {
            if (speaksOther) tryout.bind(this.exchange(outgoing, listener))
            else flush()
          })
          .catch(flush)
        return looked !== undefined
      },
    })
    tryout.bind(native.exchange(outgoing, tryout))
    return tryout
  }

  /** @returns undefined where the answer shows that the server is modern, or nothing at all */
  #greetAsLegacy(outgoing: Outgoing, told: Told): Promise<boolean> | undefined {
    const verdict = this.#isGone(told) ? 'legacy' : verdictOf(told)
    if (verdict === 'modern') this.#known.note('modern', true)
    return verdict === 'legacy' ? this.#opensSession(outgoing) : undefined
  }

  /** Programs that end when they are asked what they do not know, or never answer it, may serve the other era. */
  #isGone(told: Told): boolean {
    return !this.#known.options.isHttp && told.kind === 'failed' && told.sent && told.failure !== 'garbage'
  }

  async #opensSession(outgoing: Outgoing): Promise<boolean> {
    const greeted = await this.#ownCalls().greet(outgoing)
    const isLegacy = greeted?.kind === 'answer' && !greeted.facts.failed
    if (!isLegacy) return false
    this.#known.note('modern', false)
    this.#known.note('legacy', true)
    return true
  }

  /** @returns undefined where the session was opened, or the server did not answer at all */
  #askWhetherModern(native: Link, told: Told): Promise<boolean> | undefined {
    if (told.kind === 'answer' && !told.facts.failed) {
      this.#known.note('legacy', true)
      return undefined
    }
    if (told.kind === 'failed' || this.#known.speaks('legacy') === true) return undefined
    return this.#answersModern(native)
  }

  async #answersModern(native: Link): Promise<boolean> {
    if (verdictOf(await this.#discover(native)) !== 'modern') return false
    this.#known.note('modern', true)
    this.#known.note('legacy', false)
    return true
  }

  #discover(native: Link): Promise<Told> {
    const { isHttp, bounds } = this.#known.options
    const patience = isHttp ? bounds.patience : Math.min(bounds.patience, SILENCE)
    const question = discoverRequest(`portcullis-${randomUUID()}`)
    return askWhole(native, question, { patience, maxBytes: bounds.maxAnswerBytes })
  }

  /** A call must not be the question: it would have to be sent twice. */
  #afterProbe(native: Link, outgoing: Outgoing, listener: AnswerListener): Exchange {
    let exchange: Exchange | undefined
    let over = false
    const probed = this.#known.probe(async () => {
      const told = await this.#discover(native)
      await this.#greetAsLegacy(outgoing, told)
      // What cannot be told apart is left to the server, as it was asked.
      const isAnswered = told.kind === 'answer' && told.head.status < 500
      if (this.#known.speaks('modern') === undefined && isAnswered) this.#known.note('modern', true)
    })
    const goOn = (): void => {
      if (over) return
      const isForeign = this.#known.speaks('modern') === false
      exchange = (isForeign ? this.#ownCalls() : native).exchange(outgoing, listener)
    }
    probed.then(goOn, goOn)
    return {
      cancel() {
        over = true
        exchange?.cancel()
      },
      release() {
        exchange?.release?.()
      },
      resume() {
        exchange?.resume()
      },
    }
  }

  #ownSession(native: Link): LegacySession {
    const { isHttp, bounds } = this.#known.options
    this.#session = new LegacySession({
      road: native,
      toolHeaders: isHttp ? this.#known.toolHeaders(native) : undefined,
      maxAnswerBytes: bounds.maxAnswerBytes,
      patience: bounds.patience,
      onClose: async () => (isHttp ? NOTHING_TO_END : native.close([])),
    })
    return this.#session
  }

  #ownCalls(): ModernCalls {
    this.#calls ??= new ModernCalls({ bounds: this.#known.options.bounds, openLink: () => this.#linkForSession() })
    return this.#calls
  }

  /** The first session goes on where the question was asked: a program is not started twice. */
  #linkForSession(): OwnLink | undefined {
    const native = this.#native
    const isFree = native !== undefined && !native.dead && (this.#known.options.isHttp || this.#calls?.alive !== true)
    if (isFree) return { link: native, isOwn: false }
    const link = this.#known.upstream.link({ grant: this.#grant, session: `translated-${randomUUID()}` })
    return link && { link, isOwn: true }
  }
}
