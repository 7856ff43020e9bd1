/** A person looks at a counter, or sets it: what it counts in this window is another amount. */
import type { Amount, Claim, Instant } from '@portcullis/engine'
import type { Standing } from '../ports/counter-store.ts'
import type { Counter } from './counter.ts'

/** Puts an amount into each of them. @returns puts everything back, where nothing happened since */
export function adjustCounters(counters: readonly Counter[], target: number, now: Instant): () => void {
  const undoing = counters.map((counter) => adjustCounter(counter, target, now))
  return () => {
    for (const undo of undoing) undo()
  }
}

/**
 * Puts an amount into the window that the counter is in. Of a rolling one, what is taken off is what leaves first: the rest
 * stays for as long as it can.
 * @returns puts everything back, where nothing happened since
 */
function adjustCounter(counter: Counter, target: number, now: Instant): () => void {
  const { used, entries, from, to } = counter
  counter.adjusted += 1
  counter.used = target
  if (entries === undefined) return () => void Object.assign(counter, { used })
  entries.leave(now)
  const before = entries.sum
  if (target > before) {
    const at = entries.add(now, target - before)
    counter.from = at
    counter.to = at + entries.size
    return () => {
      entries.giveBack(at, target - before)
      Object.assign(counter, { used: before, from, to })
    }
  }
  const taken = entries.takeOff(before - target)
  return () => {
    for (const [at, amount] of taken) entries.giveBack(at, -amount)
    counter.used = before
  }
}

/** How counters stand together. @param usedOf what is used of one in the window that holds now */
export function standingOf(
  { family }: Claim,
  counters: readonly Counter[],
  usedOf: (counter: Counter) => number,
): Standing {
  const counting = counters.map((counter) => ({ used: usedOf(counter), to: counter.to })).filter(({ used }) => used > 0)
  const sum = counting.reduce((total, { used }) => total + used, 0)
  return {
    used: Math.min(Number.MAX_SAFE_INTEGER, sum) as Amount,
    values: family === undefined ? undefined : counting.length,
    resetsAt: counting.length === 0 ? undefined : counting.reduce((latest, { to }) => Math.max(latest, to), 0),
  }
}
