/** The directory of a gateway whose configuration is a file: a snapshot in memory, replaced as a whole. */
import type { Instant } from '@portcullis/engine'
import type { Caller, CallerRefusal, Directory, Grant, PolicyInForce, Server } from '../../ports/directory.ts'
import { createSubscribers } from './subscribers.ts'

/** What a directory is made of: all from one version of the configuration. */
export interface DirectoryContent {
  readonly servers: readonly Server[]
  readonly grants: readonly GrantContent[]
}

/** A grant and what it reaches. */
export interface GrantContent {
  readonly grant: Grant
  /** By slug of the server; without a policy every call is denied. */
  readonly reaches: ReadonlyMap<string, { readonly server: Server; readonly policy: PolicyInForce | undefined }>
}

/** A directory whose content can be replaced. */
export interface FileDirectory extends Directory {
  /** Puts a new version in force, in one step, and tells the subscribers; returns its generation. */
  replace(content: DirectoryContent): number
}

/** Everything about one token, prepared. */
interface Entry {
  readonly expires: Instant
  readonly callers: ReadonlyMap<string, Caller>
  /** The same, sorted by slug. */
  readonly all: readonly Caller[]
}

interface Snapshot {
  readonly generation: number
  readonly servers: readonly Server[]
  readonly byDigest: ReadonlyMap<string, Entry>
}

/**
 * Begins with generation 1. Every caller is built when its version comes into force: a request costs two look-ups and
 * allocates nothing.
 */
export function createFileDirectory(content: DirectoryContent): FileDirectory {
  let snapshot = prepare(content, 1)
  const subscribers = createSubscribers()

  return {
    caller(tokenDigest, slug, at): Caller | CallerRefusal {
      const entry = snapshot.byDigest.get(tokenDigest)
      if (entry === undefined) return 'unknown_token'
      if (entry.expires <= at) return 'expired'
      return entry.callers.get(slug) ?? 'unknown_server'
    },
    callers(tokenDigest, at) {
      const entry = snapshot.byDigest.get(tokenDigest)
      if (entry === undefined) return 'unknown_token'
      return entry.expires <= at ? 'expired' : entry.all
    },
    stands({ grant, server }, at) {
      const entry = snapshot.byDigest.get(grant.tokenDigest)
      return entry !== undefined && entry.expires > at && entry.callers.get(server.slug)?.server.id === server.id
    },
    get generation() {
      return snapshot.generation
    },
    servers: () => snapshot.servers,
    subscribe: (listener) => subscribers.add(listener),
    replace(next) {
      snapshot = prepare(next, snapshot.generation + 1)
      const { generation } = snapshot
      subscribers.tell(generation)
      return generation
    },
  }
}

function prepare({ servers, grants }: DirectoryContent, generation: number): Snapshot {
  const byDigest = new Map<string, Entry>()
  for (const { grant, reaches } of grants) {
    const callers = new Map<string, Caller>()
    for (const [slug, { server, policy }] of reaches) {
      callers.set(slug, Object.freeze({ grant, server, policy, generation }))
    }
    const all = [...callers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, caller]) => caller)
    byDigest.set(grant.tokenDigest, { expires: grant.expires ?? Number.POSITIVE_INFINITY, callers, all })
  }
  return { generation, servers: Object.freeze([...servers]), byDigest }
}
