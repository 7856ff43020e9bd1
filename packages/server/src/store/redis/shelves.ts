/** The counters of every organisation in the store: what waits for them, what was taken of them lately, and whether they answer. */
import type { Clock } from '../../ports/clock.ts'
import { isAnswer } from './dial.ts'
import type { Link } from './link.ts'
import { NoAnswer } from './link.ts'
import { type Answer, answerOf, type Failed, lookText, takeText } from './operations.ts'
import { Outage } from './outage.ts'
import { type RecentReservation, RecentReservations } from './recent.ts'
import { STEP } from './script.ts'
import type { RedisSettings } from './settings.ts'
import { createStoreTime, type StoreTime } from './store-time.ts'
import { type Ran, Turns } from './turns.ts'
import type { Operation } from './waiting.ts'

/** What counters in the store are made of. */
export interface ShelvesOptions {
  readonly settings: RedisSettings
  readonly link: Link
  readonly clock: Clock
  /** Name of this gateway, another one after each start. */
  readonly self: string
  /** How many gateways share the limits, this one included. */
  readonly gateways: () => number
  /** Instead of the store's own time: where tests turn the clock. */
  readonly now?: () => number
}

/** Counters of one organisation. */
export interface Shelf {
  readonly turns: Turns
  readonly recent: RecentReservations
}

/** Where an operation goes. */
export interface OperationPlace {
  readonly organisation: string
  readonly lane: string
}

/**
 * Keys that are named to the store; the last is never there. While a cluster moves their slot some are here and some there:
 * the store then refuses the script for want of one, and nothing is counted in half of the counters.
 */
const KEY_NAMES = ['c', 'h', 'x', 'f', 'i', 'e', 'never'] as const

/** What the store knows an organisation's counters by, and which generation of them is known here. */
interface Context {
  readonly keys: readonly string[]
  generation: string
}

/** Set of the organisations that intents were left for. */
export const organisationsKey = ({ prefix }: Pick<RedisSettings, 'prefix'>): string => `{${prefix}}:organisations`

/** Operations that may wait for one organisation. */
const MOST_WAITING = 20_000

/** Milliseconds between two looks at what waits too long. */
const EXPIRY_STEP = 50

/** Everything that is known of the counters in the store. */
export class Shelves {
  readonly outage: Outage
  readonly #options: ShelvesOptions
  readonly #time: StoreTime
  readonly #shelves = new Map<string, Shelf>()
  readonly #leaving = new Set<string>()
  #downSince: number
  #expiring: NodeJS.Timeout | undefined
  #trouble: string | undefined

