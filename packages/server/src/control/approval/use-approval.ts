/** Answers are taken for calls: once, or as often as they serve; and what became of the calls. */
import type { Instant } from '@portcullis/engine'
import type { GatewayBoot } from '../../ports/approval-line.ts'
import {
  type ApprovalSettlement,
  type ApprovalStore,
  type Consumed,
  MAX_UNDELIVERED,
  UNDELIVERED_FOR,
} from '../../ports/approval-store.ts'
import type { ApprovalTable } from '../../store/sql/tables/approvals.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import type { Control } from '../control.ts'
import { isKept, narrowedPlace, resultPlace, standingOf } from './approval-row.ts'
import { lockAsker } from './asker.ts'
import { goneForGood, goneNow, showPulse } from './pulse.ts'
import { questionsOf, type ReadingParts, showToGateway } from './question.ts'

type By = Parameters<ApprovalStore['consume']>[1]

/** The row, with its grant's questions locked. */
async function locked(tx: Transaction, id: string): Promise<ApprovalTable | undefined> {
  const read = () => tx.selectFrom('approvals').selectAll().where('id', '=', id).executeTakeFirst()
  const row = await read()
  if (row === undefined) return undefined
  await lockAsker(tx, row.organisation, row.grant_id)
  return read()
}

/** Takes the answer for one call. */
export async function consume(
  tx: Transaction,
  parts: ReadingParts,
  { id, by, boot }: { readonly id: string; readonly by: By; readonly boot: GatewayBoot },
): Promise<Consumed> {
  const now = parts.clock.now()
  const row = await locked(tx, id)
  if (row === undefined) return { outcome: 'refused', approval: undefined }
  const [question] = await questionsOf(tx, [row])
  const gone = await goneNow(tx, now)
  const refused = async (): Promise<Consumed> => {
    const [approval] = question === undefined ? [] : await showToGateway(tx, parts, [question])
    return { outcome: 'refused', approval }
  }
  if (question === undefined || standingOf(question, gone, now).state !== 'approved') return refused()
  if (!serves(row, by) || question.uses.some(({ call }) => call === by.call)) return refused()
  const narrowed = row.narrowed === null ? undefined : parts.sealer.open(row.narrowed, narrowedPlace(row))
  // What was narrowed and does not open any more is not sent as it was asked.
  if (row.narrowed_by !== '' && narrowed === undefined) return refused()
  if (!(await takeUse(tx, row, now))) return refused()
  await showPulse(tx, boot, now)
  await tx
    .insertInto('approval_uses')
    .values({
      ...{ approval: id, call: by.call, organisation: row.organisation, binding: by.binding },
      ...{ folder: boot.folder, epoch: boot.epoch, at: now, outcome: 'running', result: null, result_until: 0 },
    })
    .execute()
  return { outcome: 'consumed', narrowed }
}

const serves = (row: ApprovalTable, { binding, alike }: By): boolean =>
  row.binding === binding || (row.alike !== '' && row.alike === alike)

/** One conditional update: of any number of takers who were let through here, as many as it serves get true. */
async function takeUse(tx: Transaction, row: ApprovalTable, now: Instant): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('approvals')
    .set((eb) => ({
      uses_left: eb('uses_left', '-', 1),
      state: eb.case().when('uses_left', '<=', 1).then('consumed').else('approved').end(),
      moved: now,
    }))
    .where('id', '=', row.id)
    .where('state', '=', 'approved')
    .where('expires', '>', now)
    .where('uses_left', '>', 0)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** What is settled. */
export interface Settled {
  readonly id: string
  readonly call: string
  readonly how: ApprovalSettlement
  readonly boot: GatewayBoot
}

/** Writes down what became of a call, once. @returns false: it had an end already, or took nothing */
export async function settle(
  tx: Transaction,
  parts: Pick<Control, 'clock' | 'sealer'>,
  settled: Settled,
): Promise<boolean> {
  const { id, call, how } = settled
  const now = parts.clock.now()
  const row = await locked(tx, id)
  if (row === undefined || (await isLost(tx, id, call, now))) return false
  const ended = await tx
    .updateTable('approval_uses')
    .set({ outcome: how.how, ...kept(parts, row, settled, now) })
    .where('approval', '=', id)
    .where('call', '=', call)
    .where('outcome', '=', 'running')
    .executeTakeFirst()
  if (ended.numUpdatedRows === 0n) {
    if (how.how === 'not_sent') await forbid(tx, row, settled, now)
    return false
  }
  if (how.how === 'not_sent') await giveBack(tx, row, now)
  await close(tx, row, how.how === 'unknown', now)
  return true
}

