/** A question about a policy: what is asked as a form, and beside it what came of it. */
import type { ReactNode } from 'react'
import { Failed } from '../../ui/states.tsx'

interface AskPanelProps<Answered> {
  readonly asked: { readonly data: Answered | undefined; readonly isError: boolean; readonly error: unknown }
  readonly onAsk: () => void
  /** The fields and buttons. */
  readonly children: ReactNode
  readonly outcome: (answered: Answered) => ReactNode
}

/** Shows it. Ctrl and Enter ask from any field. */
export function AskPanel<Answered>({
  asked: { data, isError, error },
  onAsk,
  children,
  outcome,
}: AskPanelProps<Answered>) {
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
      <form
        className="flex min-w-0 flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          onAsk()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit()
        }}
      >
        {children}
      </form>
      <div className="min-w-0" aria-live="polite">
        {isError && <Failed error={error} />}
        {data !== undefined && outcome(data)}
      </div>
    </div>
  )
}
