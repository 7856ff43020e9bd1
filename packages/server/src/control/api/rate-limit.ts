/** How often somebody may ask: a bucket for each actor, and for each address that names nobody. */

import type { Clock } from '../../ports/clock.ts'
import type { Actor } from '../actor.ts'
import { type Problem, problem } from './problem.ts'

/** What a bucket holds, and how fast it fills. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/** The rates of an installation. */
export interface Rates {
  readonly actor: Rate
  readonly stranger: Rate
}

export const RATES: Rates = { actor: { burst: 300, perSecond: 50 }, stranger: { burst: 100, perSecond: 10 } }

/** Whether somebody may ask now; a problem says when. */
export type RateLimit = (actor: Actor | undefined, address: string) => Problem | undefined

interface Bucket {
  left: number
  /** Monotonic. */
  at: number
}

/** Buckets that are remembered; a full one need not be. */
const MOST = 20_000

/** Creates it. */
export function createRateLimit(clock: Clock, rates: Rates = RATES): RateLimit {
  const buckets = new Map<string, Bucket>()
  return (actor, address) => {
    const rate = actor === undefined ? rates.stranger : rates.actor
    const name = actor === undefined ? `address ${address}` : `${actor.kind} ${actor.id}`
    const now = clock.monotonic()
    const before = buckets.get(name)
    const left = before === undefined ? rate.burst : filled(before, rate, now)
    buckets.delete(name)
    buckets.set(name, { left: Math.max(0, left - 1), at: now })
    if (buckets.size > MOST) forgetOldest(buckets)
    if (left >= 1) return undefined
    const wait = Math.max(1, Math.ceil((1 - left) / rate.perSecond))
    return problem('too_many', 'You ask more often than you may.', {
      remedy: `Wait ${wait} s.`,
      headers: { 'retry-after': String(wait) },
    })
  }
}

const filled = ({ left, at }: Bucket, { burst, perSecond }: Rate, now: number): number =>
  Math.min(burst, left + ((now - at) / 1000) * perSecond)

function forgetOldest(buckets: Map<string, Bucket>): void {
  const [oldest] = buckets.keys()
  if (oldest !== undefined) buckets.delete(oldest)
}
