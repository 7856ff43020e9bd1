/**
 * Reads a JSON text as its pieces pass, without keeping it: one state, a stack of open containers, bounded memory.
 *
 * Strict about form (RFC 8259) but for what cannot move a boundary: control characters and invalid UTF-8 within strings
 * are left to whoever reads the text.
 */

import { LONGEST_TOKEN, MAX_DEPTH } from './skim.ts'

/** Told of what stands near the root of a text. Depth 1 is the outermost object or array. `false` ends the reading. */
export interface JsonListener {
  /** Whether the keys of the object at this depth are wanted. */
  wantsKeys(depth: number): boolean
  /** A wanted key, as written between its quotes, one character a byte. */
  onKey(depth: number, raw: string): boolean
  /** Whether the value that comes next in the container at this depth is wanted, if it is a string or a scalar. */
  wantsValue(depth: number): boolean
  /** A wanted string, with its quotes, or scalar, as written, one character a byte. */
  onValue(depth: number, raw: string): boolean
  /** An object or array that is a value of the container at this depth begins; depth 0: the text itself. */
  onContainer(depth: number, isObject: boolean): boolean
}

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const LOWER_U = 0x75
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** What comes next: a value. */
const VALUE = 0
/** A value, or the end of an array. */
const FIRST_ELEMENT = 1
/** A key, or the end of an object. */
const FIRST_KEY = 2
const KEY = 3
const AFTER_KEY = 4
/** A comma, or the end of the container. */
const AFTER_VALUE = 5
/** More of a string. */
const STRING = 6
/** What a backslash stands before. */
const ESCAPE = 7
/** Digits of an escape. */
const HEX = 8
/** More of a number or a literal. */
const SCALAR = 9
const BROKEN = 10

type State = number

/** Bytes of a string that are looked at one by one before its end is searched for. */
const SHORT_RUN = 24

const SCALAR_FORM = /^(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)$/
const table = (characters: string): Uint8Array => {
  const marked = new Uint8Array(256)
  for (const c of Buffer.from(characters)) marked[c] = 1
  return marked
}
const IS_SPACE = table(' \t\r\n')
const IS_SCALAR = table('+-.0123456789Eaeflnrstu')
const IS_HEX = table('0123456789abcdefABCDEF')
const SHORT_ESCAPE = table('"\\/bfnrt')

/** A reading under way. */
export class JsonStream {
  readonly #listener: JsonListener
  #state: State = VALUE
  /** By depth, 1 where an object is open. */
  readonly #open = new Uint8Array(MAX_DEPTH + 1)
  #depth = 0
  /** The string that is being read is a key. */
  #isKey = false
  /** What was kept of the present string or scalar; undefined where it is not wanted. */
  #kept: string | undefined
  #hexLeft = 0
  /** Within the present piece: the next quote and backslash. */
  #quote = -1
  #backslash = -1

  constructor(listener: JsonListener) {
    this.#listener = listener
  }

  /** @returns false once the text cannot be read on, for good */
  push(chunk: Buffer): boolean {
    this.#quote = -1
    this.#backslash = -1
    let i = 0
    while (i < chunk.length && this.#state !== BROKEN) i = this.#step(chunk, i)
    return this.#state !== BROKEN
  }

  /** @returns whether what was pushed is one whole JSON text: an object or an array */
  end(): boolean {
    return this.#state === AFTER_VALUE && this.#depth === 0
  }

  /** Reads on from `i`; returns how far. */
  #step(chunk: Buffer, i: number): number {
    switch (this.#state) {
      case STRING:
        return this.#string(chunk, i)
      case ESCAPE:
        return this.#escape(chunk, i)
      case HEX:
        return this.#hex(chunk, i)
      case SCALAR:
        return this.#scalar(chunk, i)
      default:
        if (IS_SPACE[chunk[i] as number] === 0) this.#token(chunk[i] as number)
        // The first byte of a scalar is read again as part of it.
        return this.#state === SCALAR ? i : i + 1
    }
  }

