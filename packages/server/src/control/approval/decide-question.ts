/** What verdicts do to a question. */
import type { Instant } from '@portcullis/engine'
import type { ApprovalTable } from '../../store/sql/tables/approvals.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { isProblem, type Problem } from '../api/problem.ts'
import type { Control } from '../control.ts'
import { narrowedPlace } from './approval-row.ts'
import type { SeenParams } from './arguments.ts'
import { narrowParams } from './narrow.ts'

/** Who says it, and as whom. */
export interface Voice {
  /** Ids of accounts. */
  readonly account: string
  readonly standsFor: string
  readonly name: string
}

type Kind = 'approve' | 'reject' | 'narrow'

async function write(
  tx: Transaction,
  { id, organisation }: ApprovalTable,
  {
    account,
    standsFor,
    name,
    verdict,
    reason,
    at,
  }: Voice & {
    readonly verdict: Kind
    readonly reason: string
    readonly at: Instant
  },
): Promise<void> {
  await tx
    .insertInto('approval_verdicts')
    .values({ approval: id, organisation, account, name, stands_for: standsFor, verdict, reason, at })
    .execute()
}

/** One more approves; enough of them let the call pass. */
export async function approve(tx: Transaction, row: ApprovalTable, voice: Voice, at: Instant): Promise<undefined> {
  await write(tx, row, { ...voice, verdict: 'approve', reason: '', at })
  await passIfEnough(tx, row, at)
}

async function passIfEnough(tx: Transaction, row: ApprovalTable, at: Instant): Promise<void> {
  const { count } = await tx
    .selectFrom('approval_verdicts')
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .where('approval', '=', row.id)
    .where('verdict', '=', 'approve')
    .executeTakeFirstOrThrow()
  const passes = Number(count) >= row.quorum
  await tx
    .updateTable('approvals')
    .set({ moved: at, ...(passes && { state: 'approved', expires: at + row.serves }) })
    .where('id', '=', row.id)
    .where('state', '=', 'pending')
    .execute()
}

/** One rejection ends it. */
export async function reject(
  tx: Transaction,
  row: ApprovalTable,
  { reason, ...voice }: Voice & { readonly reason: string },
  at: Instant,
): Promise<undefined> {
  await write(tx, row, { ...voice, verdict: 'reject', reason, at })
  await tx
    .updateTable('approvals')
    .set({ state: 'rejected', reason, moved: at, params: null, narrowed: null })
    .where('id', '=', row.id)
    .where('state', '=', 'pending')
    .execute()
}

/** A narrower call. */
export interface Narrowing {
  readonly row: ApprovalTable
  readonly params: SeenParams
  readonly voice: Voice
  readonly arguments: unknown
  readonly reason: string
  readonly at: Instant
}

/**
 * The call as it is after this serves once; who approved it as it was has to look again. Where the policy wants four
 * eyes, others approve what this person made of it.
 */
export async function narrow(
  tx: Transaction,
  { sealer }: Pick<Control, 'sealer'>,
  { row, params, voice, arguments: wished, reason, at }: Narrowing,
): Promise<Problem | undefined> {
  const narrowed = narrowParams(params.narrowed ?? params.asked, wished, row.definition)
  if (isProblem(narrowed)) return narrowed
  await tx.deleteFrom('approval_verdicts').where('approval', '=', row.id).where('verdict', '=', 'approve').execute()
  const verdict = row.four_eyes === 1 ? 'narrow' : 'approve'
  await write(tx, row, { ...voice, verdict, reason, at })
  await tx
    .updateTable('approvals')
    .set({
      narrowed: sealer.seal(narrowed.params, narrowedPlace(row)),
      narrowed_by: voice.account,
      ...{ uses: 1, uses_left: 1, alike: '' },
    })
    .where('id', '=', row.id)
    .execute()
  await passIfEnough(tx, row, at)
  return undefined
}
