/** What becomes of a restored database: what was taken away since the backup must not come back by itself. */
import type { Instant } from '@portcullis/engine'
import type { Transaction } from '../../store/sql/tables.ts'
import { endProofs } from '../account/after-restore.ts'
import type { Actor } from '../actor.ts'
import { voidApprovals } from '../approval/after-restore.ts'
import { canonicalJson } from '../change/canonical-json.ts'
import { append, lockHead } from '../change/chain.ts'
import { suspendAll } from '../grant/after-restore.ts'
import { endConsents } from '../upstream-auth/after-restore.ts'
import type { Spent } from './spend-budgets.ts'

/** A restore, for the records. */
export interface Restored {
  readonly actor: Actor
  readonly at: Instant
  /** Name of the file, without its folder. */
  readonly file: string
  /** Number of this restore; approvals and sessions of earlier ones are void. */
  readonly epoch: number
  /** What became of counters: they stand at their maximum, or were kept for a reason. */
  readonly counters: ReadonlyMap<string, Spent> | { readonly kept: string }
}

/** Ends sessions, links and API keys, suspends grants until somebody confirms them, forgets consents, and says so in every chain of changes. */
export async function afterRestore(tx: Transaction, restored: Restored): Promise<void> {
  await tx.deleteFrom('idempotency').execute()
  await endProofs(tx, restored.at)
  await suspendAll(tx)
  await endConsents(tx)
  await voidApprovals(tx, restored.at)
  await raise(tx, restored.epoch)
  const organisations = await tx.selectFrom('organisations').select('id').orderBy('id').execute()
  for (const organisation of ['', ...organisations.map(({ id }) => id)]) await record(tx, organisation, restored)
}

async function raise(tx: Transaction, restored: number): Promise<void> {
  await tx
    .insertInto('epoch')
    .values({ id: 1, directory: 1, restored })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({ directory: eb('epoch.directory', '+', 1), restored })),
    )
    .execute()
}

/** The record with which a new segment of the chain begins. */
async function record(
  tx: Transaction,
  organisation: string,
  { actor, at, file, epoch, counters }: Restored,
): Promise<void> {
  const told = counters instanceof Map ? counters.get(organisation) : counters
  const head = await lockHead(tx, organisation)
  await append(tx, head, {
    organisation,
    at,
    actor_kind: actor.kind,
    actor: actor.id,
    actor_name: actor.name,
    action: 'installation.restore',
    object_kind: 'installation',
    object: '',
    detail: canonicalJson({ epoch, file: file.slice(0, 200), records: head.seq, counters: told && { ...told } }),
  })
}
