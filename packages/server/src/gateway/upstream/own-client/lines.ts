/** Lines of an answer, cut out of pieces that come as they like. */
import { CR, LF } from './characters.ts'

const EMPTY = Buffer.alloc(0)

/** Reads one line after the other, each once: a line that comes in many pieces is joined when its end is there. */
export class Lines {
  /** Where the last line stands, without its end: valid until the next piece. */
  buffer: Buffer = EMPTY
  start = 0
  end = 0
  /** Where the piece goes on behind it. */
  next = 0
  #left = 0
  #held: Buffer[] = []

  /** @param bytes of lines, with their ends, that may come until the next `allow` */
  allow(bytes: number): void {
    this.#left = bytes
    if (this.#held.length > 0) this.#held = []
  }

  /** @returns `broken`: more than allowed, or a line that does not end in CRLF */
  read(bytes: Buffer, from: number): 'line' | 'more' | 'broken' {
    const size = bytes.length
    let at = from
    while (at < size && bytes[at] !== LF) at++
    if (at === size) return this.#hold(bytes, from)
    this.next = at + 1
    this.#left -= this.next - from
    if (this.#left < 0) return 'broken'
    if (this.#held.length === 0) this.#place(bytes, from, at - 1)
    else this.#join(bytes.subarray(from, at))
    return this.end >= this.start && this.buffer[this.end] === CR ? 'line' : 'broken'
  }

  #place(buffer: Buffer, start: number, end: number): void {
    this.buffer = buffer
    this.start = start
    this.end = end
  }

  #join(last: Buffer): void {
    const whole = Buffer.concat([...this.#held, last])
    this.#held = []
    this.#place(whole, 0, whole.length - 1)
  }

  /** The piece is not ours to keep. */
  #hold(bytes: Buffer, from: number): 'more' | 'broken' {
    const size = bytes.length - from
    this.next = bytes.length
    this.#left -= size
    if (this.#left < 0) return 'broken'
    if (size > 0) this.#held.push(Buffer.from(bytes.subarray(from)))
    return 'more'
  }
}
