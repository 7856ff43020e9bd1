/** Reads a small language from left to right. */

const SPACE = /\s*/y

/** Thrown where a text stops making sense; its message is for the one who wrote the text. */
export class Unreadable extends Error {}

/** A text and how far it has been read. Tokens are sticky expressions; space before them does not count. */
export class TextReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The token that comes next, if it does. */
  take(token: RegExp): string | undefined {
    this.#skip(SPACE)
    return this.#skip(token)
  }

  /** The token that must come next. */
  need(token: RegExp, what: string): string {
    return this.take(token) ?? this.fail(what)
  }

  /** Whether the character comes next; it is then behind us. */
  takes(character: string): boolean {
    this.#skip(SPACE)
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  /** The character must come next. */
  needs(character: string): void {
    if (!this.takes(character)) this.fail(`"${character}"`)
  }

  /** Nothing may come any more. */
  end(): void {
    this.#skip(SPACE)
    if (this.#at < this.#text.length) this.fail('the end')
  }

  /** Stops here, saying what was expected. */
  fail(wanted: string): never {
    throw new Unreadable(`The filter cannot be read at character ${this.#at + 1}: expected ${wanted}.`)
  }

  #skip(token: RegExp): string | undefined {
    token.lastIndex = this.#at
    const found = token.exec(this.#text)?.[0]
    this.#at += found?.length ?? 0
    return found
  }
}
