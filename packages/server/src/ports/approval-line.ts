/** The store of approvals as plain data: what crosses the line between the gateway and the control plane. */
import type { Approval, ApprovalStore, Consumed, Opened } from './approval-store.ts'

/** What the gateway asks of approvals: the methods of their port, and how some of them stand. */
export type ApprovalWish =
  | { readonly kind: 'open'; readonly asking: Parameters<ApprovalStore['open']>[0] }
  | { readonly kind: 'read'; readonly ids: readonly string[] }
  | { readonly kind: 'consume'; readonly id: string; readonly by: Parameters<ApprovalStore['consume']>[1] }
  | {
      readonly kind: 'settle'
      readonly id: string
      readonly call: string
      readonly how: Parameters<ApprovalStore['settle']>[2]
    }
  | { readonly kind: 'collect'; readonly id: string; readonly binding: string }
  | {
      readonly kind: 'supersede'
      readonly which: Parameters<ApprovalStore['supersede']>[0]
      readonly reason: string
    }

/** What it is answered, by the kind of the wish. */
export type ApprovalAnswer =
  | { readonly kind: 'open'; readonly opened: Opened }
  /** Those that there are. */
  | { readonly kind: 'read'; readonly approvals: readonly Approval[] }
  | { readonly kind: 'consume'; readonly consumed: Consumed }
  | { readonly kind: 'collect'; readonly result: string | undefined }
  | { readonly kind: 'settle' | 'supersede' }
  /** It could not be done: the database did not do it. */
  | { readonly kind: 'failed' }

/** Which gateway's process asks: calls of one that is gone are told apart from those that run. */
export interface GatewayBoot {
  /** Its data folder. */
  readonly folder: string
  /** Higher than that of every process that owned the folder before. */
  readonly epoch: number
}
