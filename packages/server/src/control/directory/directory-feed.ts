/** Tells the gateway what is in force: everything as it begins, then what changed, each change once and in order. */
import type { FeedChange } from '../../ports/directory-feed.ts'
import type { Touched } from '../change/mutate.ts'
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
  /** More is in force at the gateway than before. */
  readonly onConfirmed?: () => void
}

/** The line to the gateway. */
export interface DirectoryFeed extends Feed {
  /** Tells everything; resolves when it was sent. */
  whole(): Promise<void>
  /** The gateway said that a change is in force. */
  inForce(number: number): void
  /** Looks for changes of other processes: call it every half a second or so. */
  look(): Promise<void>
  /** The directory's number was found to be this in the database: the same without asking it. */
  found(epoch: number): Promise<void>
  /** Another process says what it changed, and what the directory's number is since. */
  changed(touched: Touched, epoch: number): Promise<void>
  /** All changes of the directory up to this number are in force at the gateway; -1: it was told nothing yet. */
  readonly confirmed: number
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
  /** By the number of the change: the directory's number that it brings the gateway to. */
  readonly #brings = new Map<number, { readonly epoch: number; readonly isWhole: boolean }>()
  #confirmed = -1
  /** The gateway passed a change over: nothing is confirmed before it holds a whole one. */
  #isTorn = false
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

  get confirmed(): number {
    return this.#confirmed
  }

  async changed(touched: Touched, epoch: number): Promise<void> {
    if (epoch <= this.#known) return
    await this.#tell(touched, epoch)
  }

  async publish(touched: Touched, epoch: number): Promise<void> {
    // Where the rows cannot be read just now, they are told later: the change itself is made.
    const told = this.#tell(touched, epoch).then(
      (number) => this.#acknowledged(number),
      () => new Promise<never>(() => undefined),
    )
    await Promise.race([told, this.#tooLong()])
  }

  /** Changes may be heard of in another order than they were made in: what is between two is told, or looked for. */
  #tell(touched: Touched, epoch: number): Promise<number> {
    if (epoch > this.#known) this.#own.add(epoch)
    while (this.#own.delete(this.#known + 1)) this.#known++
    addTouched(this.#touched, touched)
    return this.#soon()
  }

  inForce(number: number): void {
    this.#inForce = Math.max(this.#inForce, number)
    this.#confirm(number)
    for (const [waiting, resolve] of this.#waiting) {
      if (waiting > number) continue
      this.#waiting.delete(waiting)
      resolve()
    }
  }

  #confirm(number: number): void {
    const brought = this.#brings.get(number)
    if (brought === undefined) return
    const earlier = [...this.#brings.keys()].filter((change) => change <= number)
    for (const change of earlier) this.#brings.delete(change)
    const wasTorn = this.#isTorn
    this.#isTorn = !brought.isWhole && (wasTorn || earlier.length > 1)
    if (this.#isTorn) {
      if (!wasTorn) this.whole().catch(() => undefined)
      return
    }
    const isMore = brought.epoch > this.#confirmed
    this.#confirmed = Math.max(this.#confirmed, brought.epoch)
    if (isMore) this.#options.onConfirmed?.()
  }

  async look(): Promise<void> {
    await this.found(await this.#epoch())
  }

  async found(epoch: number): Promise<void> {
    // A change of our own is told right after its commit: what is still unknown at the second look is another's.
    const isOthers = epoch > this.#known && this.#suspect > this.#known
    this.#suspect = epoch
    if (isOthers) await this.whole()
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
      // What is known by now is part of this change, or of an earlier one.
      const brings = this.#known
      const change = isWhole
        ? await wholeChange(control, this.#sources)
        : await partChange(control, this.#sources, touched)
      this.#number++
      this.#brings.set(this.#number, { epoch: brings, isWhole })
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
