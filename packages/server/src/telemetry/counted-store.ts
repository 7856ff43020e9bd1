/** The counters' store with a watch on it: how long it takes, and whether it answers. */
import type { Clock } from '../ports/clock.ts'
import type { CounterStore, Reservation } from '../ports/counter-store.ts'
import type { Check, Distribution, Measures, Sample } from '../ports/measures.ts'
import { createSizes } from './distribution.ts'
import { OWN_BOUNDS } from './metrics.ts'
import { single } from './series.ts'

/** A store that is watched. */
export interface WatchedStore {
  readonly store: CounterStore
  measure(): Measures
  /** Whether claims can be taken. A store that failed is tried again each time somebody asks. */
  readonly check: Check
}

/** @param nextId names a reservation that takes nothing */
export function watchStore(store: CounterStore, clock: Clock, nextId: () => string): WatchedStore {
  const sizes = createSizes(OWN_BOUNDS)
  let unavailable = 0
  let unwritten = 0
  let problem: string | undefined

  const note = (answer: Reservation, began: number): void => {
    sizes.add((clock.monotonic() - began) / 1000)
    problem = undefined
    if (answer.outcome === 'unavailable') {
      unavailable++
      problem = answer.cause
    } else if (answer.outcome === 'reserved' && answer.unwritten) unwritten++
  }
  const reserve: CounterStore['reserve'] = (id, claims, options) => {
    const began = clock.monotonic()
    const reserved = store.reserve(id, claims, options)
    reserved.then(
      (answer) => note(answer, began),
      () => undefined,
    )
    return reserved
  }
  const tryAgain = async (): Promise<void> => {
    const id = nextId()
    const answer = await store.reserve(id, [])
    problem = answer.outcome === 'unavailable' ? answer.cause : undefined
    if (problem === undefined) store.settle(id, 'release')
  }

  return {
    store: {
      reserve,
      peek: (claims) => store.peek(claims),
      settle: (id, how) => store.settle(id, how),
      read: (claims) => store.read(claims),
      standing: (claims) => store.standing(claims),
      adjust: (claim, how) => store.adjust(claim, how),
      takeOpenIntents: () => store.takeOpenIntents(),
      close: () => store.close(),
    },
    measure: () =>
      new Map<string, readonly (Sample | Distribution)[]>([
        ['portcullis_counters_seconds', [sizes.read([])]],
        ['portcullis_counters_unavailable_total', single(unavailable)],
        ['portcullis_counters_unwritten_total', single(unwritten)],
      ]),
    async check() {
      if (problem !== undefined) await tryAgain()
      return (
        problem && `The counters’ store does not take claims: ${problem}. Calls with limits are refused until it does.`
      )
    },
  }
}