  #token(c: number): void {
    switch (this.#state) {
      case AFTER_KEY:
        this.#state = c === COLON ? VALUE : BROKEN
        return
      case AFTER_VALUE:
        this.#afterValue(c)
        return
      case FIRST_KEY:
      case KEY:
        if (c === QUOTE) this.#begin(true)
        else if (c === CLOSE_BRACE && this.#state === FIRST_KEY) this.#close()
        else this.#state = BROKEN
        return
      default:
        if (c === CLOSE_BRACKET && this.#state === FIRST_ELEMENT) this.#close()
        else this.#value(c)
    }
  }

  #value(c: number): void {
    if (c === OPEN_BRACE || c === OPEN_BRACKET) this.#container(c === OPEN_BRACE)
    else if (this.#depth === 0) this.#state = BROKEN
    else if (c === QUOTE) this.#begin(false)
    else if (IS_SCALAR[c] === 1) {
      this.#kept = ''
      this.#state = SCALAR
    } else this.#state = BROKEN
  }

  #container(isObject: boolean): void {
    const goesOn = this.#depth < MAX_DEPTH && this.#listener.onContainer(this.#depth, isObject)
    if (!goesOn) {
      this.#state = BROKEN
      return
    }
    this.#depth += 1
    this.#open[this.#depth] = isObject ? 1 : 0
    this.#state = isObject ? FIRST_KEY : FIRST_ELEMENT
  }

  #close(): void {
    this.#depth -= 1
    this.#state = AFTER_VALUE
  }

  #afterValue(c: number): void {
    const isObject = this.#open[this.#depth] === 1
    if (this.#depth === 0) this.#state = BROKEN
    else if (c === COMMA) this.#state = isObject ? KEY : VALUE
    else if (c === (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) this.#close()
    else this.#state = BROKEN
  }

  #begin(isKey: boolean): void {
    const isWanted = isKey ? this.#listener.wantsKeys(this.#depth) : this.#listener.wantsValue(this.#depth)
    this.#isKey = isKey
    this.#kept = isWanted ? '' : undefined
    this.#state = STRING
  }

  #string(chunk: Buffer, from: number): number {
    const end = this.#endOfRun(chunk, from)
    const isOver = end < chunk.length && chunk[end] === QUOTE
    if (!this.#keep(chunk, from, isOver || end === chunk.length ? end : end + 1)) return end
    if (isOver) this.#endString()
    else if (end < chunk.length) this.#state = ESCAPE
    return end + 1
  }

  #endOfRun(chunk: Buffer, from: number): number {
    const near = Math.min(from + SHORT_RUN, chunk.length)
    for (let i = from; i < near; i += 1) if (chunk[i] === QUOTE || chunk[i] === BACKSLASH) return i
    if (this.#quote < near) this.#quote = indexOrEnd(chunk, QUOTE, near)
    if (this.#backslash < near) this.#backslash = indexOrEnd(chunk, BACKSLASH, near)
    return Math.min(this.#quote, this.#backslash)
  }

  #endString(): void {
    const kept = this.#kept
    this.#state = this.#isKey ? AFTER_KEY : AFTER_VALUE
    if (kept === undefined) return
    const goesOn = this.#isKey
      ? this.#listener.onKey(this.#depth, kept)
      : this.#listener.onValue(this.#depth, `"${kept}"`)
    if (!goesOn) this.#state = BROKEN
  }

  #escape(chunk: Buffer, i: number): number {
    const c = chunk[i] as number
    if (!this.#keep(chunk, i, i + 1)) return i
    if (c === LOWER_U) {
      this.#hexLeft = 4
      this.#state = HEX
    } else this.#state = SHORT_ESCAPE[c] === 1 ? STRING : BROKEN
    return i + 1
  }

  #hex(chunk: Buffer, i: number): number {
    if (!this.#keep(chunk, i, i + 1)) return i
    this.#hexLeft -= 1
    if (IS_HEX[chunk[i] as number] === 0) this.#state = BROKEN
    else if (this.#hexLeft === 0) this.#state = STRING
    return i + 1
  }

  #scalar(chunk: Buffer, from: number): number {
    let i = from
    while (i < chunk.length && IS_SCALAR[chunk[i] as number] === 1) i += 1
    if (!this.#keep(chunk, from, i) || i === chunk.length) return i
    const kept = this.#kept ?? ''
    this.#state = AFTER_VALUE
    const isWanted = this.#listener.wantsValue(this.#depth)
    if (!SCALAR_FORM.test(kept) || (isWanted && !this.#listener.onValue(this.#depth, kept))) this.#state = BROKEN
    return i
  }

  /** @returns false, and ends the reading, where more would be kept than is allowed */
  #keep(chunk: Buffer, from: number, to: number): boolean {
    if (this.#kept === undefined || from === to) return true
    if (this.#kept.length + to - from > LONGEST_TOKEN) this.#state = BROKEN
    else this.#kept += chunk.toString('latin1', from, to)
    return this.#state !== BROKEN
  }
}

function indexOrEnd(chunk: Buffer, byte: number, from: number): number {
  const found = chunk.indexOf(byte, from)
  return found < 0 ? chunk.length : found
}
