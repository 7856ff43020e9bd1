/** The directory of a gateway whose configuration is a file: a snapshot in memory, replaced as a whole. */
import type { Instant } from '@portcullis/engine'
import type { Caller, CallerRefusal, Directory, Grant, PolicyInForce, Server } from '../../ports/directory.ts'

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
  const listeners = new Set<(generation: number) => void>()

  return {
    caller(tokenDigest, slug, at): Caller | CallerRefusal {
      const entry = snapshot.byDigest.get(tokenDigest)
      if (entry === undefined) return 'unknown_token'
      if (entry.expires <= at) return 'expired'
      return entry.callers.get(slug) ?? 'unknown_server'
    },
    get generation() {
      return snapshot.generation
    },
    servers: () => snapshot.servers,
    subscribe(listener) {
      // A function of its own for each subscription, so that ending one does not end another.
      const own = (generation: number): void => listener(generation)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
    replace(next) {
      snapshot = prepare(next, snapshot.generation + 1)
      const { generation } = snapshot
      notify([...listeners], generation)
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
    byDigest.set(grant.tokenDigest, { expires: grant.expires ?? Number.POSITIVE_INFINITY, callers })
  }
  return { generation, servers: Object.freeze([...servers]), byDigest }
}

/** Every listener is told: what one of them throws concerns neither the others nor the new version, which holds already. */
function notify(listeners: readonly ((generation: number) => void)[], generation: number): void {
  for (const listener of listeners) {
    try {
      listener(generation)
    } catch (cause) {
      process.emitWarning(
        cause instanceof Error ? cause : new Error('A subscriber of the directory failed.', { cause }),
      )
    }
  }
}
