/** The upstreams of this gateway: one for each configured server, or for each owner of grants where each has a credential of his own. */
import type { Caller, Server } from '../ports/directory.ts'
import { Gates, type ServerStanding } from './gates.ts'
import type { Gate } from './upstream/gate.ts'
import type { Upstream } from './upstream/link.ts'
import type { Tally } from './upstream/tally.ts'

/** Who calls, and where to. */
export type Reaching = Pick<Caller, 'server' | 'grant'>

export interface Upstreams {
  /** Nothing is shared between owners whose credentials differ: neither connections nor what is known of the server's tools. */
  of(reaching: Reaching): Upstream
  /** One for each server, whoever calls; undefined: there are no bounds. */
  gate(server: Server): Gate | undefined
  /** How every server stands that was used. */
  standings(): readonly ServerStanding[]
  /** Closes what no configured server uses any more. */
  retain(servers: readonly Server[]): void
  /**
   * Closes what is there for one owner only and has not been in use for a while.
   * @param used what is in use now
   * @param now monotonic, milliseconds
   */
  letGo(used: ReadonlySet<Upstream>, now: number): void
  close(): Promise<void>
}

/** Milliseconds without use after which an owner's connections are closed. */
const PATIENCE = 60_000

interface Entry {
  readonly upstream: Upstream
  readonly server: string
  readonly owner: string
  /** When it was seen in use last; undefined: not yet looked at. */
  usedAt: number | undefined
}

const identities = new WeakMap<Server, string>()

/** Two servers with the same identity share connections and children. It holds credentials: never log it. */
export function serverIdentity(server: Server): string {
  const known = identities.get(server)
  if (known !== undefined) return known
  const { id, transport, limits, administration } = server
  const place = transport.kind === 'stdio' ? transport : { ...transport, url: transport.url.href }
  const identity = JSON.stringify([id, place, limits, administration?.authentication ?? null])
  identities.set(server, identity)
  return identity
}

/** Whose connections they are; empty: everybody's. */
export const ownerOf = ({ server, grant }: Reaching): string =>
  server.administration?.authentication === 'owner' ? grant.subject.owner : ''

/** Makes the connections or children of one server, for one owner, and counts what becomes of them. */
export type OpenWay = (server: Server, owner: string, tally: Tally) => Upstream

/** @param now monotonic, milliseconds */
export function createUpstreams(open: OpenWay, now: () => number): Upstreams {
  return new OpenUpstreams(open, now)
}

class OpenUpstreams implements Upstreams {
  readonly #open: OpenWay
  readonly #gates: Gates
  readonly #entries = new Map<string, Entry>()
  readonly #closing = new Set<Promise<void>>()
  #quick = new WeakMap<Server, Map<string, Upstream>>()

  constructor(open: OpenWay, now: () => number) {
    this.#open = open
    this.#gates = new Gates(now)
  }

  gate(server: Server): Gate {
    return this.#gates.of(server)
  }

  standings(): readonly ServerStanding[] {
    return this.#gates.standings()
  }

  of(reaching: Reaching): Upstream {
    const { server } = reaching
    const owner = ownerOf(reaching)
    const byOwner = this.#quick.get(server)
    const known = byOwner?.get(owner)
    if (known !== undefined) return known
    const upstream = this.#find(server, owner)
    if (byOwner === undefined) this.#quick.set(server, new Map([[owner, upstream]]))
    else byOwner.set(owner, upstream)
    return upstream
  }

  retain(servers: readonly Server[]): void {
    this.#gates.retain(servers)
    const wanted = new Set(servers.map(serverIdentity))
    for (const [key, entry] of this.#entries) if (!wanted.has(entry.server)) this.#close(key, entry)
  }

  letGo(used: ReadonlySet<Upstream>, now: number): void {
    for (const [key, entry] of this.#entries) {
      if (entry.owner === '') continue
      if (entry.usedAt === undefined || used.has(entry.upstream)) entry.usedAt = now
      else if (now - entry.usedAt > PATIENCE) this.#close(key, entry)
    }
  }

  async close(): Promise<void> {
    for (const [key, entry] of this.#entries) this.#close(key, entry)
    await Promise.all(this.#closing)
  }

  #find(server: Server, owner: string): Upstream {
    const identity = serverIdentity(server)
    const key = JSON.stringify([identity, owner])
    const known = this.#entries.get(key)
    if (known !== undefined) return known.upstream
    const upstream = this.#open(server, owner, this.gate(server).tally)
    this.#entries.set(key, { upstream, server: identity, owner, usedAt: undefined })
    return upstream
  }

  #close(key: string, { upstream }: Entry): void {
    this.#entries.delete(key)
    this.#quick = new WeakMap()
    const done = upstream.close().finally(() => this.#closing.delete(done))
    this.#closing.add(done)
  }
}
