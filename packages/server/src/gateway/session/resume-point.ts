/** Where a stream of events can be taken up again after its end (MCP 2025-11-25, Streamable HTTP, resumability). */
import type { ServerEvent } from '../upstream/link.ts'
import { isSendableId } from '../wire/sse.ts'

const STANDARD = 1000
const LEAST = 50
const MOST = 60_000
const RETRY = /(?:^|[\r\n])retry: ?(\d{1,9})(?=[\r\n])/

/** The pause in a block, as the server wrote it: digits; undefined where it wants none. */
export const retryIn = (block: string): string | undefined => RETRY.exec(block)?.[1]

/** Follows one stream. */
export class ResumePoint {
  /** Id of the last event; undefined where nothing can be taken up. */
  lastEventId: string | undefined
  /** Milliseconds that the server wants a client to wait before. */
  retry = STANDARD

  /** Takes notice of one event. */
  note({ id, data, raw }: ServerEvent): void {
    if (id !== undefined) this.lastEventId = isSendableId(id) ? id : undefined
    if (data !== undefined || raw === undefined) return
    const retry = retryIn(raw.toString('latin1'))
    if (retry !== undefined) this.retry = Math.min(MOST, Math.max(LEAST, Number(retry)))
  }
}
