/** Where the gateway's wishes about approvals arrive, and what is done without anybody asking. */
import type { GatewayBoot } from '../../ports/approval-line.ts'
import type { Control } from '../control.ts'
import type { FromControl, ToControl } from '../messages.ts'
import type { Round } from '../rounds.ts'
import { answerWish } from './answer-wish.ts'
import { createMailNotices } from './mail-notices.ts'
import { queueNotices } from './notices.ts'
import { PULSE, showPulse } from './pulse.ts'
import { sweepApprovals } from './sweep.ts'

type Word = Extract<ToControl, { readonly kind: 'approval' }>

/** Hears the gateway. */
export interface ApprovalDesk {
  hear(word: Word): Promise<void>
  readonly rounds: readonly Round[]
}

const SWEEPING = 5000
const TELLING = 1000

/** @param send to the gateway */
export function createApprovalDesk(control: Control, send: (message: FromControl) => void): ApprovalDesk {
  const { db, clock } = control
  const mails = createMailNotices(control)
  let known: GatewayBoot | undefined

  /** Before anything is answered, what an earlier process of the same folder left open has to be told apart. */
  async function know(boot: GatewayBoot): Promise<void> {
    if (known?.epoch === boot.epoch && known.folder === boot.folder) return
    await showPulse(db, boot, clock.now())
    known = boot
  }
  return {
    async hear({ ask, boot, wish }) {
      try {
        await know(boot)
        send({ kind: 'approval', ask, answer: await answerWish(control, boot, wish) })
      } catch (cause) {
        send({ kind: 'approval', ask, answer: { kind: 'failed' } })
        throw cause
      }
    },
    rounds: [
      { every: PULSE, run: async () => known && showPulse(db, known, clock.now()) },
      { every: TELLING, alone: 'tell-approvals', run: async () => mails.tell(await queueNotices(control)) },
      { every: SWEEPING, alone: 'sweep-approvals', run: () => sweepApprovals(control) },
    ],
  }
}
