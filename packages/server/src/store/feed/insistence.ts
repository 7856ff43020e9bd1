/** What has to arrive: told again and again until it is acknowledged. */
import type { ApprovalWish } from '../../ports/approval-line.ts'

/** Tells until it was heard. */
export interface Insistence {
  /** Resolves once it was told for the first time, heard or not: it is told again behind the caller's back. */
  insist(wish: ApprovalWish): Promise<void>
  /** Tells all of it now. */
  again(): void
  close(): void
}

/** Wishes that are kept; the oldest are given up beyond them. */
const MOST = 10_000

/** @param options.tell true: it was acknowledged; `again`: milliseconds between two attempts */
export function createInsistence({
  tell,
  again,
}: {
  readonly tell: (wish: ApprovalWish) => Promise<boolean>
  readonly again: number
}): Insistence {
  /** By number, the oldest first: whether it is being told just now. */
  const kept = new Map<number, { readonly wish: ApprovalWish; telling: boolean }>()
  let last = 0

  function forgetOldest(): void {
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST) return
      kept.delete(oldest)
    }
  }

  async function attempt(number: number): Promise<void> {
    const one = kept.get(number)
    if (one === undefined || one.telling) return
    one.telling = true
    const isHeard = await tell(one.wish)
    one.telling = false
    if (isHeard) kept.delete(number)
  }

  async function all(): Promise<void> {
    for (const number of [...kept.keys()]) await attempt(number)
  }

  const timer = setInterval(() => void all(), again).unref()
  return {
    insist(wish) {
      last += 1
      kept.set(last, { wish, telling: false })
      forgetOldest()
      return attempt(last)
    },
    again: () => void all(),
    close: () => clearInterval(timer),
  }
}
