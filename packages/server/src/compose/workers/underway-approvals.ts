/** Approved calls that processes are making: of those that die with one, nobody knows whether they happened. */
import type { ApprovalAnswer, ApprovalWish } from '../../ports/approval-line.ts'

type Settle = Extract<ApprovalWish, { readonly kind: 'settle' }>

/** Of all processes. */
export interface UnderwayApprovals {
  /**
   * It was answered.
   * @returns what has to be said where the one who asked is gone
   */
  answered(worker: string | undefined, wish: ApprovalWish, answer: ApprovalAnswer): Settle | undefined
  /** A process is gone. */
  gone(worker: string): readonly Settle[]
}

/** Begins with none. */
export function createUnderwayApprovals(): UnderwayApprovals {
  const taken = new Map<string, Map<string, Settle>>()
  return {
    answered(worker, wish, answer) {
      if (wish.kind === 'settle' && answer.kind === 'settle' && worker !== undefined)
        taken.get(worker)?.delete(wish.call)
      if (wish.kind !== 'consume' || answer.kind !== 'consume' || answer.consumed.outcome !== 'consumed')
        return undefined
      const { id, by } = wish
      const settle = { kind: 'settle', id, call: by.call } as const
      if (worker === undefined) return { ...settle, how: { how: 'not_sent' } }
      const its = taken.get(worker) ?? new Map<string, Settle>()
      taken.set(worker, its.set(by.call, { ...settle, how: { how: 'unknown' } }))
      return undefined
    },
    gone(worker) {
      const left = [...(taken.get(worker)?.values() ?? [])]
      taken.delete(worker)
      return left
    },
  }
}
