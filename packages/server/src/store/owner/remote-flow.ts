/**
 * What agents have read, at all processes of one machine: each notes here and with the owner at once, and asks the owner
 * when a rule goes by it. Calls whose rules do not go by it never wait.
 */
import type { Seen } from '@portcullis/engine'
import type { Clock } from '../../ports/clock.ts'
import type { FlowFacts, FlowPlace } from '../../ports/flow-facts.ts'
import type { FlowNote, FlowView } from './words.ts'

/** What it is made of. */
export interface RemoteFlowOptions {
  readonly clock: Clock
  /** What this process knows by itself. */
  readonly own: FlowFacts
  readonly note: (note: FlowNote) => void
  readonly look: (ask: number, place: FlowPlace, windows: readonly number[]) => void
  /** Milliseconds that an answer may take. */
  readonly patience?: number
}

/** Facts, and the end of their line. */
export interface RemoteFlow {
  readonly facts: FlowFacts
  hear(ask: number, views: readonly FlowView[]): void
  /** The owner is gone: on doubt everything was read. */
  gone(): void
}

/** What the owner said of a slot; undefined: it could not be asked. */
interface Known {
  /** When it was asked, monotonic. */
  readonly asked: number
  readonly views: ReadonlyMap<number, Seen> | undefined
}

const PATIENCE = 2000
/** Slots that are remembered. */
const REMEMBERED = 10_000
const EVERYTHING: Seen = { private: true, untrusted: true, secrets: true }

const keyOf = ({ grant, slot }: FlowPlace): string => `${slot}${grant}`

/** Knows at first what this process does. */
export function createRemoteFlow(options: RemoteFlowOptions): RemoteFlow {
  const remote = new Remote(options)
  return {
    facts: remote,
    hear: (ask, views) => remote.hear(ask, views),
    gone: () => remote.gone(),
  }
}

class Remote implements FlowFacts {
  readonly #options: RemoteFlowOptions
  readonly #known = new Map<string, Known>()
  /** Stretches of time that a rule went by since it was looked whether the owner has to be asked. */
  readonly #wanted = new Map<string, Set<number>>()
  readonly #waiting = new Map<number, (views: readonly FlowView[] | undefined) => void>()
  #last = 0
  #isGone = false

  constructor(options: RemoteFlowOptions) {
    this.#options = options
  }

  note(place: FlowPlace, kinds: Parameters<FlowFacts['note']>[1]): void {
    this.#options.own.note(place, kinds)
    this.#options.note({ place, kinds })
  }

  seen(place: FlowPlace, window: number): Seen {
    const key = keyOf(place)
    const wanted = this.#wanted.get(key) ?? new Set()
    this.#wanted.set(key, wanted.add(window))
    const known = this.#known.get(key)
    const own = this.#options.own.seen(place, window)
    if (known === undefined) return own
    // A stretch that was not asked for comes to be asked for now.
    const told = known.views === undefined ? EVERYTHING : known.views.get(window)
    if (told === undefined) return own
    return {
      private: own.private || told.private,
      untrusted: own.untrusted || told.untrusted,
      secrets: own.secrets || told.secrets,
    }
  }

  behind(place: FlowPlace, since: number): Promise<void> | undefined {
    const key = keyOf(place)
    const wanted = this.#wanted.get(key)
    if (wanted === undefined) return undefined
    this.#wanted.delete(key)
    const known = this.#known.get(key)
    const isFresh = known !== undefined && known.asked >= since
    if (isFresh && (known.views === undefined || [...wanted].every((window) => known.views?.has(window))))
      return undefined
    return this.#ask(key, place, [...wanted])
  }

  close(): void {
    this.gone()
    this.#options.own.close()
  }

  hear(ask: number, views: readonly FlowView[]): void {
    this.#waiting.get(ask)?.(views)
  }

  gone(): void {
    this.#isGone = true
    for (const answer of [...this.#waiting.values()]) answer(undefined)
  }

  async #ask(key: string, place: FlowPlace, windows: readonly number[]): Promise<void> {
    const asked = this.#options.clock.monotonic()
    const views = await this.#answerTo(place, windows)
    this.#known.delete(key)
    if (this.#known.size >= REMEMBERED) this.#known.delete(this.#known.keys().next().value ?? '')
    this.#known.set(key, { asked, views: views && new Map(views.map(({ window, seen }) => [window, seen])) })
  }

  #answerTo(place: FlowPlace, windows: readonly number[]): Promise<readonly FlowView[] | undefined> {
    if (this.#isGone) return Promise.resolve(undefined)
    this.#last += 1
    const ask = this.#last
    return new Promise((resolve) => {
      const answer = (views: readonly FlowView[] | undefined): void => {
        clearTimeout(timer)
        this.#waiting.delete(ask)
        resolve(views)
      }
      const timer = setTimeout(() => answer(undefined), this.#options.patience ?? PATIENCE)
      this.#waiting.set(ask, answer)
      this.#options.look(ask, place, windows)
    })
  }
}
