/** A part of a policy that opens when it is asked for. */
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'

interface SectionProps {
  readonly title: string
  /** What it says at present, in a line. */
  readonly says: string
  readonly children: ReactNode
}

/** Shows it. What is closed is not drawn. */
export function Section({ title, says, children }: SectionProps) {
  const [open, setOpen] = useState(false)
  return (
    <details className="panel group min-w-0" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 px-4 py-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight size={16} aria-hidden className="shrink-0 transition-transform group-open:rotate-90" />
        <h2 className="min-w-0">{title}</h2>
        <span className="one-line ml-auto max-w-1/2 shrink-0 text-ink-soft">{says}</span>
      </summary>
      {open && <div className="border-t border-line p-4">{children}</div>}
    </details>
  )
}
