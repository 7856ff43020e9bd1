/** What one token proves: everything that a caller is made of. */
import type { Instant } from '@portcullis/engine'
import type { Caller, Grant, PolicyInForce, Server, ToolPins } from '../../ports/directory.ts'
import type { DirectoryContent } from '../file/directory.ts'

/** One server that a grant reaches. */
export interface HeldReach {
  readonly server: Server
  /** Undefined: every call is denied. */
  readonly policy: PolicyInForce | undefined
  readonly pins: ToolPins | undefined
  /** It is another one from then on. */
  readonly until: number
}

/** A caller as it was last asked for. */
export interface RememberedCaller {
  readonly caller: Caller
  readonly until: number
}

/** A token, and where it leads. */
export interface Holding {
  readonly grant: Grant
  readonly expires: number
  /** Slug of the one server that it is for; undefined: all that the grant reaches. */
  readonly audience: string | undefined
  /** By slug, as they were last asked for; those of an earlier generation are renewed. */
  readonly callers: Map<string, RememberedCaller>
  /** As it is at that instant. */
  reach(slug: string, at: Instant): HeldReach | undefined
  /** Slugs of all servers that it leads to, sorted. */
  slugs(): readonly string[]
}

/** What the grants of a file hold, by the digest of their tokens. */
export function fileHoldings({ grants }: DirectoryContent): ReadonlyMap<string, Holding> {
  const byDigest = new Map<string, Holding>()
  for (const { grant, reaches } of grants) {
    byDigest.set(grant.tokenDigest, {
      grant,
      expires: grant.expires ?? Number.POSITIVE_INFINITY,
      audience: undefined,
      callers: new Map(),
      reach(slug) {
        const found = reaches.get(slug)
        return found && { ...found, pins: undefined, until: Number.POSITIVE_INFINITY }
      },
      slugs: () => [...reaches.keys()].sort(),
    })
  }
  return byDigest
}
