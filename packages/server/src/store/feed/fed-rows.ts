/** Rows of the database, ready to be asked: whatever cannot be used closes what it stands for, and is told. */
import type { Instant } from '@portcullis/engine'
import type { Server } from '../../ports/directory.ts'
import type { FeedChange, FeedGrant, FeedKill, FeedReach, FeedServer } from '../../ports/directory-feed.ts'
import type { DirectoryContent } from '../file/directory.ts'
import { type FedToken, fedTokens } from './grants.ts'
import type { HeldReach, Holding } from './holding.ts'
import { createFedPolicies } from './policies.ts'
import { type Changed, createRows, type RowsChanged } from './rows.ts'
import { type FedServer, fedServer } from './servers.ts'

/** What the database holds. */
export interface FedRows {
  /** By the digest of the token. */
  readonly holdings: ReadonlyMap<string, Holding>
  readonly hasOtherIssuers: boolean
  apply(change: FeedChange): Changed
  /** What the file holds goes before: the same slug, or the same id of a grant, is closed in the database. */
  standBeside(content: DirectoryContent): void
  /** Whether a grant of that id has not ended, and leads to that server. */
  reaches(grant: string, server: string, at: Instant): boolean
  /** The servers that can be reached. */
  servers(): readonly Server[]
  kills(): Iterable<FeedKill>
}

/** The organisation of the configuration file. */
const OF_FILE = 'local'

/** @param tell a line for the operator */
export function createFedRows(tell: (text: string) => void): FedRows {
  return new CompiledRows(tell)
}

class CompiledRows implements FedRows {
  readonly holdings = new Map<string, Holding>()
  hasOtherIssuers = false
  readonly #tell: (text: string) => void
  readonly #rows = createRows()
  readonly #policies
  readonly #servers = new Map<string, FedServer>()
  /** Digests of each grant's tokens. */
  readonly #digests = new Map<string, readonly string[]>()
  #fileSlugs: ReadonlySet<string> = new Set()
  #fileGrants: ReadonlySet<string> = new Set()

  constructor(tell: (text: string) => void) {
    this.#tell = tell
    this.#policies = createFedPolicies(tell)
  }

  standBeside({ servers, grants }: DirectoryContent): void {
    this.#fileSlugs = new Set(servers.map(({ slug }) => slug))
    this.#fileGrants = new Set(grants.map(({ grant }) => grant.subject.grant))
  }

  apply(change: FeedChange): Changed {
    const changed = this.#rows.apply(change)
    this.#policies.change(changed.policies)
    this.#changeServers(changed.servers)
    this.#changeGrants(changed.grants)
    this.hasOtherIssuers = [...this.#rows.organisations.values()].some((one) => one.externalIssuers === true)
    return changed
  }

  reaches(grant: string, server: string, at: Instant): boolean {
    const row = this.#rows.grants.get(grant)
    if (row === undefined || (row.expires ?? Number.POSITIVE_INFINITY) <= at) return false
    return row.reaches.some((one) => one.server === server && this.#serverOf(row.organisation, one) !== undefined)
  }

  servers(): readonly Server[] {
    return [...this.#servers.values()].map(({ server }) => server).filter((server) => !this.#isShadowed(server))
  }

  kills(): Iterable<FeedKill> {
    return this.#rows.kills.values()
  }

  #changeServers({ put, gone }: RowsChanged<FeedServer>): void {
    for (const { id } of gone) this.#servers.delete(id)
    for (const row of put) {
      const made = attempt(() => fedServer(row, this.#servers.get(row.id)))
      if (typeof made === 'string') this.#servers.delete(row.id)
      else this.#servers.set(row.id, made)
      const problem = this.#isOfFile(row) ? IN_FILE : made
      if (typeof problem === 'string') this.#tell(`The server ${nameOf(row)} cannot be reached: ${problem}.`)
    }
  }

  #changeGrants({ put, gone }: RowsChanged<FeedGrant>): void {
    for (const row of gone) this.#forget(row.id)
    for (const row of put) {
      this.#forget(row.id)
      const tokens = attempt(() => fedTokens(row))
      if (typeof tokens !== 'string') this.#hold(row, tokens)
      const problem = this.#fileGrants.has(row.id) ? TAKEN : tokens
      if (typeof problem === 'string') this.#tell(`The grant ${row.id} of ${row.organisation} is closed: ${problem}.`)
    }
  }

  #hold({ id }: FeedGrant, tokens: readonly FedToken[]): void {
    for (const token of tokens) this.holdings.set(token.grant.tokenDigest, this.#holding(token))
    this.#digests.set(
      id,
      tokens.map(({ grant }) => grant.tokenDigest),
    )
  }

  #forget(id: string): void {
    for (const digest of this.#digests.get(id) ?? []) {
      if (this.holdings.get(digest)?.grant.subject.grant === id) this.holdings.delete(digest)
    }
    this.#digests.delete(id)
  }

  #holding({ grant, expires, audience, reaches }: FedToken): Holding {
    const { organisation } = grant.subject
    const open = (): readonly FeedReach[] => (this.#fileGrants.has(grant.subject.grant) ? [] : reaches)
    const find = (slug: string): FeedReach | undefined =>
      open().find((one) => this.#serverOf(organisation, one)?.server.slug === slug)
    return {
      grant,
      expires,
      audience,
      callers: new Map(),
      reach: (slug, at) => {
        const reach = find(slug)
        return reach && this.#reachOf(organisation, reach, at)
      },
      slugs: () =>
        open()
          .flatMap((one) => this.#serverOf(organisation, one)?.server.slug ?? [])
          .sort(),
    }
  }

  /** A grant reaches servers of its own organisation only, whatever its row says. */
  #serverOf(organisation: string, { server }: FeedReach): FedServer | undefined {
    const found = this.#servers.get(server)
    if (found?.server.administration?.organisation !== organisation) return undefined
    return this.#isShadowed(found.server) ? undefined : found
  }

  #reachOf(organisation: string, reach: FeedReach, at: Instant): HeldReach | undefined {
    const found = this.#serverOf(organisation, reach)
    const whole = this.#rows.organisations.get(organisation)
    // Without it nobody knows what stands over everything.
    if (found === undefined || whole === undefined) return undefined
    const { later } = reach
    const isLater = later !== undefined && later.from <= at
    const policy = this.#policies.together({
      organisation,
      baselines: [whole.baseline, found.baseline],
      own: isLater ? later.policy : reach.policy,
      shadow: reach.shadow,
    })
    return { server: found.server, policy, pins: found.pins, until: isLater || !later ? never : later.from }
  }

  #isShadowed({ slug, administration }: Server): boolean {
    return administration !== undefined && this.#isOfFile({ organisation: administration.organisation, slug })
  }

  #isOfFile({ organisation, slug }: Pick<FeedServer, 'organisation' | 'slug'>): boolean {
    return organisation === OF_FILE && this.#fileSlugs.has(slug)
  }
}

/** A row in an unknown shape closes itself, and keeps nothing else of its change from coming into force: a stop, say. */
function attempt<Made>(make: () => Made | string): Made | string {
  try {
    return make()
  } catch {
    return 'its row has a shape that is not known here'
  }
}

const IN_FILE = 'the configuration file has a server of this name'
const never = Number.POSITIVE_INFINITY
const TAKEN = 'a grant of the configuration file has its id'
const nameOf = ({ slug, organisation }: FeedServer): string => `${slug} of ${organisation}`
