/** The decision log: JSON Lines in a file, buffered, bounded and rotated. `docs/reference/decision-log.md` is its page. */
import type { Instant } from '@portcullis/engine'
import type { Accepted, AuditEvent, AuditSink, DecisionEvent, UnidentifiedEvent } from '../../ports/audit-sink.ts'
import type { Clock } from '../../ports/clock.ts'
import { Chain } from './chain.ts'
import { type Fold, fold } from './fold.ts'
import { type LineWriter, lineWriter } from './line.ts'
import { LogFile, type LogFileOptions } from './log-file.ts'
import type { Head } from './seal.ts'
import { type Space, space } from './space.ts'
import { WriteQueue } from './write-queue.ts'

/** What happens to calls that cannot be recorded. `refuse`: they are not made. `continue`: they are, and counted. */
export type OnFull = 'refuse' | 'continue'

export interface DecisionLogOptions extends LogFileOptions {
  readonly onFull: OnFull
  /** Bytes that may wait for the disk. */
  readonly queueBytes: number
  /** Milliseconds that a line waits in memory at most: what a kill of the process can lose. */
  readonly flushMs: number
  readonly clock: Clock
  /** Whose chain its seals make: organisation, writer and start of the process, with `/` between them. */
  readonly chain?: string
}

/** How the log does, for metrics and readiness. */
export interface DecisionLogStatus {
  /** Lines that were given to the queue, and bytes that are in the file. */
  readonly lines: number
  readonly writtenBytes: number
  /** Bytes that wait for the disk. */
  readonly queuedBytes: number
  /** Events that could not be recorded. */
  readonly dropped: number
  /** Refusals and requests of nobody that were counted into another record. */
  readonly folded: number
  readonly rotations: number
  /** The last write failed and is being tried again. */
  readonly failing: boolean
  readonly lastError: { readonly at: Instant; readonly text: string } | undefined
}

export const DECISION_LOG_DEFAULTS = {
  maxBytes: 64 * 1024 * 1024,
  keep: 10,
  onFull: 'refuse',
  queueBytes: 8 * 1024 * 1024,
  flushMs: 20,
} as const satisfies Partial<DecisionLogOptions>

/** Lines of this many bytes do not wait any longer. */
const FLUSH_BYTES = 64 * 1024
const SWEEP_MS = 1000

/** Opens the log; rejects with a reason when the file cannot be written. */
export async function openDecisionLog(options: DecisionLogOptions): Promise<JsonlDecisionLog> {
  const file = new LogFile(options)
  await file.open()
  return new JsonlDecisionLog(options, file)
}

/** An audit sink with a life: `openDecisionLog` begins it, `close` ends it. */
export class JsonlDecisionLog implements AuditSink {
  readonly #lines: LineWriter = lineWriter()
  readonly #fold: Fold = fold()
  readonly #space: Space
  readonly #file: LogFile
  readonly #chain: Chain
  readonly #queue: WriteQueue
  readonly #clock: Clock
  readonly #whenFull: Accepted
  readonly #flushMs: number
  #text = ''
  /** Lines in `#text`. */
  #records = 0
  #flushTimer: NodeJS.Timeout | undefined
  #sweepTimer: NodeJS.Timeout | undefined
  #closed = false
  #end: Promise<void> | undefined
  #lineCount = 0
  #writtenBytes = 0
  #dropped = 0
  #folded = 0
  #lastError: DecisionLogStatus['lastError']
  #gap: { readonly since: Instant; dropped: number } | undefined

