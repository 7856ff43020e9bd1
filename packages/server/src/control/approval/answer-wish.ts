/** What the gateway wants of approvals, done. */
import type { ApprovalAnswer, ApprovalWish, GatewayBoot } from '../../ports/approval-line.ts'
import type { Asking } from '../../ports/approval-store.ts'
import { transact } from '../../store/sql/transaction.ts'
import type { Control } from '../control.ts'
import { openApproval } from './open-approval.ts'
import { readApprovals } from './question.ts'
import { type Superseded, supersedeRows } from './supersede.ts'
import { collect, consume, settle } from './use-approval.ts'

/** What it takes. */
export type WishParts = Pick<Control, 'db' | 'clock' | 'sealer' | 'origin' | 'approvals'>

/** Does it; throws where the database does not. */
export async function answerWish(parts: WishParts, boot: GatewayBoot, wish: ApprovalWish): Promise<ApprovalAnswer> {
  const { db } = parts
  switch (wish.kind) {
    case 'open':
      return open(parts, wish.asking)
    case 'read':
      return { kind: 'read', approvals: await readApprovals(db, parts, wish.ids) }
    case 'consume':
      return { kind: 'consume', consumed: await transact(db, (tx) => consume(tx, parts, { ...wish, boot })) }
    case 'settle':
      await transact(db, (tx) => settle(tx, parts, { ...wish, boot }))
      return { kind: 'settle' }
    case 'collect':
      return { kind: 'collect', result: await transact(db, (tx) => collect(tx, parts, wish)) }
    case 'supersede':
      await endAll(parts, wish.which, wish.reason)
      return { kind: 'supersede' }
    default:
      return wish satisfies never
  }
}

async function open(parts: WishParts, asking: Asking): Promise<ApprovalAnswer> {
  const { opened, moved } = await transact(parts.db, (tx) => openApproval(tx, parts, asking))
  if (moved.length > 0) parts.approvals.moved(asking.organisation, moved)
  return { kind: 'open', opened }
}

async function endAll(parts: WishParts, which: Superseded, reason: string): Promise<void> {
  const moved = await transact(parts.db, (tx) => supersedeRows(tx, which, reason, parts.clock.now()))
  if (moved.length > 0) parts.approvals.moved(which.organisation, moved)
}
