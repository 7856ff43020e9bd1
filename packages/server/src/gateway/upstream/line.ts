/** Messages as lines, and lines as messages (MCP, stdio: newline-delimited JSON). */

const NEWLINE = 0x0a
const RETURN = 0x0d
const SPACE = 0x20

/**
 * Characters that end a line for some readers of lines, though not for JSON: left as they are, one message could be
 * read as several, of which only the whole was judged. Their escape is the same string.
 */
const ALSO_LINE_ENDS: readonly (readonly [Buffer, Buffer])[] = ['\u0085', '\u2028', '\u2029'].map((character) => [
  Buffer.from(character),
  Buffer.from(`\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
])

function replaceAll(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  let found = bytes.indexOf(from)
  if (found === -1) return bytes
  const pieces: Buffer[] = []
  let at = 0
  while (found !== -1) {
    pieces.push(bytes.subarray(at, found), to)
    at = found + from.length
    found = bytes.indexOf(from, at)
  }
  pieces.push(bytes.subarray(at))
  return Buffer.concat(pieces)
}

/**
 * A valid JSON text as one line, with its newline. Line ends in valid JSON stand between tokens only, and give way to
 * spaces; the contents of strings stay the same.
 */
export function asLine(message: Buffer): Buffer {
  let text = message
  for (const [character, escaped] of ALSO_LINE_ENDS) text = replaceAll(text, character, escaped)
  const line = Buffer.allocUnsafe(text.length + 1)
  text.copy(line)
  for (let i = line.indexOf(NEWLINE); i !== -1 && i < text.length; i = line.indexOf(NEWLINE, i)) line[i] = SPACE
  for (let i = line.indexOf(RETURN); i !== -1 && i < text.length; i = line.indexOf(RETURN, i)) line[i] = SPACE
  line[text.length] = NEWLINE
  return line
}

/** Cuts a stream of bytes into lines of a bounded length. */
export class LineSplitter {
  #begun: Buffer[] = []
  #size = 0
  readonly #bound: number

  constructor(bound: number) {
    this.#bound = bound
  }

  /**
   * Tells every line that ends within `chunk`, without its newline.
   * @returns false when a line is longer than the bound: the stream cannot be read any further
   */
  push(chunk: Buffer, onLine: (line: Buffer) => void): boolean {
    let at = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, at)) {
      const line = this.#take(chunk.subarray(at, end))
      if (line.length > this.#bound) return false
      onLine(line)
      at = end + 1
    }
    if (at < chunk.length) {
      this.#begun.push(chunk.subarray(at))
      this.#size += chunk.length - at
    }
    return this.#size <= this.#bound
  }

  #take(last: Buffer): Buffer {
    if (this.#size === 0) return last
    const line = Buffer.concat([...this.#begun, last])
    this.#begun = []
    this.#size = 0
    return line
  }
}