  constructor(options: DecisionLogOptions, file: LogFile) {
    this.#file = file
    this.#clock = options.clock
    this.#space = space(options.queueBytes)
    this.#flushMs = options.flushMs
    this.#whenFull = options.onFull === 'continue' ? 'accepted' : 'full'
    this.#chain = new Chain({ path: options.path, name: options.chain ?? 'local', clock: options.clock })
    this.#queue = new WriteQueue(file, this.#chain, {
      onWritten: (bytes) => this.#onWritten(bytes),
      onFailure: (cause) => this.#onFailure(cause),
    })
  }

  record(event: AuditEvent): Accepted {
    if (this.#closed) return 'full'
    switch (event.type) {
      case 'decision':
        return event.effect === 'deny' ? this.#recordRefusal(event) : this.#recordDecision(event)
      case 'outcome':
        return this.#take(this.#lines.outcome(event), undefined) ? 'accepted' : this.#drop(event.at, 1)
      case 'unidentified':
        return this.#countUnidentified(event)
      default:
        return event satisfies never
    }
  }

  async flush(): Promise<void> {
    this.#sweep()
    this.#seal()
    await this.#queue.drained()
  }

  close(): Promise<void> {
    this.#end ??= this.#close()
    return this.#end
  }

  /** The last seal that is in the files. Rejects where they cannot be read. */
  async head(): Promise<Head> {
    const before = await this.#chain.begin()
    return this.#queue.head.seq === 0 ? before : this.#queue.head
  }

  /** Drops files whose last record is older than an instant. A file that has grown for longer than `age` is put aside. */
  expire(before: Instant, age: number): Promise<void> {
    return this.#queue.between(async () => {
      await this.#chain.begin()
      if (this.#chain.isWhole) await this.#file.rotateOlder(this.#clock.now() - age)
      await this.#file.dropOlder(before)
    })
  }

  status(): DecisionLogStatus {
    return {
      lines: this.#lineCount,
      writtenBytes: this.#writtenBytes,
      queuedBytes: this.#queue.bytes + this.#text.length,
      dropped: this.#dropped,
      folded: this.#folded,
      rotations: this.#file.rotations,
      failing: this.#queue.failing,
      lastError: this.#lastError,
    }
  }

  async #close(): Promise<void> {
    this.#sweepLast()
    this.#writeGap()
    this.#closed = true
    clearTimeout(this.#sweepTimer)
    this.#seal()
    const lost = await this.#queue.close()
    if (lost > 0) this.#onFailure(new Error(`${lost} bytes of the decision log could not be written before the end`))
  }

  #recordDecision(event: DecisionEvent): Accepted {
    const line = this.#lines.decision(event, this.#lines.decisionBody(event), event.count)
    return this.#take(line, event.grant) ? 'accepted' : this.#drop(event.at, event.count)
  }

  #recordRefusal(event: DecisionEvent): Accepted {
    const body = this.#lines.decisionBody(event)
    if (this.#fold.joins(event, body)) {
      this.#folded += event.count
      return 'accepted'
    }
    if (!this.#take(this.#lines.decision(event, body, event.count), event.grant))
      return this.#drop(event.at, event.count)
    this.#fold.wrote(body)
    this.#sweepTimer ??= setTimeout(() => this.#onSweep(), SWEEP_MS)
    return 'accepted'
  }

  #countUnidentified(event: UnidentifiedEvent): Accepted {
    this.#fold.count(event)
    this.#folded += event.count
    this.#sweepTimer ??= setTimeout(() => this.#onSweep(), SWEEP_MS)
    return 'accepted'
  }

  #take(line: string, grant: string | undefined): boolean {
    const queued = this.#queue.bytes + this.#text.length
    const fits =
      grant === undefined
        ? this.#space.forOther(line.length, queued)
        : this.#space.forDecision(grant, line.length, queued)
    if (!fits) return false
    this.#lineCount++
    this.#records++
    this.#text += line
    if (this.#text.length >= FLUSH_BYTES) this.#seal()
    else this.#flushTimer ??= setTimeout(() => this.#seal(), this.#flushMs)
    return true
  }

  #seal(): void {
    clearTimeout(this.#flushTimer)
    this.#flushTimer = undefined
    if (this.#text === '') return
    const chunk = Buffer.from(this.#text, 'latin1')
    const records = this.#records
    this.#text = ''
    this.#records = 0
    this.#queue.push(chunk, records)
  }

  #drop(at: Instant, count: number): Accepted {
    this.#dropped += count
    if (this.#gap === undefined) this.#gap = { since: at, dropped: count }
    else this.#gap.dropped += count
    return this.#whenFull
  }

  #onSweep(): void {
    this.#sweepTimer = undefined
    this.#sweep()
    if (!this.#fold.idle) this.#sweepTimer = setTimeout(() => this.#onSweep(), SWEEP_MS)
  }

  #sweep(): void {
    this.#fold.sweep({
      refusal: ({ event, body, count }) => this.#take(this.#lines.decision(event, body, count), event.grant),
      unidentified: (event) => this.#take(this.#lines.unidentified(event), undefined),
    })
  }

  /** There is no next sweep: what does not fit, even with the reserve, is lost and said to be. */
  #sweepLast(): void {
    const orDrop = (line: string, at: Instant, count: number): boolean => {
      if (!this.#take(line, undefined)) this.#drop(at, count)
      return true
    }
    this.#fold.sweep({
      refusal: ({ event, body, count }) => orDrop(this.#lines.decision(event, body, count), event.at, count),
      unidentified: (event) => orDrop(this.#lines.unidentified(event), event.at, event.count),
    })
  }

  /** Tells of what was lost, as soon as there is room for it. */
  #writeGap(): void {
    const gap = this.#gap
    if (gap !== undefined && this.#take(this.#lines.gap({ at: this.#clock.now(), ...gap }), undefined)) {
      this.#gap = undefined
    }
  }

  #onWritten(bytes: number): void {
    this.#writtenBytes += bytes
    if (this.#gap !== undefined && !this.#closed) this.#writeGap()
  }

  #onFailure(cause: unknown): void {
    const text = cause instanceof Error ? cause.message : String(cause)
    this.#lastError = { at: this.#clock.now(), text }
  }
}
