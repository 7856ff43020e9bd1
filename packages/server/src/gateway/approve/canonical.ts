/**
 * One text for all JSON texts that say the same: members in one order, no white space, strings in one way of escaping.
 * Numbers stay as they are written: `1` and `1.0` are judged and sent as different texts. Only for texts that are known
 * to be valid JSON in which no key comes twice, and of bounded depth; linear time but for the sorting of keys.
 */

const SPACE = /[\t\n\r ]*/y
const SCALAR = /[^\s,\]}]+/y

/** @param leftOut keys of the outermost object that are passed over */
export function canonicalJson(text: string, leftOut: ReadonlySet<string> = NOTHING): string {
  return new Canonical(text, leftOut).value(0)
}

const NOTHING: ReadonlySet<string> = new Set()

/** Reads one text from left to right. */
class Canonical {
  readonly #text: string
  readonly #leftOut: ReadonlySet<string>
  #at = 0

  constructor(text: string, leftOut: ReadonlySet<string>) {
    this.#text = text
    this.#leftOut = leftOut
  }

  value(depth: number): string {
    this.#take(SPACE)
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth)
      case '[':
        return this.#array(depth)
      case '"':
        return JSON.stringify(this.#string())
      default:
        return this.#take(SCALAR)
    }
  }

  #object(depth: number): string {
    const members: [key: string, value: string][] = []
    this.#at++
    while (!this.#ends('}')) {
      const key = this.#string()
      this.#take(SPACE)
      this.#at++
      const value = this.value(depth + 1)
      if (depth > 0 || !this.#leftOut.has(key)) members.push([key, value])
    }
    members.sort(([one], [other]) => (one < other ? -1 : 1))
    return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`
  }

  #array(depth: number): string {
    const elements: string[] = []
    this.#at++
    while (!this.#ends(']')) elements.push(this.value(depth + 1))
    return `[${elements.join(',')}]`
  }

  /** Passes over white space, and a comma; whether the container ends here, which is passed as well. */
  #ends(bracket: string): boolean {
    this.#take(SPACE)
    if (this.#text[this.#at] === ',') this.#at++
    this.#take(SPACE)
    const ends = this.#text[this.#at] === bracket || this.#at >= this.#text.length
    if (ends) this.#at++
    return ends
  }

  #string(): string {
    const start = this.#at
    let end = start + 1
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1
    this.#at = end + 1
    const written: unknown = JSON.parse(this.#text.slice(start, this.#at))
    return String(written)
  }

  #take(form: RegExp): string {
    form.lastIndex = this.#at
    const found = form.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }
}
