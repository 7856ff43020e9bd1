/** Where wishes about counters arrive from a process that takes calls; what it leaves open when it dies is known here. */
import type { CounterStore, Intent, OpenIntent, ReservationId } from '../../ports/counter-store.ts'
import { createOutbox } from './outbox.ts'
import type { CounterReply, CounterWish } from './words.ts'

/** For one process. */
export interface CounterDesk {
  /** Takes the wishes of one message, in order. */
  hear(wishes: readonly CounterWish[]): void
  /**
   * The process is gone. What it was told to have taken stays taken: it may have used it. What it was never told of comes
   * back. Answers calls of which nobody knows whether they happened.
   */
  gone(): readonly OpenIntent[]
}

/** A reservation of that process. */
interface Held {
  readonly intent: Intent | undefined
  /** The process may know that it has it. */
  isTold: boolean
}

/** @param send takes replies to that process */
export function createCounterDesk(store: CounterStore, send: (replies: readonly CounterReply[]) => void): CounterDesk {
  const held = new Map<ReservationId, Held>()
  let isGone = false
  const outbox = createOutbox<CounterReply>((replies) => {
    if (!isGone) send(replies)
  })

  async function reserve({ ask, id, claims, options }: Extract<CounterWish, { kind: 'reserve' }>): Promise<void> {
    // A second reservation of the same id is refused by the store, and does not end the first.
    const isFirst = !held.has(id)
    const one: Held = { intent: options?.intent, isTold: false }
    if (isFirst) held.set(id, one)
    const answer = await store.reserve(id, claims, options)
    if (answer.outcome === 'reserved' && isGone) return store.settle(id, 'release')
    one.isTold = true
    if (answer.outcome !== 'reserved' && isFirst) held.delete(id)
    outbox.put({ kind: 'reserve', ask, answer })
  }

  async function take(wish: Exclude<CounterWish, { kind: 'settle' }>): Promise<void> {
    const { kind, ask } = wish
    if (kind === 'reserve') return reserve(wish)
    if (kind === 'adjust') outbox.put({ kind, ask, answer: await store.adjust(wish.claim, wish.how) })
    else if (kind === 'peek') outbox.put({ kind, ask, answer: await store.peek(wish.claims) })
    else if (kind === 'read') outbox.put({ kind, ask, answer: await store.read(wish.claims) })
    else outbox.put({ kind: 'standing', ask, answer: await store.standing(wish.claims) })
  }

  return {
    hear(wishes) {
      for (const wish of wishes) {
        if (wish.kind === 'settle') {
          held.delete(wish.id)
          store.settle(wish.id, wish.how)
        } else
          take(wish).catch((cause: unknown) => {
            outbox.put({ kind: 'failed', ask: wish.ask, cause: cause instanceof Error ? cause.message : String(cause) })
          })
      }
    },
    gone() {
      isGone = true
      const left: OpenIntent[] = []
      for (const [reservation, { intent, isTold }] of held) {
        if (!isTold) continue
        store.settle(reservation, 'commit')
        if (intent !== undefined) left.push({ ...intent, reservation })
      }
      held.clear()
      return left
    },
  }
}
