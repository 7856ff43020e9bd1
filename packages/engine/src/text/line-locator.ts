/** Lines and columns of a text. */

/** Both from 1; columns in UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Prepares a text for being asked where an offset stands. Lines end with `\n`, `\r\n` or `\r`. */
export function lineLocator(text: string): (offset: number) => Position {
  const starts = [0]
  for (const end of text.matchAll(/\r\n?|\n/g)) starts.push(end.index + end[0].length)
  return (offset) => {
    const line = lastAtMost(starts, offset)
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 }
  }
}

/** Index of the last of the rising numbers that is not above the wanted one. */
function lastAtMost(rising: readonly number[], wanted: number): number {
  let low = 0
  let high = rising.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((rising[middle] ?? 0) <= wanted) low = middle
    else high = middle - 1
  }
  return low
}
