/** The last head of a connection: clients send the same one again and again, with another length. */
import { type FastHead, type NoHead, readDigits, readFastHead } from './read-head.ts'

/** Longer heads are read anew each time: a memo stays as long as its connection. */
const LONGEST = 4096

/**
 * Reads the heads of one connection. One that equals the last one byte for byte, but for the digits of its length, is read
 * as that one was. Only what was read is remembered; who may come in is judged anew for each request.
 */
export class HeadMemo {
  #last: FastHead | undefined
  /** The bytes of the last head before the digits, and those behind them. */
  #before = Buffer.alloc(0)
  #after = Buffer.alloc(0)

  /** @param limit bytes that a head may have */
  read(bytes: Buffer, limit: number): FastHead | NoHead {
    const known = this.#last === undefined ? undefined : this.#recall(this.#last, bytes)
    if (known !== undefined && known.end <= limit) return known
    const found = readFastHead(bytes, limit)
    if (typeof found !== 'string' && found.end <= LONGEST) this.#remember(found, bytes)
    return found
  }

  #remember(found: FastHead, bytes: Buffer): void {
    this.#last = found
    this.#before = Buffer.from(bytes.subarray(0, found.digits))
    this.#after = Buffer.from(bytes.subarray(found.digitsEnd, found.end))
  }

  #recall(last: FastHead, bytes: Buffer): FastHead | undefined {
    const before = this.#before
    const after = this.#after
    if (bytes.length < last.digits + after.length) return undefined
    if (bytes.compare(before, 0, before.length, 0, before.length) !== 0) return undefined
    const digits = readDigits(bytes, last.digits)
    if (digits === undefined) return undefined
    const end = digits.end + after.length
    if (bytes.length < end || bytes.compare(after, 0, after.length, digits.end, end) !== 0) return undefined
    return digits.length === last.length ? last : this.#withLength(last, digits)
  }

  #withLength(last: FastHead, digits: { readonly length: number; readonly end: number }): FastHead {
    const head = { ...last.head, contentLength: String(digits.length) }
    return { ...last, head, length: digits.length, digitsEnd: digits.end, end: digits.end + this.#after.length }
  }
}
