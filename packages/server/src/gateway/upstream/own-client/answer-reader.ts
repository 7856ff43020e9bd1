/** One answer of HTTP/1.1 as it comes over a connection (RFC 9112, sections 6 and 7). */
import { HEX } from './characters.ts'
import { Field } from './field.ts'
import { HeadReader } from './head-reader.ts'
import { Lines } from './lines.ts'

/** Told of an answer as it is read. It may call `stop`. */
export interface AnswerTold {
  /** @param raw the fields that are told, `[name, value, …]`; gone when this returns */
  onHead(status: number, raw: readonly Buffer[]): void
  /** @param piece a copy. @returns `false` asks to pause */
  onPiece(piece: Buffer): boolean
}

/** `more`: all was read, and the answer goes on. `whole`: it ended, at `next`. `broken`: it is no answer. */
export type Reading = 'more' | 'paused' | 'whole' | 'broken'

type Stage = 'idle' | 'head' | 'body' | 'size' | 'gap' | 'trailers' | 'whole' | 'broken'

/** Bytes of one line with a chunk's size, and of all that stands behind sizes in one answer. */
const MAX_SIZE_LINE = 1024
const MAX_EXTENSIONS = 16 * 1024
const MAX_TRAILERS = 16 * 1024
/** Digits of a size that is a whole number without loss. */
const MAX_SIZE_DIGITS = 12
const CRLF = 2
const UNTIL_CLOSE = Number.POSITIVE_INFINITY

/** What may stand behind a chunk's size (RFC 9112, section 7.1.1): read for its form, and dropped. */
const EXTENSIONS = /^(?:;[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:=(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+|"[\t !#-[\]-~\x80-\xff]*"))?)+$/

/** Whether a field says how a body is read: behind the body it is said to somebody else. */
const isFraming = ({ known }: Field): boolean => known?.name === 'content-length' || known?.name === 'transfer-encoding'

const hasNoBody = (status: number): boolean => status === 204 || status === 304

/** Reads strictly: whatever could be read in two ways is broken. */
export class AnswerReader {
  /** Where the piece goes on behind what was read. */
  next = 0
  #stage: Stage = 'idle'
  /** Bytes of the body, or of this chunk, that are still to come. */
  #left = 0
  #extensions = 0
  readonly #lines = new Lines()
  readonly #head = new HeadReader(this.#lines)
  readonly #field = new Field()
  readonly #told: AnswerTold

  constructor(told: AnswerTold) {
    this.#told = told
  }

  /** As far as the answer says, the connection may be used again. */
  get keeps(): boolean {
    return this.#head.keeps && this.#left !== UNTIL_CLOSE
  }

  /** Seconds for which the server keeps it idle; undefined: it does not say. */
  get keptFor(): number | undefined {
    return this.#head.keptFor
  }

  /** Another answer is due. */
  begin(): void {
    this.#head.begin()
    this.#stage = 'head'
    this.#left = 0
    this.#extensions = MAX_EXTENSIONS
  }

  /** Nothing more is told. */
  stop(): void {
    this.#stage = 'idle'
  }

  /** @param bytes a piece, which may be another one when this returns; after a pause what was not read of it */
  read(bytes: Buffer): Reading {
    this.next = 0
    for (;;) {
      const reading = this.#step(bytes)
      if (reading === 'broken') this.#stage = 'broken'
      if (reading !== undefined) return reading
    }
  }

  /** The other side sends no more. @returns whether that ends the answer */
  end(): boolean {
    return this.#stage === 'body' && this.#left === UNTIL_CLOSE
  }

  /** @returns undefined: go on */
  #step(bytes: Buffer): Reading | undefined {
    switch (this.#stage) {
      case 'head':
        return this.#readHead(bytes)
      case 'body':
        return this.#readBody(bytes)
      case 'size':
        return this.#readSize(bytes)
      case 'gap':
        return this.#readGap(bytes)
      case 'trailers':
        return this.#readTrailer(bytes)
      case 'idle':
        return 'more'
      default:
        return this.#stage
    }
  }

  #readHead(bytes: Buffer): Reading | undefined {
    const head = this.#head
    const found = head.read(bytes, this.next)
    this.next = head.next
    if (found !== 'whole') return found
    this.#frame()
    this.#told.onHead(head.status, head.raw)
    return undefined
  }

  /** How the body is read. */
  #frame(): void {
    const { status, chunked, length } = this.#head
    if (hasNoBody(status)) {
      // What is announced and does not come would be the beginning of the next answer.
      if (chunked || length > 0) this.#head.keeps = false
      this.#stage = 'whole'
    } else if (chunked) this.#sizes()
    else {
      this.#stage = 'body'
      this.#left = length < 0 ? UNTIL_CLOSE : length
    }
  }

  #readBody(bytes: Buffer): Reading | undefined {
    if (this.#left === 0) {
      this.#stage = this.#head.chunked ? 'gap' : 'whole'
      this.#lines.allow(CRLF)
      return undefined
    }
    const size = Math.min(this.#left, bytes.length - this.next)
    if (size === 0) return 'more'
    const piece = Buffer.from(bytes.subarray(this.next, this.next + size))
    this.next += size
    this.#left -= size
    return this.#told.onPiece(piece) ? undefined : 'paused'
  }

  #sizes(): void {
    this.#stage = 'size'
    this.#lines.allow(MAX_SIZE_LINE)
  }

  #readSize(bytes: Buffer): Reading | undefined {
    const found = this.#line(bytes)
    if (found !== 'line') return found
    const size = this.#size()
    if (size < 0) return 'broken'
    this.#left = size
    this.#stage = size === 0 ? 'trailers' : 'body'
    if (size === 0) this.#lines.allow(MAX_TRAILERS)
    return undefined
  }

  /** @returns −1: none */
  #size(): number {
    const { buffer, start, end } = this.#lines
    let at = start
    let size = 0
    for (; at < end; at++) {
      const digit = HEX[buffer[at] ?? 0] ?? 16
      if (digit > 15) break
      size = size * 16 + digit
    }
    if (at === start || at - start > MAX_SIZE_DIGITS) return -1
    if (at === end) return size
    this.#extensions -= end - at
    return this.#extensions >= 0 && EXTENSIONS.test(buffer.toString('latin1', at, end)) ? size : -1
  }

  /** The end of a line behind a chunk. */
  #readGap(bytes: Buffer): Reading | undefined {
    const found = this.#line(bytes)
    if (found !== 'line') return found
    if (this.#lines.start !== this.#lines.end) return 'broken'
    this.#sizes()
    return undefined
  }

  /** Read for their form, and dropped. */
  #readTrailer(bytes: Buffer): Reading | undefined {
    const found = this.#line(bytes)
    if (found !== 'line') return found
    if (this.#lines.start === this.#lines.end) this.#stage = 'whole'
    else if (!this.#field.read(this.#lines) || isFraming(this.#field)) return 'broken'
    return undefined
  }

  #line(bytes: Buffer): 'line' | 'more' | 'broken' {
    const found = this.#lines.read(bytes, this.next)
    this.next = this.#lines.next
    return found
  }
}
