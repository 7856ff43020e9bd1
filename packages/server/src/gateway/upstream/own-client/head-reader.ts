/** The head of an answer, interim heads before it passed over (RFC 9112, sections 4 to 6). */
import { NINE, SPACE, VALUE, ZERO } from './characters.ts'
import { Field } from './field.ts'
import { Lines } from './lines.ts'

/** Bytes that all heads of one answer may have. */
const MAX_HEAD = 16 * 1024

/** Interim answers that may come unasked; any other changes what follows, or is nobody's. */
const INTERIM = new Set([100, 102, 103])
const MAX_INTERIM = 8

/** `HTTP/1.x 200` */
const SHORTEST_STATUS_LINE = 12
const VERSION = Buffer.from('HTTP/1.')
/** A length that is a whole number without loss. */
const MAX_DIGITS = 15
/** Of a field that is told: its name, its value. */
const PAIR = 2

/** Reads heads, one answer after the other. */
export class HeadReader {
  status = 0
  /** The connection may be used again. */
  keeps = true
  /** Seconds for which the server keeps an idle connection; undefined: it does not say. */
  keptFor: number | undefined
  /** Of the body; −1: it is not said. */
  length = -1
  chunked = false
  /** The fields that are told, `[name, value, …]`: valid until the next piece. */
  raw: Buffer[] = []
  /** Where the piece goes on behind it. */
  next = 0
  #isOld = false
  #begun = false
  #interim = 0
  /** How many of `raw` are copies. */
  #copied = 0
  readonly #lines: Lines
  readonly #field = new Field()

  constructor(lines = new Lines()) {
    this.#lines = lines
  }

  /** Another answer is due. */
  begin(): void {
    this.#lines.allow(MAX_HEAD)
    this.#interim = 0
    this.#again()
  }

  read(bytes: Buffer, from: number): 'whole' | 'more' | 'broken' {
    const lines = this.#lines
    this.next = from
    for (;;) {
      const found = lines.read(bytes, this.next)
      this.next = lines.next
      if (found === 'more') this.#keepValues()
      if (found !== 'line') return found
      const taken = this.#line()
      if (taken !== undefined) return taken
    }
  }

  #again(): void {
    this.status = 0
    this.keeps = true
    this.keptFor = undefined
    this.length = -1
    this.chunked = false
    this.raw = []
    this.#copied = 0
    this.#isOld = false
    this.#begun = false
  }

  /** @returns undefined: more lines follow */
  #line(): 'whole' | 'broken' | undefined {
    if (!this.#begun) {
      this.#begun = true
      return this.#statusLine() ? undefined : 'broken'
    }
    if (this.#lines.start === this.#lines.end) return this.#endOfHead()
    return this.#field.read(this.#lines) && this.#take() ? undefined : 'broken'
  }

  #statusLine(): boolean {
    const { buffer, start, end } = this.#lines
    if (end - start < SHORTEST_STATUS_LINE) return false
    for (let i = 0; i < VERSION.length; i++) if (buffer[start + i] !== VERSION[i]) return false
    const minor = (buffer[start + VERSION.length] ?? 0) - ZERO
    if ((minor !== 0 && minor !== 1) || buffer[start + VERSION.length + 1] !== SPACE) return false
    this.#isOld = minor === 0
    this.keeps = minor === 1
    const reason = start + SHORTEST_STATUS_LINE
    if (reason < end && buffer[reason] !== SPACE) return false
    for (let i = reason; i < end; i++) if (VALUE[buffer[i] ?? 0] !== 1) return false
    this.status = number(buffer, reason - 3, reason)
    return this.status >= 100 && this.status <= 599
  }

  #take(): boolean {
    const { known } = this.#field
    switch (known?.name) {
      case undefined:
        return true
      case 'content-length':
        return this.#takeLength()
      case 'transfer-encoding':
        return this.#takeCoding()
      case 'connection':
        if (hasToken(this.#field.text(), 'close')) this.keeps = false
        return true
      case 'keep-alive':
        this.keptFor = secondsIn(this.#field.text())
        return true
      default:
        this.#tell()
        return true
    }
  }

  #tell(): void {
    const { known, buffer, from, to } = this.#field
    if (known !== undefined) this.raw.push(known.bytes, buffer.subarray(from, to))
  }

  /** Once, whatever it says. */
  #takeLength(): boolean {
    const { buffer, from, to, hasTab } = this.#field
    if (hasTab || this.length >= 0 || to - from > MAX_DIGITS) return false
    if (buffer[from] === ZERO && to - from > 1) return false
    this.length = number(buffer, from, to)
    this.#tell()
    return this.length >= 0
  }

  /** Nothing but chunks can be read. */
  #takeCoding(): boolean {
    if (this.chunked || this.#isOld || this.#field.hasTab || this.#field.text().toLowerCase() !== 'chunked')
      return false
    this.chunked = true
    return true
  }

  #endOfHead(): 'whole' | 'broken' | undefined {
    if (this.chunked && this.length >= 0) return 'broken'
    if (this.status >= 200) return 'whole'
    const hasBody = this.chunked || this.length >= 0
    if (hasBody || !INTERIM.has(this.status) || ++this.#interim > MAX_INTERIM) return 'broken'
    this.#again()
    return undefined
  }

  /** The piece that they stand in is about to be another one. */
  #keepValues(): void {
    for (; this.#copied < this.raw.length; this.#copied += PAIR) {
      const value = this.raw[this.#copied + 1]
      if (value !== undefined) this.raw[this.#copied + 1] = Buffer.from(value)
    }
  }
}

/** @returns −1: not digits alone */
function number(buffer: Buffer, from: number, to: number): number {
  if (from === to) return -1
  let value = 0
  for (let i = from; i < to; i++) {
    const byte = buffer[i] ?? 0
    if (byte < ZERO || byte > NINE) return -1
    value = value * 10 + byte - ZERO
  }
  return value
}

const hasToken = (list: string, token: string): boolean =>
  list
    .toLowerCase()
    .split(',')
    .some((one) => one.trim() === token)

function secondsIn(text: string): number | undefined {
  const found = /timeout=(\d{1,6})/i.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}
