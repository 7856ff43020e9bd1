/** JSON strings and figures in plain ASCII, and a bounded cache for texts that repeat. */

const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/
const beyondAscii = /[\x7f-\uffff]/g

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A JSON text with everything beyond ASCII escaped: the same value, and nothing a terminal would obey. */
export const inAscii = (json: string): string => json.replace(beyondAscii, escapeUnit)

/** `text` as a JSON string of printable ASCII only: as many bytes as characters. */
export function quoted(text: string): string {
  return plain.test(text) ? `"${text}"` : inAscii(JSON.stringify(text))
}

/** The same without its quotation marks. */
export function escaped(text: string): string {
  return plain.test(text) ? text : quoted(text).slice(1, -1)
}

/** A whole number that JSON can say; whatever a clock's oddity made of a duration, a line stays readable. */
export const whole = (value: number): number => (value >= 0 && value <= Number.MAX_SAFE_INTEGER ? Math.round(value) : 0)

/** A text in one piece of memory: what is used in many lines must not be put together again for each. */
export function flat(ascii: string): string {
  return Buffer.from(ascii, 'latin1').toString('latin1')
}

/** Remembers what `make` made of a text, for at most `capacity` texts; starts anew when there are more. */
export function remembered(make: (text: string) => string, capacity = 4096): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const made = flat(make(text))
    if (known.size >= capacity) known.clear()
    known.set(text, made)
    return made
  }
}
