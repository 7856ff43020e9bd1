/**
 * A subscription to what all servers of a grant tell by themselves: one with each server, joined into one (MCP 2026-07-28,
 * subscriptions/listen). What a server cannot be asked now is asked again later; the client's own stays open.
 */
import type { JsonObject } from '@portcullis/engine'
import type { AnswerListener, Exchange } from '../upstream/link.ts'
import { type Asking, distinct } from './asking.ts'
import { type PartOwner, SubscriptionPart } from './subscription-part.ts'
import {
  ACKNOWLEDGED,
  flagsOf,
  NEWS,
  subscriptionMessage,
  textsOf,
  type Wish,
  wishesOf,
  wishFor,
} from './subscription-wish.ts'

/** Messages that wait until all servers have answered. */
const MOST_WAITING = 1000

/** Opens the subscription. */
export function subscribe(asking: Asking, listener: AnswerListener): Exchange {
  const subscription = new Subscription(asking, listener)
  subscription.open().catch(() => {
    subscription.cancel()
    listener.onFailure('garbage', false)
  })
  return subscription
}

class Subscription implements Exchange, PartOwner {
  #asking: Asking
  readonly #listener: AnswerListener
  /** By the server's id. */
  readonly #parts = new Map<string, SubscriptionPart>()
  readonly #accepted: JsonObject[] = []
  readonly #unsubscribe: () => void
  #timer: NodeJS.Timeout | undefined
  #waiting: Buffer[] | undefined = []
  #over = false

  constructor(asking: Asking, listener: AnswerListener) {
    this.#asking = asking
    this.#listener = listener
    this.#unsubscribe = asking.together.env.directory.subscribe(() => this.#follow())
  }

  async open(): Promise<void> {
    const wishes = await wishesOf(this.#asking)
    if (this.#over) return
    for (const wish of wishes) this.#begin(wish)
    // Whoever does not answer in time is told of later.
    this.#timer = setTimeout(() => this.#acknowledge(), this.#asking.together.patience)
    this.#timer.unref()
    this.settled()
  }

  cancel(): void {
    this.#over = true
    this.#unsubscribe()
    clearTimeout(this.#timer)
    for (const part of this.#parts.values()) part.close()
  }

  resume(): void {
    for (const part of this.#parts.values()) part.resume()
  }

  /** One server has said what it will tell, or that it will tell nothing. */
  settled(accepted?: JsonObject): void {
    if (accepted !== undefined) this.#accepted.push(accepted)
    if ([...this.#parts.values()].every((part) => part.settled)) this.#acknowledge()
  }

  tell(bytes: Buffer): boolean {
    if (this.#over) return true
    if (this.#waiting === undefined) return this.#listener.onEvent({ data: bytes, raw: undefined })
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(bytes)
    return true
  }

  #begin(wish: Wish): void {
    this.#parts.set(wish.caller.server.id, new SubscriptionPart(this.#asking, wish, this))
  }

  /** Another version of the configuration holds: the grant may reach other servers than before. */
  #follow(): void {
    const { together, outgoing } = this.#asking
    const { directory, clock } = together.env
    const found = outgoing.caller && directory.callers(outgoing.caller.grant.tokenDigest, clock.now())
    if (found === undefined || typeof found === 'string' || this.#waiting !== undefined) return
    const before = this.#asking.callers
    const callers = distinct(found)
    this.#asking = { ...this.#asking, callers }
    const gone = before.filter(({ server }) => !callers.some((each) => each.server.id === server.id))
    const come = callers.filter(({ server }) => !before.some((each) => each.server.id === server.id))
    if (gone.length + come.length === 0) return
    for (const { server } of gone) {
      this.#parts.get(server.id)?.close()
      this.#parts.delete(server.id)
    }
    const flags = flagsOf(this.#asking)
    for (const caller of come) {
      if (flags.length > 0) this.#begin({ caller, notifications: wishFor(flags), names: new Map() })
    }
    for (const flag of flags) this.tell(subscriptionMessage(this.#asking, NEWS[flag], {}))
  }

  #acknowledge(): void {
    const waiting = this.#waiting
    if (this.#over || waiting === undefined) return
    clearTimeout(this.#timer)
    this.#waiting = undefined
    this.#listener.onSent()
    this.#listener.onHead({ kind: 'events', status: 200, sessionId: undefined })
    const notifications = this.#union()
    const data = subscriptionMessage(this.#asking, ACKNOWLEDGED, { notifications })
    this.#listener.onEvent({ data, raw: undefined })
    for (const bytes of waiting) this.tell(bytes)
  }

  /** Flags hold for all servers, also for those that are asked again later. */
  #union(): JsonObject {
    const lists = ['resourceSubscriptions', 'taskIds'].flatMap((key) => {
      const all = this.#accepted.flatMap((each) => textsOf(each[key]))
      return all.length > 0 ? [[key, all] as const] : []
    })
    return { ...wishFor(flagsOf(this.#asking)), ...Object.fromEntries(lists) }
  }
}
