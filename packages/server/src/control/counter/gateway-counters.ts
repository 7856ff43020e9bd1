/** Counters as the control plane sees them: the gateway is asked, and answers. */
import type { CounterAnswer, CounterWish } from '../messages.ts'

/** What of counters is asked. */
export interface GatewayCounters {
  /** Undefined: no answer came in time. What was wished may have been done all the same. Never rejects. */
  ask(wish: CounterWish): Promise<CounterAnswer | undefined>
}

/** The same, for whoever hears the gateway. */
export interface AskedCounters extends GatewayCounters {
  /** An answer came. */
  answered(ask: number, answer: CounterAnswer): void
}

/** Milliseconds that an answer may take. */
const PATIENCE = 3_000

/** @param send takes an ask to the gateway */
export function askGateway(send: (ask: number, wish: CounterWish) => void, patience = PATIENCE): AskedCounters {
  const waiting = new Map<number, (answer: CounterAnswer | undefined) => void>()
  let last = 0
  return {
    ask(wish) {
      last += 1
      const ask = last
      return new Promise((resolve) => {
        const end = (answer: CounterAnswer | undefined): void => {
          clearTimeout(timer)
          waiting.delete(ask)
          resolve(answer)
        }
        const timer = setTimeout(() => end(undefined), patience)
        waiting.set(ask, end)
        send(ask, wish)
      })
    },
    answered: (ask, answer) => waiting.get(ask)?.(answer),
  }
}
