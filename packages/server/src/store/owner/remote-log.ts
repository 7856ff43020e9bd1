/**
 * The decision log of a process that does not own it. What is recorded goes to the owner with all else of the same turn;
 * the owner takes it when the log has room. So much may be on its way, and no more: then nothing is accepted.
 */
import type { Accepted, AuditEvent, AuditSink } from '../../ports/audit-sink.ts'
import { createOutbox } from './outbox.ts'

/** What it is made of. */
export interface RemoteLogOptions {
  /** Takes the events of a turn to the owner. */
  readonly record: (events: readonly AuditEvent[]) => void
  /** Asks the owner to write all that was recorded before. */
  readonly flush: (ask: number) => void
  /** Events that may be on their way. */
  readonly most?: number
}

/** A sink, and the end of its line. */
export interface RemoteLog {
  readonly sink: AuditSink
  /** So many events more are in the log's own hands. */
  hear(events: number): void
  /** What was recorded before that was asked is written. */
  flushed(ask: number): void
  /** The owner is gone: nothing is recorded any more. */
  gone(): void
}

const MOST = 8192

/** Asks nothing of the owner yet. */
export function createRemoteLog({ record, flush, most = MOST }: RemoteLogOptions): RemoteLog {
  const outbox = createOutbox(record)
  const waiting = new Map<number, () => void>()
  let underway = 0
  let last = 0
  let isClosed = false

  function flushed(ask: number): void {
    waiting.get(ask)?.()
    waiting.delete(ask)
  }
  function gone(): void {
    isClosed = true
    for (const ask of [...waiting.keys()]) flushed(ask)
  }
  async function flushAll(): Promise<void> {
    if (isClosed) return
    outbox.flush()
    last += 1
    const ask = last
    await new Promise<void>((resolve) => {
      waiting.set(ask, resolve)
      flush(ask)
    })
  }
  return {
    sink: {
      record(event): Accepted {
        if (isClosed || underway >= most) return 'full'
        underway += 1
        outbox.put(event)
        return 'accepted'
      },
      flush: flushAll,
      async close() {
        await flushAll()
        gone()
      },
    },
    hear(events) {
      underway -= events
    },
    flushed,
    gone,
  }
}
