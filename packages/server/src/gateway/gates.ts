/** The gates of all servers. A gate outlives every version of the configuration in which its server stands. */
import type { Server } from '../ports/directory.ts'
import { Gate, type GateStanding, paceOf } from './upstream/gate.ts'

/** A server, and how it stands. */
export interface ServerStanding extends GateStanding {
  /** Unique in this gateway. */
  readonly id: string
  readonly slug: string
  /** Undefined: it stands in the configuration file. */
  readonly organisation: string | undefined
}

interface Entry {
  readonly gate: Gate
  /** As it was told last. */
  server: Server
}

/** Made when they are asked for. */
export class Gates {
  readonly #now: () => number
  readonly #entries = new Map<string, Entry>()
  #quick = new WeakMap<Server, Gate>()

  /** @param now monotonic, milliseconds */
  constructor(now: () => number) {
    this.#now = now
  }

  of(server: Server): Gate {
    return this.#quick.get(server) ?? this.#find(server)
  }

  standings(): readonly ServerStanding[] {
    return [...this.#entries.values()].map(({ gate, server: { id, slug, administration } }) => ({
      id,
      slug,
      organisation: administration?.organisation,
      ...gate.standing(),
    }))
  }

  /** Forgets the others. Whoever is within one of them leaves it as any other. */
  retain(servers: readonly Server[]): void {
    const ids = new Set(servers.map(({ id }) => id))
    for (const id of this.#entries.keys()) if (!ids.has(id)) this.#entries.delete(id)
    this.#quick = new WeakMap()
    for (const server of servers) if (this.#entries.has(server.id)) this.of(server)
  }

  #find(server: Server): Gate {
    const known = this.#entries.get(server.id)
    const gate = known?.gate ?? new Gate(paceOf(server), this.#now)
    this.#quick.set(server, gate)
    if (known === undefined) {
      this.#entries.set(server.id, { gate, server })
      return gate
    }
    if (known.server !== server) gate.renew(paceOf(server), placeOf(known.server) !== placeOf(server))
    known.server = server
    return gate
  }
}

/** Where it is: its headers are no part of it, and stay where they are. */
const placeOf = ({ transport }: Server): string =>
  transport.kind === 'stdio' ? JSON.stringify([transport.command, transport.args]) : transport.url.href
