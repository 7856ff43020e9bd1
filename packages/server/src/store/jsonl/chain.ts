/** The chain of one log, as its writer continues it: over flushes, rotated files and starts of the process. */
import { createHash, type Hash } from 'node:crypto'
import type { Clock } from '../../ports/clock.ts'
import { type ChainEnd, readChainEnd } from './chain-end.ts'
import { type Head, NO_HEAD, sealPrefix, sealSuffix } from './seal.ts'

/** What a chain is made with. */
export interface ChainOptions {
  /** Path of the log's newest file. */
  readonly path: string
  /** Organisation, writer and start of the process, with `/` between them. */
  readonly name: string
  readonly clock: Pick<Clock, 'now'>
}

/** A chain that goes on where the files end. `begin` comes before everything else. */
export class Chain {
  readonly #options: ChainOptions
  #head: Head = NO_HEAD
  /** Where the files ended when this process began. */
  #start: Head = NO_HEAD
  /** What a crash left behind after the last seal: covered by the next one. */
  #left: Pick<ChainEnd, 'bytes' | 'records'> | undefined
  #begun = false

  constructor(options: ChainOptions) {
    this.#options = options
  }

  /** Reads where the files end before anything is written to them, and answers that. Rejects where they cannot be read. */
  async begin(): Promise<Head> {
    if (this.#begun) return this.#start
    const end = await readChainEnd(this.#options.path)
    // Asked twice at once, it is read twice: whoever is late changes nothing.
    if (this.#begun) return this.#start
    this.#begun = true
    if (end === undefined) return this.#start
    this.#start = end.head
    this.#head = end.head
    if (end.records > 0) this.#left = end
    return this.#start
  }

  /** What a crash left behind is covered: only then may the file be put aside. */
  get isWhole(): boolean {
    return this.#begun && this.#left === undefined
  }

  /** The chunk, with its seal at the end; the chain's first is preceded by a seal of nothing, which says that it begins. */
  seal(chunk: Buffer, records: number): { readonly bytes: Buffer; readonly head: Head } {
    const opening = this.#head.seq === 0 ? this.#line(createHash('sha256'), 0) : ''
    const left = this.#left
    this.#left = undefined
    const hash = left?.bytes ?? createHash('sha256')
    const line = this.#line(hash.update(chunk), records + (left?.records ?? 0))
    const ends = Buffer.from(line, 'latin1')
    const all = opening === '' ? [chunk, ends] : [Buffer.from(opening, 'latin1'), chunk, ends]
    return { bytes: Buffer.concat(all), head: this.#head }
  }

  #line(hash: Hash, records: number): string {
    const { name: chain, clock } = this.#options
    const { seq, hash: previous } = this.#head
    const prefix = sealPrefix({ at: clock.now(), chain, seq: seq + 1, records, previous })
    const digest = hash.update(prefix, 'latin1').digest('hex')
    this.#head = { seq: seq + 1, hash: digest }
    return prefix + sealSuffix(digest)
  }
}
