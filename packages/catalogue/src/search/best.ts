/** The best few of many. */

/** A document and how well it answers. */
export interface Ranked {
  readonly document: number
  readonly score: number
}

function before(a: Ranked, b: Ranked): boolean {
  return a.score > b.score || (a.score === b.score && a.document < b.document)
}

/** Puts one in its place among the best, if it is among them: by score, then by document. At most `limit` are kept. */
export function keepBest(best: Ranked[], one: Ranked, limit: number): void {
  const last = best[best.length - 1]
  if (best.length >= limit && (last === undefined || !before(one, last))) return
  let [low, high] = [0, best.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const there = best[middle]
    if (there !== undefined && before(there, one)) low = middle + 1
    else high = middle
  }
  best.splice(low, 0, one)
  if (best.length > limit) best.pop()
}
