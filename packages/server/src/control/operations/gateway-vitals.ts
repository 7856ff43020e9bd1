/** How the gateway does, as the control plane hears it: the gateway is asked, and answers. */
import type { Vitals, Wanted } from '../../ports/measures.ts'

/** Asks it. */
export interface AskedVitals {
  /** Whoever asks while an answer is waited for gets the same one. Undefined: none came in time. Never rejects. */
  ask(wanted: Wanted): Promise<Vitals | undefined>
  /** An answer came. */
  answered(ask: number, vitals: Vitals): void
}

/** Milliseconds that an answer may take: whoever scrapes gives up after ten seconds. */
const PATIENCE = 3000
/** Milliseconds for which strangers who ask again and again are given the same answer. */
const HOLDS = 250

/** @param send takes an ask to the gateway */
export function askVitals(send: (ask: number, wanted: Wanted) => void, patience = PATIENCE): AskedVitals {
  const waiting = new Map<number, (vitals: Vitals | undefined) => void>()
  const held = new Map<Wanted, Promise<Vitals | undefined>>()
  let last = 0
  const askAnew = (wanted: Wanted): Promise<Vitals | undefined> =>
    new Promise((resolve) => {
      last += 1
      const ask = last
      const end = (vitals: Vitals | undefined): void => {
        clearTimeout(timer)
        waiting.delete(ask)
        setTimeout(() => held.delete(wanted), wanted === 'checks' ? HOLDS : 0).unref()
        resolve(vitals)
      }
      const timer = setTimeout(() => end(undefined), patience)
      waiting.set(ask, end)
      send(ask, wanted)
    })
  return {
    ask(wanted) {
      const found = held.get(wanted) ?? askAnew(wanted)
      held.set(wanted, found)
      return found
    },
    answered: (ask, vitals) => waiting.get(ask)?.(vitals),
  }
}