  constructor(options: ShelvesOptions) {
    this.#options = options
    this.#time = createStoreTime(options.clock)
    this.outage = new Outage(
      options.now === undefined ? this.#time : { ...this.#time, now: options.now },
      options.gateways,
    )
    this.#downSince = this.monotonic()
    options.link.onUp(() => {
      for (const { turns } of this.#shelves.values()) turns.flush()
    })
  }

  get self(): string {
    return this.#options.self
  }

  /** Organisations that this gateway left intents for. */
  get leaving(): ReadonlySet<string> {
    return this.#leaving
  }

  /** Operations that wait. */
  get waiting(): number {
    return [...this.#shelves.values()].reduce((sum, { turns }) => sum + turns.size, 0)
  }

  /** What the operations are timed by; 0: the store's own time. */
  now(): number {
    return this.#options.now?.() ?? 0
  }

  monotonic(): number {
    return this.#time.monotonic()
  }

  /** Nothing may be counted, and why; undefined: it may. */
  setTrouble(trouble: string | undefined): void {
    this.#trouble = trouble
  }

  /** From now on others look there for what this gateway leaves. */
  leavesIntents(organisation: string): void {
    if (this.#leaving.has(organisation)) return
    this.#leaving.add(organisation)
    const { link, settings } = this.#options
    // What does not arrive now is said again with the next sign of life.
    link.send(['SADD', organisationsKey(settings), organisation]).catch(() => undefined)
  }

  of(organisation: string): Shelf {
    const known = this.#shelves.get(organisation)
    if (known !== undefined) return known
    const recent = new RecentReservations()
    const context = { keys: this.#keysOf(organisation), generation: '' }
    const turns = new Turns({
      isUp: () => this.#options.link.isUp,
      run: (operations) => this.#run(context, operations),
      remembered: () => recent.all(this.monotonic()).map((one) => this.#retelling(one)),
    })
    const shelf = { turns, recent }
    this.#shelves.set(organisation, shelf)
    return shelf
  }

  /** @returns false where too many wait already */
  push(place: OperationPlace, text: string, done: Operation['done']): boolean {
    const since = this.monotonic()
    const { turns } = this.of(place.organisation)
    if (turns.size >= MOST_WAITING) return false
    if (this.#trouble !== undefined) {
      done({ failed: this.#trouble, sent: false })
      return true
    }
    const { link, settings } = this.#options
    if (link.isUp) this.#downSince = since
    else if (since - this.#downSince > settings.timeout) {
      done({ failed: link.trouble ?? 'there is no connection', sent: false })
      return true
    } else this.#expireLater()
    turns.push({ lane: place.lane, text, lasting: false, since, done })
    return true
  }

  /** What has to be carried out, and nobody waits for. Where too much waits it is left out: what was taken stays taken. */
  pushLasting({ organisation, lane }: OperationPlace, text: string, done: () => void = () => undefined): void {
    const { turns } = this.of(organisation)
    if (turns.size >= 2 * MOST_WAITING) return
    turns.pushLater({ lane, text, lasting: true, since: this.monotonic(), done })
  }

  /** The store hears of what was admitted without it. */
  tell(place: OperationPlace, reservation: RecentReservation): void {
    const text = this.#retelling(reservation).text
    this.pushLasting(place, text, () => {
      this.outage.told(reservation.id)
      this.of(place.organisation).recent.add(reservation, this.monotonic())
    })
  }

  /** Never rejects. */
  ask(place: OperationPlace, text: string): Promise<Answer | Failed> {
    return new Promise((resolve) => {
      if (!this.push(place, text, resolve)) resolve({ failed: 'too many operations wait', sent: false })
    })
  }

  /** Asks for nothing of organisations that took something lately: so a store that lost something is noticed. */
  knock(): void {
    for (const [organisation, { recent, turns }] of this.#shelves) {
      if (turns.idle && recent.has(this.monotonic())) void this.ask({ organisation, lane: '' }, lookText('r', 0, []))
    }
  }

  /** Waits for what is under way, as long as a command may take. */
  async close(): Promise<void> {
    const until = this.monotonic() + this.#options.settings.timeout
    for (const { turns } of this.#shelves.values()) turns.flush()
    while (this.#options.link.isUp && this.monotonic() < until && this.#isBusy()) {
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    clearInterval(this.#expiring)
    for (const { turns } of this.#shelves.values()) turns.abandon('the counters are closed')
  }

  #isBusy(): boolean {
    return [...this.#shelves.values()].some(({ turns }) => !turns.idle)
  }

  #retelling({ id, claims, intent }: RecentReservation): Operation {
    const text = takeText('a', this.now(), { id, claims, mayExceed: true, gateway: this.self, intent })
    return { lane: '', text, lasting: true, since: this.monotonic(), done: () => undefined }
  }

  /** All keys of an organisation stand in one slot of a cluster: what is in braces decides which. */
  #keysOf(organisation: string): readonly string[] {
    const name = Buffer.from(organisation).toString()
    const place = `{${this.#options.settings.prefix}:${encodeURIComponent(name)}}`
    return KEY_NAMES.map((key) => `${place}:${key}`)
  }

  async #run(context: Context, operations: readonly Operation[]): Promise<Ran> {
    const { link, settings } = this.#options
    const texts = `[${operations.map(({ text }) => text).join(',')}]`
    const believed = this.#options.now === undefined ? this.#time.believed() : 0
    try {
      const reply = await link.run(STEP, context.keys, [texts, String(believed), context.generation, settings.class])
      const { ran, generation, server, answers } = replyOf(reply)
      context.generation = generation
      this.#time.heard(server)
      return ran ? { kind: 'answered', answers } : { kind: 'forgot' }
    } catch (error) {
      const failed = error instanceof Error ? error.message : String(error)
      if (error instanceof NoAnswer) return { kind: 'failed', failed, sent: error.sent }
      // What the store refuses as a whole it has not done, and what was begun stays taken: there is nothing to give back.
      const sent = !isAnswer(error)
      return { kind: 'answered', answers: operations.map(() => ({ failed, sent })) }
    }
  }

  /** While there is no connection, what waited as long as a command may take is given up. */
  #expireLater(): void {
    this.#expiring ??= setInterval(() => {
      const { link, settings } = this.#options
      if (link.isUp) {
        clearInterval(this.#expiring)
        this.#expiring = undefined
        return
      }
      const before = this.monotonic() - settings.timeout
      for (const { turns } of this.#shelves.values()) turns.expire(before, link.trouble ?? 'there is no connection')
    }, EXPIRY_STEP).unref()
  }
}

/** What the script answers. */
function replyOf(reply: unknown) {
  if (!Array.isArray(reply)) throw new TypeError('the store answered something odd')
  const [ran, generation, , server, ...answers]: readonly unknown[] = reply
  if (typeof generation !== 'string' || typeof server !== 'number')
    throw new TypeError('the store answered something odd')
  return { ran: ran === 1, generation, server, answers: answers.map(answerOf) }
}
