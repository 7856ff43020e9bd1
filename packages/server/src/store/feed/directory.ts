/** The directory of a gateway with a control plane: what its database holds beside what the configuration file holds. */
import type { Instant } from '@portcullis/engine'
import type { Caller, CallerRefusal, Server } from '../../ports/directory.ts'
import type { FeedChange } from '../../ports/directory-feed.ts'
import { prepareStops, type Stops } from '../../ports/stops.ts'
import type { DirectoryContent, FileDirectory } from '../file/directory.ts'
import { createSubscribers } from '../file/subscribers.ts'
import { createFedRows, type FedRows } from './fed-rows.ts'
import { fileHoldings, type Holding } from './holding.ts'

/** A directory that is told of changes. */
export interface FedDirectory extends FileDirectory {
  /** Puts a change in force, in one step, and tells the subscribers; returns its generation. */
  feed(change: FeedChange): number
  /** Whether tokens of other issuers may prove grants: whoever issued them is asked about elsewhere. */
  readonly hasOtherIssuers: boolean
}

/** @param tell a line for the operator: what cannot be used, and what that closes */
export function createFedDirectory(content: DirectoryContent, tell: (text: string) => void): FedDirectory {
  return new CompositeDirectory(content, tell)
}

class CompositeDirectory implements FedDirectory {
  generation = 1
  readonly #subscribers = createSubscribers()
  readonly #rows: FedRows
  #stops: Stops = prepareStops([])
  #file: ReadonlyMap<string, Holding>
  #fileServers: readonly Server[]
  #servers: readonly Server[] = []

  constructor(content: DirectoryContent, tell: (text: string) => void) {
    this.#rows = createFedRows(tell)
    this.#file = fileHoldings(content)
    this.#fileServers = content.servers
    this.#rows.standBeside(content)
    this.#servers = Object.freeze([...content.servers])
  }

  get hasOtherIssuers(): boolean {
    return this.#rows.hasOtherIssuers
  }

  caller(tokenDigest: string, slug: string, at: Instant): Caller | CallerRefusal {
    const holding = this.#file.get(tokenDigest) ?? this.#rows.holdings.get(tokenDigest)
    if (holding === undefined) return 'unknown_token'
    if (holding.expires <= at) return 'expired'
    const known = holding.callers.get(slug)
    if (known !== undefined && known.until > at && known.caller.generation === this.generation) return known.caller
    return this.#renew(holding, slug, at)
  }

  callers(tokenDigest: string, at: Instant): readonly Caller[] | CallerRefusal {
    const holding = this.#file.get(tokenDigest) ?? this.#rows.holdings.get(tokenDigest)
    if (holding === undefined) return 'unknown_token'
    if (holding.expires <= at) return 'expired'
    // A token that was issued for one server is none for all of them.
    if (holding.audience !== undefined) return 'unknown_server'
    const found = holding.slugs().map((slug) => this.caller(tokenDigest, slug, at))
    return found.filter((caller) => typeof caller !== 'string')
  }

  stands({ grant, server }: Caller, at: Instant): boolean {
    const { subject } = grant
    if (this.#stops.of(subject, server.id) !== undefined) return false
    const ofFile = this.#file.get(grant.tokenDigest)
    if (ofFile === undefined) return this.#rows.reaches(subject.grant, server.id, at)
    return ofFile.expires > at && ofFile.reach(server.slug, at)?.server.id === server.id
  }

  servers(): readonly Server[] {
    return this.#servers
  }

  subscribe(listener: (generation: number) => void): () => void {
    return this.#subscribers.add(listener)
  }

  replace(content: DirectoryContent): number {
    this.#file = fileHoldings(content)
    this.#fileServers = content.servers
    this.#rows.standBeside(content)
    return this.#changed()
  }

  feed(change: FeedChange): number {
    const { kills } = this.#rows.apply(change)
    if (kills.put.length > 0 || kills.gone.length > 0) this.#stops = prepareStops(this.#rows.kills())
    return this.#changed()
  }

  #changed(): number {
    this.#servers = Object.freeze([...this.#fileServers, ...this.#rows.servers()])
    this.generation += 1
    const { generation } = this
    this.#subscribers.tell(generation)
    return generation
  }

  /** Callers of an earlier version are made anew when they are asked for: a change costs what it changes. */
  #renew(holding: Holding, slug: string, at: Instant): Caller | CallerRefusal {
    if (holding.audience !== undefined && holding.audience !== slug) return 'unknown_token'
    const reach = holding.reach(slug, at)
    if (reach === undefined) {
      holding.callers.delete(slug)
      return 'unknown_server'
    }
    const { grant } = holding
    const { server, policy, pins, until } = reach
    const { organisation } = grant.subject
    const caller: Caller = Object.freeze({
      grant,
      server,
      policy,
      stopped: this.#stops.of(grant.subject, server.id),
      stoppedTools: this.#stops.tools(organisation, server.id),
      pins,
      generation: this.generation,
    })
    holding.callers.set(slug, { caller, until })
    return caller
  }
}
