/** One step of the way: done, at hand, or yet to come. */
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from '../../lib/classes.ts'

/** How far it is. */
export type StepState = 'done' | 'now' | 'later'

interface StepProps {
  readonly number: number
  readonly title: string
  readonly state: StepState
  /** What came of it, once it is done. */
  readonly summary?: ReactNode
  readonly children?: ReactNode
}

const MARKS: Readonly<Record<StepState, string>> = {
  done: 'bg-low-soft text-low',
  now: 'bg-accent text-on-accent',
  later: 'bg-sunken text-ink-soft',
}

/** Shows it: only the one at hand is open. */
export function Step({ number, title, state, summary, children }: StepProps) {
  return (
    <li
      aria-current={state === 'now' ? 'step' : undefined}
      className={classes(
        'panel grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 px-4 py-3',
        state === 'later' && 'shadow-none',
      )}
    >
      <span
        aria-hidden
        className={classes(
          'numbers grid size-7 place-items-center rounded-full text-[0.92rem] font-bold',
          MARKS[state],
        )}
      >
        {state === 'done' ? <Check size={16} /> : number}
      </span>
      <div className="min-w-0">
        <h2 className={classes('leading-7', state === 'later' && 'text-ink-soft')}>
          {title}
          {state === 'done' && <span className="sr-only"> (done)</span>}
        </h2>
        {summary !== undefined && state === 'done' && <div className="text-ink-soft">{summary}</div>}
        {state === 'now' && <div className="mt-3">{children}</div>}
      </div>
    </li>
  )
}
