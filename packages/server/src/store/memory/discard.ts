/** A sink that keeps nothing: where the gateway behind writes the log. */
import type { AuditSink } from '../../ports/audit-sink.ts'

/** Accepts everything. */
export const discardingSink: AuditSink = {
  record: () => 'accepted',
  flush: () => Promise.resolve(),
  close: () => Promise.resolve(),
}
