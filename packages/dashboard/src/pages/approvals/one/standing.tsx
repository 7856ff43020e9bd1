/** How a question stands: in words, with what comes next. */
import { type ReactNode, useEffect, useState } from 'react'
import { useChange } from '../../../api/hooks.ts'
import { useConnected } from '../../../api/live.ts'
import { useOrganisation } from '../../../api/who.ts'
import { classes } from '../../../lib/classes.ts'
import { visible } from '../../../lib/visible.ts'
import { Badge, RiskBadge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import { type ApprovalView, standingWord } from '../approval.ts'
import { Countdown } from '../countdown.tsx'

/** Shows it; changes are told to those who do not see it. */
export function StandingLine({ view }: { readonly view: ApprovalView }) {
  const lost = useLost()
  const [tone, word] = standingWord(view)
  const isUnknown = view.state === 'consumed' && view.outcome === 'unknown'
  return (
    <div
      className={classes(
        'panel mb-5 flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3',
        isUnknown && 'border-critical',
      )}
    >
      <div role="status" className="flex min-w-0 flex-1 basis-64 flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={tone}>{word}</Badge>
        {view.risk !== undefined && <RiskBadge risk={view.risk} />}
        <span className="min-w-0 break-words">{wordsOf(view)}</span>
      </div>
      {view.state === 'pending' && (
        <span className="text-ink-soft">
          {view.approved} of {view.quorum} approved · ends in <Countdown until={view.expires} label="" />
        </span>
      )}
      {isUnknown && <Acknowledge view={view} />}
      {lost && <span className="text-medium">Not live: what is shown may have moved.</span>}
    </div>
  )
}

/** Milliseconds without a connection after which it is said: a page that opens connects first. */
const PATIENCE = 4000

function useLost(): boolean {
  const connected = useConnected()
  const [lost, setLost] = useState(false)
  useEffect(() => {
    if (connected) return setLost(false)
    const timer = setTimeout(() => setLost(true), PATIENCE)
    return () => clearTimeout(timer)
  }, [connected])
  return lost
}

const OUTCOMES: Readonly<Record<NonNullable<ApprovalView['outcome']>, string>> = {
  running: 'The call was sent and runs now.',
  executed: 'The call was executed.',
  failed: 'The call was sent, and its server answered with an error.',
  unknown:
    'The call was sent, perhaps, and nobody heard how it ended. It is not sent again by itself: see on the server what became of it.',
}

function wordsOf(view: ApprovalView): ReactNode {
  const { state, outcome, reason, expires, moved, narrowed, undelivered, acknowledged_by: looked } = view
  switch (state) {
    case 'pending':
      return narrowed ? 'A person narrowed it; others have to approve what they made of it.' : 'The agent waits.'
    case 'approved':
      return (
        <>
          The agent may send it{narrowed && ', as it was narrowed'}: it calls again by itself until{' '}
          <Instant at={expires} />.
        </>
      )
    case 'rejected':
      return <>The agent was told: “{visible(reason ?? '')}” The same call stays rejected for ten minutes.</>
    case 'expired':
      return (
        <>
          Nobody answered, or the agent did not come back, in time: it ended <Instant at={moved} />.
        </>
      )
    case 'superseded':
      return visible(reason ?? 'Something that it was bound to is different now.')
    case 'consumed':
      return (
        <>
          {outcome === undefined ? 'The answer was used.' : OUTCOMES[outcome]}
          {undelivered && ' Its answer waits for the agent to call again.'}
          {looked !== undefined && outcome === 'unknown' && ` ${visible(looked)} looked after it.`}
        </>
      )
    default:
      return state satisfies never
  }
}

function Acknowledge({ view: { id, acknowledged_by: looked } }: { readonly view: ApprovalView }) {
  const organisation = useOrganisation()
  const acknowledge = useChange('approvals.acknowledge')
  if (looked !== undefined) return null
  const press = async (): Promise<void> => {
    const consequence =
      'Do this when you know whether the call was executed. If the agent calls again with the same arguments, people are asked anew, and it may be sent a second time.'
    if (!(await confirm({ title: 'You looked what became of it?', consequence, action: 'I have looked' }))) return
    acknowledge.mutate(
      { params: { organisation, approval: id } },
      { onSuccess: () => sayDone('It is written down.'), onError: sayFailed },
    )
  }
  return (
    <Button busy={acknowledge.isPending} onClick={() => void press()}>
      I looked after it
    </Button>
  )
}
