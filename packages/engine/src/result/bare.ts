/** JSON that is carried in a text: what stands outside of its strings has to become one when it is replaced. */

const LOOKS_LIKE_JSON = /^\s*(?:\{[\s\S]*\}|\[[\s\S]*\])\s*$/
const QUOTE = 0x22
const BACKSLASH = 0x5c
const ENDS_VALUE = /[\s,:[\]{}"]/

/** Whether a text is probably JSON: an object or an array from its first mark to its last. */
export function looksLikeJson(text: string): boolean {
  const first = text.trimStart()[0]
  return (first === '{' || first === '[') && LOOKS_LIKE_JSON.test(text)
}

/** Says of indexes of a JSON text, asked in rising order, whether they stand outside of its strings. */
export class BareWalk {
  private readonly text: string
  private at = 0
  private inString = false

  constructor(text: string) {
    this.text = text
  }

  isBare(index: number): boolean {
    const { text } = this
    let { at, inString } = this
    for (; at < index; at++) {
      const unit = text.charCodeAt(at)
      if (unit === QUOTE) inString = !inString
      else if (unit === BACKSLASH && inString) at++
    }
    this.at = at
    this.inString = inString
    return !inString
  }
}

/** The whole value that a part of it belongs to. */
export function wholeValue(text: string, start: number, end: number): readonly [start: number, end: number] {
  let from = start
  let to = end
  while (from > 0 && !ENDS_VALUE.test(text[from - 1] ?? '')) from--
  while (to < text.length && !ENDS_VALUE.test(text[to] ?? '')) to++
  return [from, to]
}
