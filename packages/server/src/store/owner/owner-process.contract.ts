/** The owner of counters as a process of its own: a test asks it over the channel that the product uses. */
import { manualClock } from '../../ports/counter-samples.contract.ts'
import type { OpenedStore } from '../../ports/counter-store.contract.ts'
import type { OpenIntent } from '../../ports/counter-store.ts'
import { openSqliteCopies } from '../sqlite/copies.contract.ts'
import { type CounterDesk, createCounterDesk } from './counter-desk.ts'
import type { CounterReply, CounterWish } from './words.ts'

/** To the process; `store` numbers stores, each with a clock of its own that is where the test's is. */
export type ToOwnerProcess =
  | { readonly kind: 'open'; readonly store: number; readonly now: number }
  /** Another one is opened with what that one would have left. */
  | { readonly kind: 'crash'; readonly store: number; readonly next: number }
  /** Wishes, and when each was made. */
  | {
      readonly kind: 'count'
      readonly store: number
      readonly times: readonly Time[]
      readonly wishes: readonly CounterWish[]
    }
  | { readonly kind: 'close'; readonly store: number }

/** By the test's clock. */
export interface Time {
  readonly now: number
  readonly monotonic: number
}

/** From it. */
export type FromOwnerProcess =
  | { readonly kind: 'closed'; readonly store: number }
  | { readonly kind: 'open'; readonly store: number; readonly intents: readonly OpenIntent[] }
  | { readonly kind: 'counted'; readonly store: number; readonly replies: readonly CounterReply[] }

interface Owned {
  readonly clock: ReturnType<typeof manualClock>
  readonly opened: OpenedStore
  readonly desk: CounterDesk
}

const stores = new Map<number, Owned>()
const say = (message: FromOwnerProcess): void => void process.send?.(message)

function open(store: number, clock: Owned['clock'], opened: OpenedStore): void {
  const desk = createCounterDesk(opened.store, (replies) => say({ kind: 'counted', store, replies }))
  stores.set(store, { clock, opened, desk })
  say({ kind: 'open', store, intents: opened.store.takeOpenIntents() })
}

async function hear(message: ToOwnerProcess): Promise<void> {
  const { store } = message
  if (message.kind === 'open') {
    const clock = manualClock(message.now)
    return open(store, clock, await openSqliteCopies({ clock }))
  }
  const owned = stores.get(store)
  if (owned === undefined) return
  const { clock, opened, desk } = owned
  if (message.kind === 'count') {
    for (const [index, wish] of message.wishes.entries()) {
      turn(clock, message.times[index])
      desk.hear([wish])
    }
    return
  }
  if (message.kind === 'crash') {
    const next = await opened.crash?.()
    return next && open(message.next, clock, next)
  }
  await opened.close()
  say({ kind: 'closed', store })
}

function turn(clock: Owned['clock'], to: Time | undefined): void {
  if (to === undefined) return
  clock.pass(to.monotonic - clock.monotonic())
  clock.set(to.now - clock.now())
}

process.on('message', (message: ToOwnerProcess) => void hear(message))
process.on('disconnect', () => process.exit(0))
