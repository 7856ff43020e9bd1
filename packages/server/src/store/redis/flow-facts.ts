/**
 * What agents have read, known to all gateways of one store: what one notes, the others find when they judge a call by it.
 * Calls whose rules do not go by it never wait.
 */
import type { Seen } from '@portcullis/engine'
import type { Clock } from '../../ports/clock.ts'
import { FLOW_KINDS, type FlowFacts, type FlowKind, type FlowPlace } from '../../ports/flow-facts.ts'
import type { Link } from './link.ts'
import { scriptOf } from './script.ts'

/** KEYS: the grant's slot. ARGV: kinds that were read, now. */
const NOTE = scriptOf(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, kind in ipairs(ARGV) do
  if now > tonumber(redis.call('HGET', KEYS[1], kind) or 0) then redis.call('HSET', KEYS[1], kind, now) end
end
redis.call('PEXPIRE', KEYS[1], 31622400000)
return 1
`)

/** KEYS: the grant's slot. ARGV: kinds. Answer: for each, how many milliseconds ago it was read, or −1. */
const AGES = scriptOf(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ages = {}
for i, kind in ipairs(ARGV) do
  local at = redis.call('HGET', KEYS[1], kind)
  ages[i] = at and math.max(0, now - tonumber(at)) or -1
end
return ages
`)

/** What shared facts are made of. */
export interface SharedFlowOptions {
  /** What this gateway knows by itself. */
  readonly own: FlowFacts
  readonly link: Link
  /** What the names of all keys begin with. */
  readonly prefix: string
  readonly clock: Clock
}

/** What the store said of a slot, by the monotonic clock; undefined: it could not be asked. */
interface Known {
  /** When the question was sent. */
  readonly asked: number
  readonly read: ReadonlyMap<FlowKind, number> | undefined
}

/** Slots that are remembered. */
const REMEMBERED = 10_000
/** Milliseconds after which what could not be noted is tried again. */
const RETRY = 500

const keyOf = ({ grant, slot }: FlowPlace): string => `${slot}${grant}`
const EVERYTHING: Seen = { private: true, untrusted: true, secrets: true }

/** Facts of this gateway, joined with those of the others. */
export function sharedFlowFacts(options: SharedFlowOptions): FlowFacts {
  return new SharedFlow(options)
}

class SharedFlow implements FlowFacts {
  readonly #options: SharedFlowOptions
  readonly #known = new Map<string, Known>()
  /** Slots that a rule went by since it was looked whether the store has to be asked. */
  readonly #wanted = new Set<string>()
  readonly #unsaid = new Map<string, { readonly place: FlowPlace; readonly kinds: Set<FlowKind> }>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: SharedFlowOptions) {
    this.#options = options
  }

  note(place: FlowPlace, kinds: readonly FlowKind[]): void {
    this.#options.own.note(place, kinds)
    const key = keyOf(place)
    const unsaid = this.#unsaid.get(key) ?? { place, kinds: new Set() }
    for (const kind of kinds) unsaid.kinds.add(kind)
    this.#unsaid.set(key, unsaid)
    void this.#say(key)
  }

  seen(place: FlowPlace, window: number): Seen {
    const key = keyOf(place)
    this.#wanted.add(key)
    const own = this.#options.own.seen(place, window)
    const known = this.#known.get(key)
    if (known === undefined) return own
    if (known.read === undefined) return EVERYTHING
    const since = this.#options.clock.monotonic() - window
    const isSeen = (kind: FlowKind): boolean => own[kind] || (known.read?.get(kind) ?? Number.NEGATIVE_INFINITY) > since
    return { private: isSeen('private'), untrusted: isSeen('untrusted'), secrets: isSeen('secrets') }
  }

  behind(place: FlowPlace, since: number): Promise<void> | undefined {
    const key = keyOf(place)
    if (!this.#wanted.delete(key)) return undefined
    const known = this.#known.get(key)
    return known !== undefined && known.asked >= since ? undefined : this.#ask(key, place)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#options.own.close()
  }

  async #ask(key: string, place: FlowPlace): Promise<void> {
    const { clock, link } = this.#options
    const asked = clock.monotonic()
    let read: Map<FlowKind, number> | undefined
    try {
      const ages = await link.runWhole(AGES, [this.#keyOf(place)], FLOW_KINDS)
      read = readAt(ages, clock.monotonic())
    } catch {
      // On doubt everything was read; the link says what is wrong with the store.
    }
    this.#known.delete(key)
    if (this.#known.size >= REMEMBERED) this.#known.delete(this.#known.keys().next().value ?? '')
    this.#known.set(key, { asked, read })
  }

  async #say(key: string): Promise<void> {
    const unsaid = this.#unsaid.get(key)
    if (unsaid === undefined) return
    this.#unsaid.delete(key)
    try {
      await this.#options.link.runWhole(NOTE, [this.#keyOf(unsaid.place)], [...unsaid.kinds])
    } catch {
      this.#sayLater(key, unsaid)
    }
  }

  #sayLater(key: string, { place, kinds }: { readonly place: FlowPlace; readonly kinds: ReadonlySet<FlowKind> }): void {
    const newer = this.#unsaid.get(key)
    if (newer === undefined && this.#unsaid.size >= REMEMBERED) return
    this.#unsaid.set(key, { place, kinds: new Set([...kinds, ...(newer?.kinds ?? [])]) })
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      for (const one of [...this.#unsaid.keys()]) void this.#say(one)
    }, RETRY).unref()
  }

  #keyOf({ grant, slot }: FlowPlace): string {
    return `{${this.#options.prefix}:flow:${encodeURIComponent(Buffer.from(grant).toString())}}:${slot}`
  }
}

function readAt(ages: unknown, now: number): Map<FlowKind, number> {
  const list: readonly unknown[] = Array.isArray(ages) ? ages : []
  const read = new Map<FlowKind, number>()
  FLOW_KINDS.forEach((kind, index) => {
    const age = list[index]
    if (typeof age !== 'number') throw new TypeError('the store answered something odd')
    if (age >= 0) read.set(kind, now - age)
  })
  return read
}
