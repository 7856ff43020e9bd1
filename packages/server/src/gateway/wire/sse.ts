/** A stream of server-sent events (WHATWG HTML, section 9.2), cut into its blocks; and one event written. */
import { type LineEnds, lineEnd, noLineEnds, readBlock, type StreamBlock } from './sse-block.ts'

export { isSendableId, type StreamBlock } from './sse-block.ts'

const LF = 0x0a
const CR = 0x0d
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])
const NOTHING = Buffer.alloc(0)
const NO_BLOCKS: readonly StreamBlock[] = []
const EVENT_START = Buffer.from('event: message\ndata: ')
const EVENT_END = Buffer.from('\n\n')

/**
 * Cuts a stream into blocks, whatever the pieces it comes in. A block that lies within one piece is not copied; work is
 * linear in the length of the stream.
 */
export class EventSplitter {
  readonly #maxBlockBytes: number
  /** Earlier pieces of the present block. */
  #held: Buffer[] = []
  #heldBytes = 0
  /** No byte of the present line came yet. */
  #lineEmpty = true
  /** The last byte was a CR: a LF that follows belongs to the same line end. */
  #afterReturn = false
  /** What came of the first three bytes, as long as they may be a byte order mark; undefined afterwards. */
  #opening: Buffer | undefined = NOTHING
  #overflown = false

  /** @param maxBlockBytes of one block, its line ends included */
  constructor(maxBlockBytes: number) {
    this.#maxBlockBytes = maxBlockBytes
  }

  /** @returns the blocks that ended with this piece; undefined once a block is larger than allowed, for good */
  push(chunk: Buffer): readonly StreamBlock[] | undefined {
    if (this.#overflown) return undefined
    const piece = this.#opening === undefined ? chunk : this.#open(this.#opening, chunk)
    if (piece.length === 0) return NO_BLOCKS
    const blocks: StreamBlock[] = []
    const rest = this.#cut(piece, blocks)
    if (rest < piece.length) this.#hold(piece.subarray(rest))
    return this.#overflown ? undefined : blocks
  }

  /** True while a block has begun and not ended: a stream that stops here was cut off. */
  get unfinished(): boolean {
    return this.#heldBytes > 0
  }

  /** Adds the blocks that end within the piece; returns where the last of them ended. */
  #cut(piece: Buffer, blocks: StreamBlock[]): number {
    const ends: LineEnds = noLineEnds()
    let i = this.#afterReturn && piece[0] === LF ? 1 : 0
    // The rest of a line end whose block is out already is left out: blocks stand for themselves.
    let start = this.#heldBytes === 0 ? i : 0
    this.#afterReturn = false
    while (i < piece.length) {
      const end = lineEnd(piece, ends, i)
      if (end > i) this.#lineEmpty = false
      if (end === piece.length) break
      const isBlank = this.#lineEmpty
      // A blank line alone ends nothing, and nothing of it is passed on.
      const isAlone = isBlank && i === start && this.#heldBytes === 0
      i = this.#behindLine(piece, end)
      this.#lineEmpty = true
      if (!isBlank) continue
      if (!isAlone && !this.#finish(piece.subarray(start, i), blocks)) return piece.length
      start = i
    }
    return start
  }

  /** Index behind the line end at `end`. */
  #behindLine(piece: Buffer, end: number): number {
    if (piece[end] === LF) return end + 1
    this.#afterReturn = end + 1 === piece.length
    return piece[end + 1] === LF ? end + 2 : end + 1
  }

  #finish(last: Buffer, blocks: StreamBlock[]): boolean {
    let raw = last
    if (this.#heldBytes > 0) {
      this.#hold(last)
      raw = Buffer.concat(this.#held, this.#heldBytes)
      this.#held = []
      this.#heldBytes = 0
    }
    if (raw.length > this.#maxBlockBytes) this.#overflown = true
    else blocks.push(readBlock(raw))
    return !this.#overflown
  }

  #hold(piece: Buffer): void {
    this.#held.push(piece)
    this.#heldBytes += piece.length
    if (this.#heldBytes <= this.#maxBlockBytes) return
    this.#overflown = true
    this.#held = []
  }

  /** The stream may begin with a byte order mark, which is not part of its first line. */
  #open(before: Buffer, chunk: Buffer): Buffer {
    const opening = before.length === 0 ? chunk : Buffer.concat([before, chunk])
    const length = Math.min(opening.length, BYTE_ORDER_MARK.length)
    const isMark = opening.subarray(0, length).equals(BYTE_ORDER_MARK.subarray(0, length))
    if (isMark && length < BYTE_ORDER_MARK.length) {
      this.#opening = opening
      return NOTHING
    }
    this.#opening = undefined
    return isMark ? opening.subarray(length) : opening
  }
}

/** One event that carries a message: JSON text, in which line ends can only stand between tokens. */
export function formatEvent(data: Buffer): Buffer {
  const oneLine = data.includes(LF) || data.includes(CR) ? withoutLineEnds(data) : data
  return Buffer.concat([EVENT_START, oneLine, EVENT_END])
}

function withoutLineEnds(data: Buffer): Buffer {
  const copy = Buffer.from(data)
  for (let i = 0; i < copy.length; i += 1) if (copy[i] === LF || copy[i] === CR) copy[i] = 0x20
  return copy
}
