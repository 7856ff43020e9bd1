/** Undoes the escapes that writers of JSON may put in place of ASCII characters, in texts that come in pieces. */

const BACKSLASH = 0x5c
const LOWER_U = 0x75
/** Of a backslash, `u` and four digits. */
const LONGEST = 6
const NOTHING = Buffer.alloc(0)
const DIGITS = /^00[0-7][0-9a-f]$/i
/** What may follow a backslash and stand for itself. */
const PLAIN = new Set(Buffer.from('"\\/'))

/** One text. What is no escape of an ASCII character stays as it is. */
export class AsciiUnescaper {
  /** An escape whose end has not come. */
  #rest: Buffer = NOTHING

  /** @returns what can be read so far; an escape that is cut off comes with the next piece */
  push(chunk: Buffer): Buffer {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const plain = Buffer.allocUnsafe(bytes.length)
    let length = 0
    let from = 0
    for (let i = bytes.indexOf(BACKSLASH); i >= 0; i = bytes.indexOf(BACKSLASH, from)) {
      length += bytes.copy(plain, length, from, i)
      from = i
      const size = bytes[i + 1] === LOWER_U ? LONGEST : 2
      if (i + size > bytes.length) break
      const code = asciiAt(bytes, i)
      if (code === undefined) length += bytes.copy(plain, length, i, i + size)
      else plain[length++] = code
      from = i + size
    }
    const isCut = bytes[from] === BACKSLASH && from < bytes.length
    if (!isCut) length += bytes.copy(plain, length, from)
    this.#rest = isCut ? Buffer.from(bytes.subarray(from)) : NOTHING
    return plain.subarray(0, length)
  }
}

/** The character that the escape at `index` stands for. */
function asciiAt(bytes: Buffer, index: number): number | undefined {
  const kind = bytes[index + 1] ?? 0
  if (PLAIN.has(kind)) return kind
  if (kind !== LOWER_U) return undefined
  const digits = bytes.toString('latin1', index + 2, index + LONGEST)
  return DIGITS.test(digits) ? Number.parseInt(digits, 16) : undefined
}
