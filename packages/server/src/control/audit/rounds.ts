/** What audit does without being asked: reads the logs, tells the gateway of the chains' ends, drops what is old, delivers. */
import type { Control } from '../control.ts'
import type { FromControl } from '../messages.ts'
import type { Round } from '../rounds.ts'
import type { Tail } from './index/tail.ts'
import { dropOld, retentionDays } from './retention.ts'
import { deliverDue, sweepDeliveries } from './webhook/deliver.ts'
import { queueChanges } from './webhook/queue.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
/** Milliseconds between two looks at the logs. */
const READING = 300

/** To the gateway. */
export interface AuditLine {
  readonly tail: Tail
  readonly send: (message: FromControl) => void
}

/** Rounds, and what is to be told at the end. */
export interface AuditWork {
  readonly rounds: readonly Round[]
  /** Tells the gateway of the chains' ends. */
  tellHeads(): Promise<void>
}

/** Prepares them. */
export function auditWork(control: Control, { tail, send }: AuditLine): AuditWork {
  const told = new Map<string, number>()

  async function tellHeads(): Promise<void> {
    const all = await control.db.selectFrom('change_heads').select(['organisation', 'seq', 'hash']).execute()
    const heads = all.filter(({ organisation, seq }) => seq > 0 && told.get(organisation) !== seq)
    for (const { organisation, seq } of heads) told.set(organisation, seq)
    if (heads.length > 0) send({ kind: 'change_heads', heads })
  }
  async function retain(): Promise<void> {
    const days = await retentionDays(control)
    send({ kind: 'retention', days })
    await dropOld(control, days)
  }
  return {
    tellHeads,
    rounds: [
      { every: READING, run: () => tail.read() },
      { every: SECOND, run: tellHeads },
      { every: SECOND, run: () => queueChanges(control) },
      { every: SECOND, run: () => deliverDue(control) },
      { every: MINUTE, run: retain },
      { every: MINUTE, run: () => sweepDeliveries(control) },
    ],
  }
}
