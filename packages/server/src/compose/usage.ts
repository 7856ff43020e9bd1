/** When grants were last used: gathered, and told at most once a second. */
import type { Instant } from '@portcullis/engine'
import type { Caller } from '../ports/directory.ts'

/** Takes note of messages. */
export interface Usage {
  note(caller: Caller): void
}

/** Milliseconds between two tellings. */
const INTERVAL = 1000

interface UsageOptions {
  readonly now: () => Instant
  readonly tell: (grants: readonly { readonly grant: string; readonly at: Instant }[]) => void
  /** Milliseconds; a second unless told otherwise. */
  readonly interval?: number
}

/** Starts with nothing used. Grants of the file are nobody's concern. */
export function createUsage({ now, tell, interval = INTERVAL }: UsageOptions): Usage {
  let used = new Set<string>()
  let waiting = false

  function telling(): void {
    waiting = false
    const at = now()
    const grants = Array.from(used, (grant) => ({ grant, at }))
    used = new Set()
    tell(grants)
  }

  return {
    note({ grant, server }) {
      if (server.administration === undefined) return
      used.add(grant.subject.grant)
      if (waiting) return
      waiting = true
      setTimeout(telling, interval).unref()
    },
  }
}
