/** How far the index is behind the logs: what of them is not in it yet. */
import type { Instant } from '@portcullis/engine'

/** What waits in the files. Nothing is lost by it: the files are what is proved, and are read on. */
export interface IndexLag {
  readonly bytes: number
  /** About as many decisions and ends of calls: bytes by what a line took so far. */
  readonly rows: number
  /** Age of the oldest line that waits; 0: none does. */
  readonly seconds: number
}

/** What of one log waits. */
export interface Unread {
  readonly bytes: number
  /** When its first line was written; undefined: it does not say. */
  readonly since: Instant | undefined
}

/** Keeps account. */
export interface LagMeter {
  /** Told when a log was looked at. */
  waits(organisation: string, unread: Unread): void
  /** Told when a part of it is in the index; the rest waits. */
  took(
    organisation: string,
    part: { readonly bytes: number; readonly lines: number; readonly until: Instant | undefined },
  ): void
  lag(now: Instant): IndexLag
}

/** Bytes of a line before any was read. */
const USUAL = 500

/** Begins with nothing. */
export function createLagMeter(): LagMeter {
  const waiting = new Map<string, Unread>()
  let bytes = 0
  let lines = 0
  return {
    waits: (organisation, unread) => void waiting.set(organisation, unread),
    took(organisation, part) {
      bytes += part.bytes
      lines += part.lines
      const before = waiting.get(organisation) ?? { bytes: 0, since: undefined }
      const left = Math.max(0, before.bytes - part.bytes)
      waiting.set(organisation, { bytes: left, since: left === 0 ? undefined : (part.until ?? before.since) })
    },
    lag(now) {
      const all = [...waiting.values()].filter((unread) => unread.bytes > 0)
      const sum = all.reduce((before, unread) => before + unread.bytes, 0)
      const oldest = Math.min(now, ...all.flatMap(({ since }) => (since === undefined ? [] : [since])))
      return {
        bytes: sum,
        rows: Math.ceil(sum / (lines === 0 ? USUAL : bytes / lines)),
        seconds: (now - oldest) / 1000,
      }
    },
  }
}