/** A call whose process does not come back: what became of it was told to be unknown, and stays so. */
async function isLost(tx: Transaction, approval: string, call: string, now: Instant): Promise<boolean> {
  const use = await tx
    .selectFrom('approval_uses')
    .select(['folder', 'epoch', 'outcome'])
    .where('approval', '=', approval)
    .where('call', '=', call)
    .executeTakeFirst()
  return use?.outcome === 'running' && (await goneForGood(tx, now))(use)
}

/** The answer of a call whose client had gone, sealed. */
function kept(
  { sealer }: Pick<Control, 'sealer'>,
  { organisation }: ApprovalTable,
  { id, call, how }: Settled,
  now: Instant,
): { readonly result: string | null; readonly result_until: number } {
  const text = how.how === 'executed' || how.how === 'failed' ? how.undelivered : undefined
  if (text === undefined || Buffer.byteLength(text) > MAX_UNDELIVERED) return { result: null, result_until: 0 }
  const place = resultPlace({ organisation, approval: id, call })
  return { result: sealer.seal(text, place), result_until: now + UNDELIVERED_FOR }
}

/** Whose taking was not answered in time gives it back, perhaps before it was taken: it takes nothing afterwards. */
async function forbid(
  tx: Transaction,
  { organisation }: ApprovalTable,
  { id, call, boot }: Settled,
  now: Instant,
): Promise<void> {
  await tx
    .insertInto('approval_uses')
    .values({
      ...{ approval: id, call, organisation, binding: '', folder: boot.folder, epoch: boot.epoch, at: now },
      ...{ outcome: 'not_sent', result: null, result_until: 0 },
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** It serves once more, but after an unknown end, which nothing follows. */
async function giveBack(tx: Transaction, { id }: ApprovalTable, now: Instant): Promise<void> {
  const unknown = tx
    .selectFrom('approval_uses')
    .select('call')
    .where('approval', '=', id)
    .where('outcome', '=', 'unknown')
  await tx
    .updateTable('approvals')
    .set((eb) => ({ uses_left: eb('uses_left', '+', 1), state: 'approved', moved: now }))
    .where('id', '=', id)
    .where('state', 'in', ['approved', 'consumed'])
    .where('params', 'is not', null)
    .where((eb) => eb.not(eb.exists(unknown)))
    .execute()
}

/** A call had its end: what it was about is shredded with the last one; after an unknown end nothing serves again. */
async function close(tx: Transaction, { id }: ApprovalTable, isUnknown: boolean, now: Instant): Promise<void> {
  if (isUnknown) {
    await tx
      .updateTable('approvals')
      .set({ state: 'consumed', uses_left: 0 })
      .where('id', '=', id)
      .where('state', '=', 'approved')
      .execute()
  }
  await tx.updateTable('approvals').set({ moved: now }).where('id', '=', id).execute()
  const running = tx
    .selectFrom('approval_uses')
    .select('call')
    .where('approval', '=', id)
    .where('outcome', '=', 'running')
  await tx
    .updateTable('approvals')
    .set({ params: null, narrowed: null })
    .where('id', '=', id)
    .where('state', '=', 'consumed')
    .where((eb) => eb.not(eb.exists(running)))
    .execute()
}

/** The answer of a call whose client had gone: once. */
export async function collect(
  tx: Transaction,
  { clock, sealer }: Pick<Control, 'clock' | 'sealer'>,
  { id, binding }: { readonly id: string; readonly binding: string },
): Promise<string | undefined> {
  const row = await locked(tx, id)
  if (row === undefined) return undefined
  const uses = await tx
    .selectFrom('approval_uses')
    .selectAll()
    .where('approval', '=', id)
    .where('binding', '=', binding)
    .orderBy('at', 'desc')
    .execute()
  const found = uses.find((use) => isKept(use, clock.now()))
  if (found?.result === undefined || found.result === null) return undefined
  await tx
    .updateTable('approval_uses')
    .set({ result: null, result_until: 0 })
    .where('approval', '=', id)
    .where('call', '=', found.call)
    .execute()
  return sealer.open(found.result, resultPlace(found))
}
