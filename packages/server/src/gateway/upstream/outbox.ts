/** Writes messages to a pipe as fast as it is read, and no faster. */
import type { Writable } from 'node:stream'
import type { Receipt, Sending } from './carrier.ts'
import { asLine } from './line.ts'

/** Bytes that may wait for a slow reader. */
const WAITING = 8 * 1024 * 1024

interface Item {
  readonly bytes: Buffer
  readonly receipt: Receipt
}

const NOTHING: Sending = {
  cancel() {
    // It has left, or never will.
  },
}

/** In order; what waits can still be taken back, because nothing of it has left. */
export class Outbox {
  readonly #pipe: Writable
  readonly #waiting = new Set<Item>()
  #size = 0
  #closed = false

  constructor(pipe: Writable) {
    this.#pipe = pipe
    pipe.on('drain', () => this.#flush())
  }

  send(bytes: Buffer, receipt: Receipt): Sending {
    const item = { bytes, receipt }
    if (this.#closed) return this.#fail(item, 'closed')
    if (this.#waiting.size === 0 && !this.#pipe.writableNeedDrain) {
      this.#write(item)
      return NOTHING
    }
    if (this.#size + bytes.length > WAITING) return this.#fail(item, 'busy')
    this.#waiting.add(item)
    this.#size += bytes.length
    return { cancel: () => this.#drop(item) }
  }

  /** Takes no more; what waits was not sent. */
  close(): void {
    this.#closed = true
    for (const item of this.#waiting) {
      this.#drop(item)
      this.#fail(item, 'closed')
    }
  }

  #write({ bytes, receipt }: Item): void {
    receipt.onSent()
    this.#pipe.write(asLine(bytes))
    receipt.onDone()
  }

  #flush(): void {
    for (const item of this.#waiting) {
      if (this.#pipe.writableNeedDrain) return
      this.#drop(item)
      this.#write(item)
    }
  }

  #drop(item: Item): void {
    if (this.#waiting.delete(item)) this.#size -= item.bytes.length
  }

  #fail(item: Item, failure: 'busy' | 'closed'): Sending {
    queueMicrotask(() => item.receipt.onFailure(failure, false))
    return NOTHING
  }
}
