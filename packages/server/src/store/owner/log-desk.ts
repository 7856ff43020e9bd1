/** Where events arrive from a process that takes calls: none is lost for want of room, that process waits instead. */
import type { AuditEvent, AuditSink } from '../../ports/audit-sink.ts'

/** For one process. */
export interface LogDesk {
  hear(events: readonly AuditEvent[]): void
  /** @param written is called when what was heard until now was given to the operating system, or could not be for now */
  flush(written: () => void): void
  /** Nothing more comes; what is here goes on being recorded. */
  gone(): void
}

/** Milliseconds after which a log that was full is tried again. */
const AGAIN = 20

/** @param taken is told how many events more the log has */
export function createLogDesk(log: AuditSink, taken: (events: number) => void): LogDesk {
  let waiting: AuditEvent[] = []
  let flushing: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined
  let isGone = false

  function pass(): void {
    timer = undefined
    let done = 0
    while (done < waiting.length) {
      const event = waiting[done]
      if (event === undefined || log.record(event) === 'full') break
      done += 1
    }
    if (done === waiting.length) waiting = []
    else {
      waiting = waiting.slice(done)
      timer = setTimeout(pass, AGAIN).unref()
    }
    if (done > 0 && !isGone) taken(done)
    if (waiting.length === 0 && flushing.length > 0) void flushLog()
  }
  async function flushLog(): Promise<void> {
    const asked = flushing
    flushing = []
    await log.flush()
    if (!isGone) for (const written of asked) written()
  }
  return {
    hear(events) {
      waiting.push(...events)
      if (timer === undefined) pass()
    },
    flush(written) {
      flushing.push(written)
      if (timer === undefined) pass()
    },
    gone() {
      isGone = true
    },
  }
}
