/** Approvals that the control plane keeps: the gateway's end. It asks by messages, and waits no longer than it must. */
import type { ApprovalAnswer, ApprovalWish } from '../../ports/approval-line.ts'
import type { ApprovalSettlement, ApprovalStore } from '../../ports/approval-store.ts'
import { createAsks } from './asks.ts'
import { createInsistence } from './insistence.ts'
import { Waits } from './waits.ts'

/** What it is made of. */
export interface FedApprovalsOptions {
  /** Sends a wish on; false: nobody is there. */
  readonly send: (ask: number, wish: ApprovalWish) => boolean
  /** Milliseconds that an answer may take. */
  readonly patience?: number
  /** Milliseconds between two looks at what is waited for: verdicts may come by way of other processes. */
  readonly looking?: number
}

/** A store that is told of answers. */
export interface FedApprovals extends ApprovalStore {
  answered(ask: number, answer: ApprovalAnswer): void
  /** These stand otherwise now. */
  moved(ids: readonly string[]): void
  /** Another control plane is there: it is told what the one before did not acknowledge. */
  attached(): void
  close(): void
}

const PATIENCE = 5000
const LOOKING = 1000
/** Questions that one look asks about. */
const AT_ONCE = 500

/** Nothing is kept here but who waits, and what was not acknowledged yet. */
export function createFedApprovals({
  send,
  patience = PATIENCE,
  looking = LOOKING,
}: FedApprovalsOptions): FedApprovals {
  const asks = createAsks<ApprovalWish, ApprovalAnswer>(send, patience)
  const waits = new Waits()

  async function ask(wish: ApprovalWish): Promise<ApprovalAnswer | undefined> {
    const answer = await asks.ask(wish)
    return answer?.kind === 'failed' ? undefined : answer
  }

  const insistence = createInsistence({ tell: async (wish) => (await ask(wish)) !== undefined, again: looking })
  /** What is being given back just now: whoever asks next would find it taken, as wishes of one gateway may overtake each other. */
  const returning = new Set<Promise<void>>()

  function settle(id: string, call: string, how: ApprovalSettlement): Promise<void> {
    const settled = insistence.insist({ kind: 'settle', id, call, how })
    if (how.how !== 'not_sent') return settled
    const done = settled.finally(() => returning.delete(done))
    returning.add(done)
    return done
  }

  async function look(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE)
      const answer = await ask({ kind: 'read', ids: some })
      if (answer?.kind !== 'read') return
      const found = new Map(answer.approvals.map((approval) => [approval.id, approval]))
      for (const id of some) waits.tell(id, found.get(id))
    }
  }

  const timer = setInterval(() => void look(waits.ids()), looking).unref()

  return {
    async open(asking) {
      await Promise.all(returning)
      const answer = await ask({ kind: 'open', asking })
      return answer?.kind === 'open' ? answer.opened : { outcome: 'unavailable' }
    },
    settled(id, signal) {
      const settled = waits.wait(id, signal)
      void look([id])
      return settled
    },
    async read(id) {
      const answer = await ask({ kind: 'read', ids: [id] })
      return answer?.kind === 'read' ? answer.approvals[0] : undefined
    },
    async consume(id, by) {
      const answer = await ask({ kind: 'consume', id, by })
      if (answer?.kind === 'consume') return answer.consumed
      // It may have been taken all the same: what nobody sends is given back.
      void settle(id, by.call, { how: 'not_sent' })
      return { outcome: 'unavailable' }
    },
    settle,
    async collect(id, binding) {
      const answer = await ask({ kind: 'collect', id, binding })
      return answer?.kind === 'collect' ? answer.result : undefined
    },
    supersede: (which, reason) => insistence.insist({ kind: 'supersede', which, reason }),
    answered: asks.answered,
    moved(ids) {
      const wanted = ids.filter((id) => waits.has(id))
      if (wanted.length > 0) void look(wanted)
    },
    attached() {
      // It has to know which process this is before anybody asks what became of the calls of others.
      void ask({ kind: 'read', ids: [] })
      insistence.again()
    },
    close() {
      clearInterval(timer)
      insistence.close()
    },
  }
}
