/** "Did you mean …?": the nearest of the known words. */

/** Levenshtein distance, with a transposition of neighbours as one step; inputs are short words. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}

const folded = (word: string): string => word.toLowerCase().replaceAll(/[-_. ]/g, '')

/**
 * The known word that was most likely meant, or undefined when none is near: at most a third of its letters differ.
 * Case, hyphens and underscores do not count. Words over 64 characters are nobody's typing error.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined
  const wanted = folded(word)
  let found: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of known) {
    const steps = distance(wanted, folded(candidate))
    if (steps < least && steps <= Math.max(1, Math.floor(candidate.length / 3))) {
      found = candidate
      least = steps
    }
  }
  return found
}

/** ` Did you mean "x"?`, or nothing; to be put after a sentence. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const meant = nearest(word, known)
  return meant === undefined ? '' : ` Did you mean "${meant}"?`
}
