/** Audit as the control plane has it: the index of decisions, who watches them, and what is done without being asked. */
import { join } from 'node:path'
import type { AuditIndex } from '../control/audit/audit-index.ts'
import { createLagMeter, type IndexLag } from '../control/audit/index/lag.ts'
import { createTail } from '../control/audit/index/tail.ts'
import { createLiveDecisions } from '../control/audit/live-decisions.ts'
import { decisionWords } from '../control/audit/others-decisions.ts'
import { type AuditWork, auditWork } from '../control/audit/rounds.ts'
import { gatherEvents } from '../control/audit/webhook/gather.ts'
import { queueDecisions } from '../control/audit/webhook/queue.ts'
import type { Control } from '../control/control.ts'
import type { GatewayWord } from '../control/gateways/words.ts'
import type { ControlStart, FromControl } from '../control/messages.ts'
import { openLogWriter } from '../store/jsonl/log-writer.ts'
import { openIndex } from '../store/sql/open-index.ts'
import type { Database } from '../store/sql/tables.ts'

/** Opens the index: a file of its own, or tables of the one database where that is PostgreSQL. */
export async function openAuditIndex({ database, dataFolder }: ControlStart, db: Database): Promise<AuditIndex> {
  const index = database === undefined ? await openIndex(join(dataFolder, 'audit.db')) : db
  return { db: index, live: createLiveDecisions() }
}

/** Milliseconds for which refusals and warnings are gathered into one delivery. */
const TELLING = 5000

/** What is done. */
export interface RunningAudit extends AuditWork {
  /** How far the index is behind this gateway's logs. */
  lag(): IndexLag
  /** Reads no more, tells the last ends of chains, and lets go of an index of its own. */
  close(): Promise<void>
}

/** Who is told of what happens. */
interface Outside {
  /** The gateway. */
  readonly send: (message: FromControl) => void
  /** The other gateways of the database. */
  readonly tell: (word: GatewayWord) => void
  readonly onError: (error: unknown) => void
}

/** Puts it together. */
export function composeControlAudit(
  { log, dataFolder }: ControlStart,
  control: Control,
  { send, tell, onError }: Outside,
): RunningAudit {
  const { audit, db } = control
  const gathered = gatherEvents()
  const writer = openLogWriter(dataFolder, log)
  const meter = createLagMeter()
  const tail = createTail({
    db: audit.db,
    log,
    writer: writer.id,
    knownAs: writer.knownAs,
    meter,
    onWritten(organisation, written) {
      audit.live.publish(organisation, written)
      gathered.add(organisation, written.decisions)
      if (audit.db === db) for (const word of decisionWords(organisation, written)) tell(word)
    },
  })
  const work = auditWork(control, { tail, send })
  const tellWebhooks = async (): Promise<void> => {
    for (const [organisation, decisions] of gathered.take()) await queueDecisions(control, organisation, decisions)
  }
  return {
    ...work,
    lag: () => meter.lag(control.clock.now()),
    rounds: [...work.rounds, { every: TELLING, run: tellWebhooks }],
    async close() {
      tail.stop()
      await tellWebhooks().catch(onError)
      await work.tellHeads()
      if (audit.db !== db) await audit.db.destroy()
    },
  }
}
