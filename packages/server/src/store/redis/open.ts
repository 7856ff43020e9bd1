/** Opens counters in Redis or Valkey, and keeps them company: looks at the store, says that this gateway runs, collects intents. */
import type { Clock } from '../../ports/clock.ts'
import type { CounterStore } from '../../ports/counter-store.ts'
import { RedisCounters } from './counters.ts'
import { Link } from './link.ts'
import { PRESENCE } from './script.ts'
import type { RedisSettings } from './settings.ts'

/** What is to be opened. */
export interface OpenRedisOptions {
  readonly settings: RedisSettings
  readonly clock: Clock
  /** Name of this gateway, another one after each start. */
  readonly self: string
  /** How many gateways share the limits, this one included: what one may admit without the store is its share. */
  readonly gateways: () => number
  /** Version of this process's time-zone data: windows of gateways that differ in it would differ. */
  readonly zones?: string
  /** Instead of the store's own time: where tests turn the clock. */
  readonly now?: () => number
}

/** Figures of the store, as they are now. */
export interface RedisFigures {
  /** Operations that wait for the store. */
  readonly waiting: number
  /** Connections that were lost, ever. */
  readonly reconnects: number
  /** Calls that went on without the store, ever: all their limits say so. */
  readonly admittedWithout: number
}

/** Counters that were opened. */
export interface RedisCounterStore {
  readonly store: CounterStore
  /** For others that keep something in the same store. */
  readonly link: Link
  /** Why no call may be taken; undefined: nothing stands in the way. */
  ready(): string | undefined
  figures(): RedisFigures
  /** Hears that there are intents of gateways that are gone: `takeOpenIntents` has them. */
  onIntents(listener: () => void): void
  /** Ends without a word, as a process does that is killed. */
  destroy(): void
}

/** Milliseconds between two knocks: a store that lost something is noticed so soon. */
const KNOCK = 1_000

/** Knocks between two looks at the store, and at who else runs. */
const LOOK = 5

/** Opens the counters. Resolves also where the store cannot be reached: it is tried on, and `ready` says so. */
export async function openRedisCounters(options: OpenRedisOptions): Promise<RedisCounterStore> {
  const link = new Link(options.settings)
  const store = new RedisCounters({ ...options, link })
  const company = new Company(options, link, store)
  await link.open()
  await company.look()
  return {
    store: closing(store, company, link),
    link,
    ready: () => company.trouble(),
    figures: () => ({
      waiting: store.shelves.waiting,
      reconnects: link.reconnects,
      admittedWithout: store.shelves.outage.admitted,
    }),
    onIntents(listener) {
      company.onIntents = listener
    },
    destroy() {
      company.stop()
      link.destroy()
    },
  }
}

/** The counters end with the company they are kept. */
function closing(store: RedisCounters, company: Company, link: Link): CounterStore {
  return {
    reserve: (id, claims, options) => store.reserve(id, claims, options),
    peek: (claims) => store.peek(claims),
    settle: (id, how) => store.settle(id, how),
    read: (claims) => store.read(claims),
    standing: (claims) => store.standing(claims),
    adjust: (claim, how) => store.adjust(claim, how),
    takeOpenIntents: () => store.takeOpenIntents(),
    async close() {
      company.stop()
      await store.close()
      await company.leave()
      link.destroy()
    },
  }
}

class Company {
  readonly #options: OpenRedisOptions
  readonly #link: Link
  readonly #store: RedisCounters
  readonly #timer: NodeJS.Timeout
  onIntents: () => void = () => undefined
  #zones: string | undefined
  /** Gateways that ran when it was looked last. */
  #running: readonly string[] = []
  #knocks = 0

  constructor(options: OpenRedisOptions, link: Link, store: RedisCounters) {
    this.#options = options
    this.#link = link
    this.#store = store
    this.#timer = setInterval(() => this.#knock(), KNOCK).unref()
    link.onUp(() => void this.look())
  }

  trouble(): string | undefined {
    const { trouble } = this.#link
    return trouble === undefined ? this.#zones : `Calls with limits cannot be counted: ${trouble}`
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Says that this gateway runs, and collects what those left that do not. */
  async look(): Promise<void> {
    const { self, settings, zones = process.versions['tz'] ?? '' } = this.#options
    if (!this.#link.isUp) return
    try {
      const keys = ['gateways', 'organisations', 'zones'].map((name) => `{${settings.prefix}}:${name}`)
      const reply = await this.#link.run(PRESENCE, keys, [self, zones, ...this.#store.shelves.leaving])
      const [known, running, organisations] = presenceOf(reply)
      this.#heardZones(zones, known)
      // Where the store's clock jumps ahead every word has lapsed at once: who is missing has until the next look to say it again.
      const seen = [...running, ...this.#running]
      this.#running = running
      if (organisations.length === 0) return
      await this.#store.collectIntents(organisations, seen)
      if (this.#store.hasIntents) this.onIntents()
    } catch {
      // The link says what is wrong with the store, and all of this is done again in seconds.
    }
  }

  /** Others need not wait until this gateway's word has lapsed. */
  async leave(): Promise<void> {
    const { self, settings } = this.#options
    if (this.#link.isUp) await this.#link.send(['ZREM', `{${settings.prefix}}:gateways`, self]).catch(() => undefined)
  }

  #knock(): void {
    this.#store.shelves.knock()
    if (++this.#knocks % LOOK !== 0) return
    void this.#link.inspect()
    void this.look()
  }

  #heardZones(own: string, known: string): void {
    const differ = own !== known
    this.#zones = differ
      ? `The time-zone data of this gateway are of ${own}, those of the gateways that run are of ${known}: their days would begin at different instants. Run the same version of Node.js everywhere; a new version may come once the old one has been gone for a minute.`
      : undefined
    this.#store.shelves.setTrouble(this.#zones)
  }
}

function presenceOf(reply: unknown): readonly [string, readonly string[], readonly string[]] {
  const [zones, running, organisations]: readonly unknown[] = Array.isArray(reply) ? reply : []
  const texts = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : [])
  return [String(zones), texts(running), texts(organisations)]
}
