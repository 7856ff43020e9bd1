/** Where a stream of events can be taken up again after its end (MCP 2025-11-25, Streamable HTTP, resumability). */
import type { ServerEvent } from '../upstream/link.ts'

const STANDARD = 1000
const LEAST = 50
const MOST = 60_000
const RETRY = /(?:^|[\r\n])retry: ?(\d{1,9})(?=[\r\n])/
/** It goes into a header. */
const SENDABLE = /^[\x20-\x7e]{1,1024}$/

/** Follows one stream. */
export class ResumePoint {
  /** Id of the last event; undefined where nothing can be taken up. */
  lastEventId: string | undefined
  /** Milliseconds that the server wants a client to wait before. */
  retry = STANDARD

  /** Takes notice of one event. */
  note({ id, data, raw }: ServerEvent): void {
    if (id !== undefined) this.lastEventId = SENDABLE.test(id) ? id : undefined
    if (data !== undefined || raw === undefined) return
    const [, retry] = RETRY.exec(raw.toString('latin1')) ?? []
    if (retry !== undefined) this.retry = Math.min(MOST, Math.max(LEAST, Number(retry)))
  }
}
