/** Names of others in sentences. */

const LONGEST = 64

/** What cannot be seen, or changes how what follows is shown. */
const UNSEEN = /[\p{C}\u2028\u2029]/gu

/** A text in quotes: bounded, with escapes for what cannot be seen. */
export function quoted(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
  return JSON.stringify(short).replaceAll(UNSEEN, escaped)
}

/** A name: in quotes where it is not plain. */
export function spelled(name: string): string {
  return name.length <= LONGEST && /^[\p{L}\p{N}_.$-]+$/u.test(name) ? name : quoted(name)
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
