/**
 * A gateway among those of its database: it says that it runs, looks for changes of the others, and tells its gateway's thread
 * until when everything that was changed is in force there. What the thread is not told in time closes it.
 */
import { machineTime } from '../../ports/clock.ts'
import type { Neighbour } from '../../ports/neighbours.ts'
import type { Database } from '../../store/sql/tables.ts'
import type { DirectoryFeed } from '../directory/directory-feed.ts'
import type { FromControl } from '../messages.ts'
import type { DatabaseClock } from './database-clock.ts'
import { dropLeases } from './leases.ts'
import type { Self } from './own.ts'
import { forgetGateway, type LivingGateway, livingGateways, showGateway, tidyGateways } from './registry.ts'

/** What it watches with. */
export interface WatchOptions {
  /** Connections of its own: nothing that others do with the database keeps it waiting. */
  readonly db: Database
  readonly self: Self
  readonly clock: DatabaseClock
  readonly directory: Pick<DirectoryFeed, 'confirmed' | 'found'>
  /** Where the others reach this gateway; undefined: that is not known. */
  readonly address: () => string | undefined
  readonly send: (message: FromControl) => void
  readonly onError: (error: unknown) => void
}

/** A watch that is kept. */
export interface Watch {
  /** Looks at once. */
  wake(): void
  /** Ends it, and says that this gateway is gone. */
  close(): Promise<void>
}

/** Milliseconds between two looks; after one that found something that is not in force yet. */
const LOOKING = 500
const SOON = 120
/** Looks that may wait for changes to come into force. */
const MOST_UNMET = 64

/** Begins to watch. */
export function keepWatch(options: WatchOptions): Watch {
  return new Watching(options)
}

interface Look {
  /** By the machine's time. */
  readonly at: number
  readonly epoch: number
}

class Watching implements Watch {
  readonly #options: WatchOptions
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #isAgain = false
  #isClosed = false
  #isShown = false
  #unmet: readonly Look[] = []
  #told = ''

  constructor(options: WatchOptions) {
    this.#options = options
    this.wake()
  }

  wake(): void {
    this.#isAgain = true
    this.#settle()
    if (this.#looking !== undefined || this.#isClosed) return
    clearTimeout(this.#timer)
    this.#looking = this.#look()
      .catch(this.#options.onError)
      .finally(() => {
        this.#looking = undefined
        if (this.#isClosed) return
        if (this.#isAgain) return this.wake()
        this.#timer = setTimeout(() => this.wake(), this.#unmet.length > 0 ? SOON : LOOKING).unref()
      })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#looking
    const { db, self, onError } = this.#options
    await Promise.all([forgetGateway(db, self.name), dropLeases(db, self.name)]).catch(onError)
  }

  async #look(): Promise<void> {
    this.#isAgain = false
    const { db, self, clock, directory, address, onError } = this.#options
    // It is one of them from the moment on at which it holds all that there is to be held.
    if (directory.confirmed < 0) return
    if (!this.#isShown) await tidyGateways(db, self)
    this.#isShown = true
    const [at, from] = [machineTime(), clock.monotonic()]
    const heard = await showGateway(db, { self, address: address(), confirmed: directory.confirmed })
    clock.heard(heard, from, clock.monotonic())
    // Whoever changes something after this finds this gateway among those that have to confirm it.
    const row = await db.selectFrom('epoch').select('directory').executeTakeFirst()
    const epoch = row?.directory ?? 0
    this.#unmet = [...this.#unmet, { at, epoch }].slice(-MOST_UNMET)
    this.#settle()
    directory.found(epoch).catch(onError)
    this.#tell(await livingGateways(db))
  }

  /** What was found is in force: the gateway may go by it, from the moment on at which it was looked for. */
  #settle(): void {
    const { directory, send, self } = this.#options
    const met = this.#unmet.filter(({ epoch }) => epoch <= directory.confirmed)
    const last = met.at(-1)
    if (last === undefined) return
    this.#unmet = this.#unmet.filter(({ at }) => at > last.at)
    send({ kind: 'current', at: last.at, within: self.confirmWithin })
  }

  #tell(living: readonly LivingGateway[]): void {
    const { self, send } = this.#options
    const gateways = living.flatMap(({ name, address }): readonly Neighbour[] =>
      name === self.name || address === null ? [] : [{ name, origin: address }],
    )
    const problem = problemAmong(self, living)
    const told = JSON.stringify([gateways, problem])
    if (told === this.#told) return
    this.#told = told
    send({ kind: 'neighbours', gateways, problem })
  }
}

/** Windows of days and months would begin at other instants than at the gateways that ran before. */
function problemAmong({ name, zones }: Self, living: readonly LivingGateway[]): string | undefined {
  const first = living[0]
  if (first === undefined || first.name === name || first.zones === zones) return undefined
  return `The time-zone data of this gateway are ${zones}, those of ${first.name}, which runs longer, ${first.zones}: limits would begin at different instants. Run the same version of Node.js everywhere.`
}
