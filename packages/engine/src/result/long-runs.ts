/** Runs of characters that machines make tokens of: found by leaps, as ordinary text has few long ones. */

/** No known token has a shorter run in it. */
const LEAST = 16

const LATIN = 0x100
const IN_RUN = new Uint8Array(LATIN)
for (const character of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-') {
  IN_RUN[character.charCodeAt(0)] = 1
}

function isInRun(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  // Reading beyond the table would cost far more.
  return unit < LATIN && IN_RUN[unit] === 1
}

/** Where the next run of at least 16 letters, digits, underscores and hyphens begins; -1 where none does. */
export function nextLongRun(text: string, start: number): number {
  let from = start
  while (from + LEAST <= text.length) {
    let back = from + LEAST - 1
    while (back >= from && isInRun(text, back)) back--
    if (back < from) return from
    from = back + 1
  }
  return -1
}

/** Where a run ends that begins here. */
export function endOfRun(text: string, start: number): number {
  let end = start
  while (isInRun(text, end)) end++
  return end
}
