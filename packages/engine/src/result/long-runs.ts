/** Runs of characters that machines make tokens of: found by leaps, as ordinary text has few long ones. */

/** No known token has a shorter run in it. */
const LEAST = 16

const IN_RUN = new Uint8Array(256)
for (const character of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-') {
  IN_RUN[character.charCodeAt(0)] = 1
}

const isInRun = (text: string, index: number): boolean => IN_RUN[text.charCodeAt(index)] === 1

/** Tells of each run of letters, digits, underscores and hyphens that has at least 16 characters. */
export function eachLongRun(text: string, told: (start: number, end: number) => void): void {
  for (let from = 0; from + LEAST <= text.length; ) {
    let back = from + LEAST - 1
    while (back >= from && isInRun(text, back)) back--
    if (back >= from) {
      from = back + 1
      continue
    }
    let end = from + LEAST
    while (isInRun(text, end)) end++
    told(from, end)
    from = end + 1
  }
}
