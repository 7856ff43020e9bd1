/** What a child writes to its standard error, as lines of a bounded length and number. */
import type { Clock } from '../../ports/clock.ts'

const LONGEST = 8 * 1024
/** Lines that are told within one second; of more, only their number. */
const MOST = 200
const PERIOD = 1000
const NEWLINE = 0x0a

/** Reads everything, so that the child never waits for us; tells only as much as a log can bear. */
export class StderrLines {
  #begun = ''
  /** The rest of a line that was cut. */
  #skipping = false
  #since = Number.NEGATIVE_INFINITY
  #told = 0
  #dropped = 0
  readonly #clock: Clock
  readonly #onLine: (line: string) => void

  constructor(clock: Clock, onLine: (line: string) => void) {
    this.#clock = clock
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    let at = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, at)) {
      this.#add(chunk, at, end)
      this.#flush()
      this.#skipping = false
      at = end + 1
    }
    this.#add(chunk, at, chunk.length)
  }

  /** A line of our own among the child's. */
  note(line: string): void {
    if (this.#allowed()) this.#onLine(line.slice(0, LONGEST))
  }

  /** The stream ended. */
  end(): void {
    this.#flush()
    this.#sayDropped()
  }

  #add(chunk: Buffer, from: number, to: number): void {
    if (this.#skipping || from === to) return
    const room = LONGEST - this.#begun.length
    this.#begun += chunk.toString('utf8', from, Math.min(to, from + room))
    if (to - from < room) return
    this.#begun += ' …'
    this.#flush()
    this.#skipping = true
  }

  #flush(): void {
    const line = this.#begun
    this.#begun = ''
    if (line !== '' && this.#allowed()) this.#onLine(line)
  }

  #allowed(): boolean {
    const now = this.#clock.monotonic()
    if (now - this.#since >= PERIOD) {
      this.#sayDropped()
      this.#since = now
      this.#told = 0
    }
    if (this.#told < MOST) {
      this.#told++
      return true
    }
    this.#dropped++
    return false
  }

  #sayDropped(): void {
    if (this.#dropped > 0) this.#onLine(`Lines dropped: ${this.#dropped}.`)
    this.#dropped = 0
  }
}
