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
  /** By the ids of their servers. */
  readonly #entries = new Map<string, Entry>()

  /** @param now monotonic, milliseconds */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Whoever asks may have come under an earlier version of the configuration: its bounds are not taken from him. */
  of(server: Server): Gate {
    const known = this.#entries.get(server.id)
    if (known !== undefined) return known.gate
    const gate = new Gate(paceOf(server), this.#now)
    this.#entries.set(server.id, { gate, server })
    return gate
  }

  standings(): readonly ServerStanding[] {
    return [...this.#entries.values()].map(({ gate, server: { id, slug, administration } }) => ({
      id,
      slug,
      organisation: administration?.organisation,
      ...gate.standing(),
    }))
  }

  /** The servers that there are now, with their bounds. Forgets the others: whoever is within one of them leaves it as any other. */
  retain(servers: readonly Server[]): void {
    const present = new Map(servers.map((server) => [server.id, server]))
    for (const [id, entry] of this.#entries) {
      const server = present.get(id)
      if (server === undefined) this.#entries.delete(id)
      else renew(entry, server)
    }
  }
}

function renew(entry: Entry, server: Server): void {
  if (entry.server === server) return
  entry.gate.renew(paceOf(server), placeOf(entry.server) !== placeOf(server))
  entry.server = server
}

/** Where it is: its headers are no part of it, and stay where they are. */
const placeOf = ({ transport }: Server): string =>
  transport.kind === 'stdio' ? JSON.stringify([transport.command, transport.args]) : transport.url.href
