/** Says a verdict of a question, and of identical ones with it. */
import { useState } from 'react'
import { ask } from '../../../api/api.ts'
import { staleArea } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { counted } from '../../../lib/words.ts'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import type { ApprovalView } from '../approval.ts'

/** A verdict but for narrowing. */
type PlainVerdict = { readonly verdict: 'approve' } | { readonly verdict: 'reject'; readonly reason: string }

/** How it is said. */
export interface Verdict {
  /** Resolves to whether it was written down; what was not is told. */
  readonly say: (said: PlainVerdict) => Promise<boolean>
  readonly busy: boolean
}

/** @param together identical questions are answered with it */
export function useVerdict(view: ApprovalView, together: boolean): Verdict {
  const organisation = useOrganisation()
  const [busy, setBusy] = useState(false)
  return {
    busy,
    async say(said) {
      setBusy(true)
      try {
        await (together ? sayMany(organisation, view, said) : sayOne(organisation, view, said))
        return true
      } catch (error) {
        sayFailed(error)
        return false
      } finally {
        setBusy(false)
        // Where it failed, somebody else may have been first: how it stands is read anew either way.
        await staleArea('approvals')
      }
    },
  }
}

async function sayOne(organisation: string, { id, seen = '' }: ApprovalView, said: PlainVerdict): Promise<void> {
  const params = { organisation, approval: id }
  if (said.verdict === 'reject') {
    await ask('approvals.reject', { params, body: { seen, reason: said.reason } })
    return sayDone('It is rejected: the agent is told why.')
  }
  const { state, approved, quorum } = await ask('approvals.approve', { params, body: { seen } })
  sayDone(state === 'pending' ? `You approved: ${approved} of ${quorum} have.` : 'It is approved.')
}

async function sayMany(organisation: string, view: ApprovalView, said: PlainVerdict): Promise<void> {
  const approvals = [view.id, ...view.identical]
  const body = { ...said, approvals, seen: view.seen ?? '' }
  const { items } = await ask('approvals.answer_many', { params: { organisation }, body })
  const answered = items.filter((one) => one.answered).length
  const failed = items.find((one) => !one.answered)
  if (answered > 0) sayDone(`${counted(answered, 'call')} ${said.verdict === 'approve' ? 'approved' : 'rejected'}.`)
  if (failed !== undefined) throw new Error(failed.problem ?? 'Some were not answered.')
}
