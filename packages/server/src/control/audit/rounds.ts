/** What audit does without being asked: reads the logs, tells the gateway of the chains' ends, drops what is old, delivers. */
import type { Clock } from '../../ports/clock.ts'
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
/** Milliseconds between two looks where the index could not be written, at most. */
const LONGEST = 8 * SECOND

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
  async function tellRetention(): Promise<void> {
    send({ kind: 'retention', days: await retentionDays(control) })
  }
  return {
    tellHeads,
    rounds: [
      { every: READING, run: patiently(() => tail.read(), control.clock) },
      { every: SECOND, run: tellHeads },
      { every: SECOND, alone: 'queue-changes', run: () => queueChanges(control) },
      { every: SECOND, alone: 'deliver', run: () => deliverDue(control) },
      { every: MINUTE, run: tellRetention },
      { every: MINUTE, alone: 'drop-old', run: async () => dropOld(control, await retentionDays(control)) },
      { every: MINUTE, alone: 'sweep-deliveries', run: () => sweepDeliveries(control) },
    ],
  }
}

/** Looks less often while the database is away: the logs hold what is new until then. */
function patiently(run: () => Promise<void>, { now }: Pick<Clock, 'now'>): () => Promise<void> {
  let pause = 0
  let next = 0
  return async () => {
    if (now() < next) return
    try {
      await run()
      pause = 0
    } catch (cause) {
      pause = Math.min(LONGEST, Math.max(SECOND, 2 * pause))
      next = now() + pause
      throw cause
    }
  }
}
