/** How many tokens that prove nothing one address may present: a bucket for each, in bounded memory. */
import { senderOf } from '../../ports/sender.ts'

/** Who presents tokens, and how often that may fail. */
export interface Presenting {
  /** Undefined where it is not known: all of those are one. */
  readonly address: string | undefined
  readonly perMinute: number
  /** Milliseconds of a clock that never goes back. */
  readonly at: number
}

/** What is remembered of addresses. Tokens that prove a grant are never asked about here. */
export interface FailedTokens {
  /** Seconds until another may fail; undefined: one may now. */
  wait(who: Presenting): number | undefined
  /** The same, and counts one that failed where it may. */
  count(who: Presenting): number | undefined
}

interface Bucket {
  left: number
  at: number
}

const MINUTE = 60_000
/** Milliseconds between two looks for buckets that are full again. */
const SWEEP = 1_000

/** @param most addresses that are remembered at the same time; all further ones share a bucket */
export function createFailedTokens(most = 10_000): FailedTokens {
  const buckets = new Map<string, Bucket>()
  let others: Bucket | undefined
  let swept = Number.NEGATIVE_INFINITY

  const sweep = ({ perMinute, at }: Presenting): void => {
    if (at - swept < SWEEP) return
    swept = at
    for (const [sender, bucket] of buckets) if (filled(bucket, perMinute, at) >= perMinute) buckets.delete(sender)
  }
  const find = (sender: string, who: Presenting): Bucket | undefined => {
    const known = buckets.get(sender)
    if (known !== undefined || buckets.size < most) return known
    sweep(who)
    return buckets.size < most ? undefined : others
  }
  return {
    wait(who) {
      const bucket = find(senderOf(who.address ?? ''), who)
      return bucket && waitFor(filled(bucket, who.perMinute, who.at), who.perMinute)
    },
    count(who) {
      const sender = senderOf(who.address ?? '')
      const bucket = find(sender, who)
      if (bucket === undefined) {
        const opened = { left: who.perMinute - 1, at: who.at }
        if (buckets.size < most) buckets.set(sender, opened)
        else others = opened
        return undefined
      }
      const left = filled(bucket, who.perMinute, who.at)
      const wait = waitFor(left, who.perMinute)
      bucket.left = wait === undefined ? left - 1 : left
      bucket.at = who.at
      return wait
    },
  }
}

const filled = ({ left, at }: Bucket, perMinute: number, now: number): number =>
  Math.min(perMinute, left + (Math.max(0, now - at) * perMinute) / MINUTE)

const waitFor = (left: number, perMinute: number): number | undefined =>
  left >= 1 ? undefined : Math.max(1, Math.ceil(((1 - left) * MINUTE) / perMinute / 1000))
