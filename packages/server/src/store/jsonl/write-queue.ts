/** Chunks of lines on their way to the file: one write in flight, the rest waits; a failing disk is tried again. */
import type { Chain } from './chain.ts'
import type { LogFile } from './log-file.ts'
import { type Head, NO_HEAD } from './seal.ts'

/** Told of what happens to chunks. */
export interface QueueListener {
  /** A chunk is in the file. */
  onWritten(bytes: number): void
  onFailure(cause: unknown): void
}

/** Milliseconds until a failed write is tried again: doubles up to the second figure. */
const RETRY_FIRST = 100
const RETRY_LAST = 2000
/** Every how many chunks the path is looked at; below `SMALL` bytes always, since then there is time. */
const LOOK_EVERY = 32
const SMALL = 8192
const LINE_FEED = 10
/** Chunks that are joined into one write while more than one waits. */
const JOINED = 16

/** Errors after which the open file is as good as before: the write is continued where it stopped. */
const transient: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EAGAIN', 'EINTR'])

/** Lines that wait; `head` is there once they are sealed. */
interface Chunk {
  readonly bytes: Buffer
  /** What they count for: their bytes without seals. */
  readonly weight: number
  readonly records: number
  readonly head: Head | undefined
}

/** Something that is done to the file between two writes. */
type Task = () => Promise<void>

interface Waiter {
  readonly until: number
  readonly resolve: () => void
}

/** A queue with a life: ends with `close`. */
export class WriteQueue {
  readonly #file: LogFile
  readonly #chain: Chain
  readonly #listener: QueueListener
  readonly #chunks: Chunk[] = []
  readonly #tasks: Task[] = []
  #waiters: Waiter[] = []
  #offset = 0
  #running: Promise<void> | undefined
  /** Bytes since the start, by which waiters know their place. */
  #pushed = 0
  #written = 0
  #sinceLook = 0
  #closing = false
  #wake: (() => void) | undefined
  #rotates = false
  /** Bytes that wait or are being written. */
  bytes = 0
  /** The last write failed; it is being tried again. */
  failing = false
  /** The last seal that is in the file, of those of this process. */
  head: Head = NO_HEAD

  constructor(file: LogFile, chain: Chain, listener: QueueListener) {
    this.#file = file
    this.#chain = chain
    this.#listener = listener
  }

  /** Takes whole lines; starts writing unless a write is in flight. */
  push(bytes: Buffer, records: number): void {
    this.#chunks.push({ bytes, weight: bytes.length, records, head: undefined })
    this.#pushed += bytes.length
    this.bytes += bytes.length
    this.#running ??= this.#run()
  }

  /** Does something to the file while no chunk is half written. Resolves when it is done; never rejects. */
  between(task: Task): Promise<void> {
    return new Promise((resolve) => {
      this.#tasks.push(async () => {
        await task().catch((cause: unknown) => this.#listener.onFailure(cause))
        resolve()
      })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when all chunks pushed so far are written, or when writing fails. */
  drained(): Promise<void> {
    if (this.#written === this.#pushed || this.failing) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.push({ until: this.#pushed, resolve }))
  }

  /** Tries once more to write what waits, then closes the file. Answers the bytes that could not be written. */
  async close(): Promise<number> {
    this.#closing = true
    this.#wake?.()
    await this.#running
    await this.#file.close().catch((cause: unknown) => this.#listener.onFailure(cause))
    const [first] = this.#chunks
    return first === undefined ? this.bytes : this.bytes - first.weight + first.bytes.length - this.#offset
  }

  async #run(): Promise<void> {
    let delay = RETRY_FIRST
    await this.#doTasks()
    for (let chunk = this.#next(); chunk !== undefined; chunk = this.#next()) {
      const last = this.#closing
      try {
        await this.#writeSome(chunk)
        this.failing = false
        delay = RETRY_FIRST
        await this.#doTasks()
      } catch (cause) {
        this.#failed(chunk, cause)
        if (last) break
        await this.#pause(delay)
        delay = Math.min(delay * 2, RETRY_LAST)
      }
    }
    this.#running = undefined
    if (this.#tasks.length > 0 && this.#offset === 0) this.#running = this.#run()
  }

  async #doTasks(): Promise<void> {
    while (this.#offset === 0) {
      const task = this.#tasks.shift()
      if (task === undefined) return
      await task()
    }
  }

  async #writeSome(waiting: Chunk): Promise<void> {
    const { bytes, weight, head } = waiting.head === undefined ? await this.#sealed(waiting) : waiting
    if (this.#offset === 0) await this.#prepare(bytes)
    this.#offset += await this.#file.append(bytes, this.#offset)
    if (this.#offset < bytes.length) return
    this.#chunks.shift()
    this.#offset = 0
    this.#written += weight
    this.bytes -= weight
    this.head = head ?? this.head
    this.#listener.onWritten(bytes.length)
    this.#release((waiter) => waiter.until <= this.#written)
  }

  /** The chunk with its seal: from now on it is written as it is, however often that is tried. */
  async #sealed(chunk: Chunk): Promise<Chunk> {
    await this.#chain.begin()
    this.#rotates = this.#chain.isWhole
    const sealed = { ...chunk, ...this.#chain.seal(chunk.bytes, chunk.records) }
    this.#chunks[0] = sealed
    return sealed
  }

  /** What is written next: under a backlog many chunks as one, since a write costs a turn of the event loop. */
  #next(): Chunk | undefined {
    const [first] = this.#chunks
    if (first !== undefined && first.head === undefined && this.#chunks.length > 1) {
      const joined = this.#chunks.splice(0, JOINED)
      const bytes = Buffer.concat(joined.map((chunk) => chunk.bytes))
      const records = joined.reduce((sum, chunk) => sum + chunk.records, 0)
      this.#chunks.unshift({ bytes, weight: bytes.length, records, head: undefined })
    }
    return this.#chunks[0]
  }

  async #prepare(chunk: Buffer): Promise<void> {
    if (chunk.length < SMALL || ++this.#sinceLook >= LOOK_EVERY) {
      this.#sinceLook = 0
      await this.#file.look()
    }
    // What a crash left behind is covered by the first seal: both stay in one file.
    if (!this.#rotates || !this.#file.isFull(chunk.length)) return
    await this.#file.rotate().catch((cause: unknown) => this.#listener.onFailure(cause))
  }

  #failed(chunk: Chunk, cause: unknown): void {
    this.failing = true
    this.#listener.onFailure(cause)
    this.#release(() => true)
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (transient.has(code)) return
    // The next attempt opens the file anew, which completes a half line: the line it was part of is written again.
    const { bytes } = this.#chunks[0] ?? chunk
    this.#offset = this.#offset === 0 ? 0 : bytes.lastIndexOf(LINE_FEED, this.#offset - 1) + 1
    void this.#file.close().catch(() => undefined)
  }

  #pause(delay: number): Promise<void> {
    if (this.#closing) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delay)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #release(due: (waiter: Waiter) => boolean): void {
    if (this.#waiters.length === 0) return
    const waiters = this.#waiters
    this.#waiters = waiters.filter((waiter) => !due(waiter))
    for (const waiter of waiters) if (due(waiter)) waiter.resolve()
  }
}
