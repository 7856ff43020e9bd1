/**
 * Where sessions live. The gateway that opened one is its home; when that is gone, all others agree on an heir without a
 * word between them: each session has an order of its own among the gateways that run, and the first of it is the heir
 * (rendezvous hashing).
 */
import type { Neighbour, Neighbours } from '../../ports/neighbours.ts'
import type { SessionFacts } from './session-ids.ts'

/** Milliseconds for which a gateway that took no connection, or was another one, is taken to be gone. */
const BELIEVED = 30_000
const MOST_BELIEVED = 1000

/** Finds homes. */
export class Homes {
  readonly #neighbours: Neighbours
  readonly #now: () => number
  /** Instants until which gateways are taken to be gone, by their names. */
  readonly #gone = new Map<string, number>()

  /** @param now monotonic, milliseconds */
  constructor(neighbours: Neighbours, now: () => number) {
    this.#neighbours = neighbours
    this.#now = now
  }

  /** Name of this gateway. */
  get self(): string {
    return this.#neighbours.self
  }

  /** There are other gateways, or there may be one later: what ends here need not end everywhere. */
  get areShared(): boolean {
    return this.#neighbours.all() !== undefined
  }

  /** Who answers for a session; undefined: this gateway does. One that nobody can go on with has no heir. */
  of({ home, sid, upstreamId }: Pick<SessionFacts, 'home' | 'sid' | 'upstreamId'>): Neighbour | undefined {
    if (home === this.self) return undefined
    return this.find(home) ?? (upstreamId === undefined ? undefined : this.#heir(sid))
  }

  /** Another gateway that runs, as far as is known. */
  find(name: string): Neighbour | undefined {
    const until = this.#gone.get(name)
    if (until !== undefined && until > this.#now()) return undefined
    if (until !== undefined) this.#gone.delete(name)
    return this.#neighbours.find(name)
  }

  /** Whether it runs, by the word of the installation alone: one that takes no connections may still be answering. */
  runs(name: string): boolean {
    return this.#neighbours.find(name) !== undefined
  }

  /** It takes no connections: it has ended, or is about to, whatever else is said of it. */
  noteGone(name: string): void {
    const [oldest] = this.#gone.size < MOST_BELIEVED ? [] : this.#gone.keys()
    if (oldest !== undefined) this.#gone.delete(oldest)
    this.#gone.set(name, this.#now() + BELIEVED)
  }

  #heir(sid: string): Neighbour | undefined {
    let best = rank(sid, this.self)
    let heir: Neighbour | undefined
    for (const neighbour of this.#neighbours.all() ?? []) {
      const its = rank(sid, neighbour.name)
      if (its < best || this.find(neighbour.name) === undefined) continue
      best = its
      heir = neighbour
    }
    return heir
  }
}

/**
 * Place of a gateway in the order of a session: FNV-1a over both names, mixed. Two places are the same once in four thousand
 * million: two heirs do no harm, and nothing is sent on twice.
 */
function rank(sid: string, name: string): number {
  let hash = 0x811c9dc5
  for (const text of [sid, ' ', name]) {
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
