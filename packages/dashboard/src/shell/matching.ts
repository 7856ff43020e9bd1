/** Finding by a few letters: every word that was typed has to occur; what begins with it comes first. */

/** Those that fit, the best first; all where nothing was typed. */
export function matching<Item>(items: readonly Item[], typed: string, textOf: (item: Item) => string): readonly Item[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return items
  return items
    .map((item) => ({ item, score: scoreOf(textOf(item).toLowerCase(), words) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ item }) => item)
}

/** 0: a word is missing. */
function scoreOf(text: string, words: readonly string[]): number {
  let sum = 0
  for (const word of words) {
    const at = text.indexOf(word)
    if (at < 0) return 0
    const begins = at === 0 ? 4 : /[\s_.\-/]/.test(text.charAt(at - 1)) ? 3 : 1
    sum += begins
  }
  return sum
}
