/** Tells the gateway what is in force: everything as it begins, then what changed, each change once and in order. */
import type { FeedChange, FeedRows } from '../../ports/directory-feed.ts'
import type { Control, Feed } from '../control.ts'
import { addTouched, emptyTouched, partChange, wholeChange } from './feed-rows.ts'
import { SOURCES, type Sources } from './sources.ts'

/** What is needed to tell it. */
export interface DirectoryFeedOptions {
  readonly control: Control
  readonly send: (number: number, change: FeedChange) => void
  /** The rows could not be read: what holds at the gateway is what was told before. */
  readonly onError: (error: unknown) => void
  readonly sources?: Sources
  /** Milliseconds that a change waits for the gateway to say that it is in force. */
  readonly patience?: number
}

/** The line to the gateway. */
export interface DirectoryFeed extends Feed {
  /** Tells everything; resolves when it was sent. */
  whole(): Promise<void>
  /** The gateway said that a change is in force. */
  inForce(number: number): void
  /** Looks for changes of other processes: call it every half a second or so. */
  look(): Promise<void>
}

const PATIENCE = 1000
/** Milliseconds after which rows that could not be read are read again. */
const AGAIN = 500

/** Creates it; nothing is told yet. */
export function createDirectoryFeed(options: DirectoryFeedOptions): DirectoryFeed {
  return new FeedWriter(options)
}

class FeedWriter implements DirectoryFeed {
  readonly #options: DirectoryFeedOptions
  readonly #sources: Sources
  /** By the number of the change: those who wait until it is in force. */
  readonly #waiting = new Map<number, () => void>()
  /** Numbers of the directory that this process raised, above `#known`. */
  readonly #own = new Set<number>()
  #number = 0
  #inForce = 0
  /** All changes of the directory up to this number were told, or are about to be. */
  #known = 0
  /** What `look` last found above `#known`. */
  #suspect = 0
  #touched = emptyTouched()
  #isWhole = false
  #next: Promise<number> | undefined
  #writing: Promise<unknown> = Promise.resolve()

  constructor(options: DirectoryFeedOptions) {
    this.#options = options
    this.#sources = options.sources ?? SOURCES
  }

  async whole(): Promise<void> {
    this.#isWhole = true
    await this.#soon()
  }

  async publish(touched: { readonly [Kind in keyof FeedRows]: ReadonlySet<string> }, epoch: number): Promise<void> {
    if (epoch > this.#known) this.#own.add(epoch)
    while (this.#own.delete(this.#known + 1)) this.#known++
    addTouched(this.#touched, touched)
    // Where the rows cannot be read just now, they are told later: the change itself is made.
    const told = this.#soon().then(
      (number) => this.#acknowledged(number),
      () => new Promise<never>(() => undefined),
    )
    await Promise.race([told, this.#tooLong()])
  }

  inForce(number: number): void {
    this.#inForce = Math.max(this.#inForce, number)
    for (const [waiting, resolve] of this.#waiting) {
      if (waiting > number) continue
      this.#waiting.delete(waiting)
      resolve()
    }
  }

  async look(): Promise<void> {
    const epoch = await this.#epoch()
    // A change of our own is told right after its commit: what is still unknown at the second look is another's.
    if (epoch > this.#known && this.#suspect > this.#known) await this.whole()
    this.#suspect = epoch
  }

  /** The number of the change that will hold what was just added: one for all that comes while another is read. */
  #soon(): Promise<number> {
    this.#next ??= this.#writing.then(() => this.#write())
    this.#writing = this.#next.catch(() => undefined)
    return this.#next
  }

  async #write(): Promise<number> {
    this.#next = undefined
    const { control, send, onError } = this.#options
    const touched = this.#touched
    const isWhole = this.#isWhole
    this.#touched = emptyTouched()
    this.#isWhole = false
    try {
      if (isWhole) await this.#catchUp()
      const change = isWhole
        ? await wholeChange(control, this.#sources)
        : await partChange(control, this.#sources, touched)
      this.#number++
      send(this.#number, change)
      return this.#number
    } catch (error) {
      onError(error)
      addTouched(this.#touched, touched)
      this.#isWhole ||= isWhole
      setTimeout(() => void this.#soon().catch(() => undefined), AGAIN).unref()
      throw error
    }
  }

  /** The rows are read after the number, so they hold at least what it stands for. */
  async #catchUp(): Promise<void> {
    this.#known = Math.max(this.#known, await this.#epoch())
    for (const epoch of this.#own) if (epoch <= this.#known) this.#own.delete(epoch)
  }

  async #epoch(): Promise<number> {
    const row = await this.#options.control.db.selectFrom('epoch').select('directory').executeTakeFirst()
    return row?.directory ?? 0
  }

  async #acknowledged(number: number): Promise<void> {
    if (number <= this.#inForce) return
    await new Promise<void>((resolve) => this.#waiting.set(number, chain(this.#waiting.get(number), resolve)))
  }

  #tooLong(): Promise<void> {
    const { patience = PATIENCE } = this.#options
    return new Promise((resolve) => setTimeout(resolve, patience).unref())
  }
}

const chain =
  (before: (() => void) | undefined, then: () => void): (() => void) =>
  () => {
    before?.()
    then()
  }
