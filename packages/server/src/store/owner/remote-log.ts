/**
 * The decision log of a process that does not own it. What is recorded goes to the owner with all else of the same turn;
 * the owner takes it when the log has room. So much may be on its way, and no more: then nothing is accepted.
 */
import type { Accepted, AuditEvent, AuditSink } from '../../ports/audit-sink.ts'
import { createOutbox } from './outbox.ts'

/** A sink, and the end of its line. */
export interface RemoteLog {
  readonly sink: AuditSink
  /** So many events more are in the log's own hands. */
  hear(events: number): void
  /** The owner is gone: nothing is recorded any more. */
  gone(): void
}

/** Events that may be on their way. */
const MOST = 8192

/** @param send takes the events of a turn to the owner */
export function createRemoteLog(send: (events: readonly AuditEvent[]) => void, most = MOST): RemoteLog {
  const outbox = createOutbox(send)
  let underway = 0
  let isClosed = false
  let waiting: (() => void)[] = []

  function settle(events: number): void {
    underway -= events
    if (underway > 0 && !isClosed) return
    const all = waiting
    waiting = []
    for (const resolve of all) resolve()
  }
  function gone(): void {
    isClosed = true
    settle(0)
  }
  async function flush(): Promise<void> {
    outbox.flush()
    if (underway > 0 && !isClosed) await new Promise<void>((resolve) => waiting.push(resolve))
  }
  return {
    sink: {
      record(event): Accepted {
        if (isClosed || underway >= most) return 'full'
        underway += 1
        outbox.put(event)
        return 'accepted'
      },
      flush,
      async close() {
        await flush()
        gone()
      },
    },
    hear: settle,
    gone,
  }
}
