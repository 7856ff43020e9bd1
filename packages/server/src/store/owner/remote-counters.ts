/**
 * Counters that another process of the machine owns. All wishes of one turn go there in one message; that process takes
 * those of all who ask in one transaction. Nothing is decided here: where it does not answer, nothing was taken.
 */
import type { Claim } from '@portcullis/engine'
import type { Clock } from '../../ports/clock.ts'
import type { CounterStore, OpenIntent, ReserveOptions, Unavailable } from '../../ports/counter-store.ts'
import { RESERVED, unavailable } from '../answers.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import type { CounterReply, CounterWish } from './words.ts'

/** What it is made of. */
export interface RemoteCountersOptions {
  readonly clock: Clock
  readonly send: (wishes: readonly CounterWish[]) => void
  /** Milliseconds that an answer may take. */
  readonly patience?: number
}

/** Counters, and the end of their line. */
export interface RemoteCounters {
  readonly store: CounterStore
  hear(replies: readonly CounterReply[]): void
  /** The owner is gone: nothing is counted any more. */
  gone(): void
}

const PATIENCE = 5000
const NO_INTENTS: readonly OpenIntent[] = []

type Asked<Kind> = CounterWish & { readonly kind: Kind; readonly ask: number }
type Answer<Kind> = Extract<CounterReply, { readonly kind: Kind }>

interface Waiting {
  /** Monotonic. */
  readonly since: number
  hear(reply: CounterReply | Unavailable): void
}

/** Waits for nobody yet. */
export function createRemoteCounters(options: RemoteCountersOptions): RemoteCounters {
  const remote = new Remote(options)
  return { store: remote, hear: (replies) => remote.hear(replies), gone: () => remote.end('its owner is gone') }
}

class Remote implements CounterStore {
  readonly #clock: Clock
  readonly #outbox: Outbox<CounterWish>
  readonly #patience: number
  /** By their numbers, oldest first. */
  readonly #waiting = new Map<number, Waiting>()
  readonly #timer: NodeJS.Timeout
  #last = 0
  #ended: Unavailable | undefined

  constructor({ clock, send, patience = PATIENCE }: RemoteCountersOptions) {
    this.#clock = clock
    this.#patience = patience
    this.#outbox = createOutbox(send)
    this.#timer = setInterval(() => this.#giveUp(), patience / 4).unref()
  }

  async reserve(id: string, claims: readonly Claim[], options?: ReserveOptions) {
    const takesNothing = claims.length === 0 && options?.intent === undefined
    if (takesNothing) return this.#ended ?? RESERVED
    const reply = await this.#ask({ kind: 'reserve', ask: this.#next(), id, claims, options })
    if ('answer' in reply) return reply.answer
    // It may have been taken all the same: nothing is sent on, so it comes back.
    this.settle(id, 'release')
    return reply
  }

  async peek(claims: readonly Claim[]) {
    const reply = await this.#ask({ kind: 'peek', ask: this.#next(), claims })
    return 'answer' in reply ? reply.answer : reply
  }

  settle(id: string, how: Parameters<CounterStore['settle']>[1]): void {
    if (this.#ended === undefined) this.#outbox.put({ kind: 'settle', id, how })
  }

  async read(claims: readonly Claim[]) {
    const reply = await this.#ask({ kind: 'read', ask: this.#next(), claims })
    if ('answer' in reply) return reply.answer
    throw new Error(reply.cause)
  }

  async standing(claims: readonly Claim[]) {
    const reply = await this.#ask({ kind: 'standing', ask: this.#next(), claims })
    if ('answer' in reply) return reply.answer
    throw new Error(reply.cause)
  }

  async adjust(claim: Claim, how: Parameters<CounterStore['adjust']>[1]) {
    const reply = await this.#ask({ kind: 'adjust', ask: this.#next(), claim, how })
    return 'answer' in reply ? reply.answer : reply
  }

  /** The owner reports them, whoever left them. */
  takeOpenIntents(): readonly OpenIntent[] {
    return NO_INTENTS
  }

  /** What was settled is told before. */
  async close(): Promise<void> {
    this.#outbox.flush()
    this.end('the counters are closed')
  }

  hear(replies: readonly CounterReply[]): void {
    for (const reply of replies) {
      const waiting = this.#waiting.get(reply.ask)
      this.#waiting.delete(reply.ask)
      waiting?.hear(reply)
    }
  }

  end(cause: string): void {
    clearInterval(this.#timer)
    this.#ended ??= unavailable(cause)
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const each of waiting) each.hear(this.#ended)
  }

  #next(): number {
    this.#last += 1
    return this.#last
  }

  #ask<Kind extends Exclude<CounterReply['kind'], 'failed'>>(wish: Asked<Kind>): Promise<Answer<Kind> | Unavailable> {
    const ended = this.#ended
    if (ended !== undefined) return Promise.resolve(ended)
    return new Promise((resolve) => {
      const hear = (reply: CounterReply | Unavailable): void => {
        if ('outcome' in reply) resolve(reply)
        else if (isOf(wish.kind, reply)) resolve(reply)
        else resolve(unavailable(reply.kind === 'failed' ? reply.cause : 'the counters answered something else'))
      }
      this.#waiting.set(wish.ask, { since: this.#clock.monotonic(), hear })
      this.#outbox.put(wish)
    })
  }

  #giveUp(): void {
    const until = this.#clock.monotonic() - this.#patience
    for (const [ask, { since, hear }] of this.#waiting) {
      if (since > until) return
      this.#waiting.delete(ask)
      hear(unavailable('the process that owns the counters does not answer'))
    }
  }
}

const isOf = <Kind extends CounterReply['kind']>(kind: Kind, reply: CounterReply): reply is Answer<Kind> =>
  reply.kind === kind
