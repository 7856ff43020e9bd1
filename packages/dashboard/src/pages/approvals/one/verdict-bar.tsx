/** What may be said of a question that waits: always at hand, and only once all of the call could be seen. */
import { Check, Scissors, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { counted } from '../../../lib/words.ts'
import { useShortcuts } from '../../../shell/shortcuts.ts'
import { Button } from '../../../ui/button.tsx'
import { CheckField } from '../../../ui/field.tsx'
import type { ApprovalView } from '../approval.ts'
import { NarrowDialog } from '../narrow/narrow-dialog.tsx'
import { RejectDialog } from './reject-dialog.tsx'
import { useVerdict } from './use-verdict.ts'

interface VerdictBarProps {
  readonly view: ApprovalView
  /** All of the arguments could be seen. */
  readonly ready: boolean
}

/** Shows it. */
export function VerdictBar({ view, ready }: VerdictBarProps) {
  if (view.state !== 'pending') return null
  if (!view.may_answer) return <Bar>{view.why_not ?? 'You may not answer it.'}</Bar>
  if (view.seen === undefined) return <Bar>Its arguments cannot be opened: nobody can answer it.</Bar>
  return <Answers view={view} ready={ready} />
}

function Bar({ children }: { readonly children: ReactNode }) {
  return (
    <section
      aria-label="Your answer"
      className="popup sticky bottom-3 z-10 mt-5 px-4 py-3 text-ink-soft max-md:-mx-2 max-md:bottom-16"
    >
      {children}
    </section>
  )
}

type Open = 'reject' | 'narrow' | undefined

function Answers({ view, ready }: VerdictBarProps) {
  const [open, setOpen] = useState<Open>()
  const [together, setTogether] = useState(false)
  const verdict = useVerdict(view, together)
  const approve = useRef<HTMLButtonElement>(null)
  const answer = useKeys(ready, {
    approve: () => approve.current?.focus(),
    reject: () => setOpen('reject'),
    narrow: () => setOpen('narrow'),
  })
  const others = view.identical.length
  const close = (): void => setOpen(undefined)
  return (
    <Bar>
      {others > 0 && (
        <CheckField
          className="mb-2 text-ink"
          label={`Answer ${counted(others, 'identical call')} of other grants with it`}
          checked={together}
          onChange={setTogether}
        />
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-40 flex-1 text-[0.95rem]">
          {ready ? hintOf(view) : 'See all of the arguments first: the end of them was not shown yet.'}
        </p>
        <div className="grid grid-cols-[repeat(3,auto)] gap-2 max-md:w-full max-md:grid-cols-3 max-md:[&>button]:min-h-12">
          <Button kind="danger" icon={X} disabled={!ready || verdict.busy} onClick={answer.reject}>
            Reject
          </Button>
          <Button icon={Scissors} disabled={!ready || verdict.busy || together} onClick={answer.narrow}>
            Narrow
          </Button>
          <Button
            ref={approve}
            kind="primary"
            icon={Check}
            disabled={!ready}
            busy={verdict.busy}
            onClick={() => void verdict.say({ verdict: 'approve' })}
          >
            {together ? `Approve ${others + 1}` : 'Approve'}
          </Button>
        </div>
      </div>
      {open === 'reject' && <RejectDialog count={together ? others + 1 : 1} verdict={verdict} onClose={close} />}
      {open === 'narrow' && <NarrowDialog view={view} onClose={close} />}
    </Bar>
  )
}

function hintOf({ proof_needed: proof, quorum, approved, rules }: ApprovalView): string {
  const more = quorum - approved
  return [
    more > 1
      ? `${more} people have to approve.`
      : rules.length > 1
        ? `It answers ${rules.length} rules.`
        : 'It passes once you approve.',
    proof ? 'You are asked to say again who you are.' : '',
  ].join(' ')
}

type Doing = Readonly<Record<'approve' | 'reject' | 'narrow', () => void>>

/** Keys, and what the inbox was told to do: they do nothing before everything could be seen. `a` goes to the button. */
function useKeys(ready: boolean, doing: Doing): Doing {
  const [search, setSearch] = useSearchParams()
  const [, navigate] = useLocation()
  const wanted = search.get('answer')
  const gated = (act: () => void) => (): void => (ready ? act() : document.getElementById('arguments')?.focus())
  const answers = { approve: gated(doing.approve), reject: gated(doing.reject), narrow: gated(doing.narrow) }
  useShortcuts({
    // Without it the second key of `g a` would be one of ours.
    'g a': () => navigate('/approvals'),
    a: answers.approve,
    r: answers.reject,
    n: answers.narrow,
  })
  useEffect(() => {
    if (!ready || wanted === null) return
    if (wanted === 'approve') answers.approve()
    if (wanted === 'reject') answers.reject()
    setSearch(new URLSearchParams(), { replace: true })
  })
  return answers
}
