/** How many refusals of one grant are recorded one by one; beyond that a grant is told to slow down. */

/**
 * `too_many`: answer 429, and record it as a refusal with the code `too_many_refusals` and without tool, rule and
 * arguments: such records are identical, so the log folds them into one counted record a second.
 */
export type RefusalRate = 'ok' | 'too_many'

export interface RefusalMeter {
  /**
   * Counts one refusal.
   * @param at milliseconds of a clock that never goes back
   */
  take(grant: string, at: number): RefusalRate
}

export interface RefusalMeterOptions {
  /** Refusals a second, and as many at once. */
  readonly perSecond?: number
  /** Grants that are remembered at the same time. */
  readonly maxGrants?: number
}

interface Bucket {
  tokens: number
  at: number
}

/** A token bucket for each grant, in bounded memory. Pure but for what it remembers. */
export function refusalMeter({ perSecond = 100, maxGrants = 10_000 }: RefusalMeterOptions = {}): RefusalMeter {
  const buckets = new Map<string, Bucket>()
  /** Buckets that are full again say as much as none; the oldest goes where none is. */
  const makeRoom = (at: number): void => {
    for (const [grant, bucket] of buckets) if (at - bucket.at >= 1000) buckets.delete(grant)
    const [oldest] = buckets.keys()
    if (buckets.size >= maxGrants && oldest !== undefined) buckets.delete(oldest)
  }
  return {
    take(grant, at) {
      const bucket = buckets.get(grant)
      if (bucket === undefined) {
        if (buckets.size >= maxGrants) makeRoom(at)
        buckets.set(grant, { tokens: perSecond - 1, at })
        return 'ok'
      }
      const refilled = ((at - bucket.at) * perSecond) / 1000
      bucket.tokens = Math.min(perSecond, bucket.tokens + Math.max(0, refilled))
      bucket.at = at
      if (bucket.tokens < 1) return 'too_many'
      bucket.tokens -= 1
      return 'ok'
    },
  }
}
