/** What is shown where there is nothing yet, nothing at all, or something went wrong. */
import { CircleAlert, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { sayProblem } from '../api/problem-text.ts'
import { classes } from '../lib/classes.ts'
import { Button } from './button.tsx'

interface EmptyProps {
  readonly icon: LucideIcon
  /** “No servers yet” */
  readonly title: string
  /** The next step, in a sentence. */
  readonly children?: ReactNode
  /** The next step, as a button. */
  readonly action?: ReactNode
}

/** There is nothing: what to do next. */
export function Empty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-12 text-center">
      <Icon size={28} strokeWidth={1.5} aria-hidden className="text-line-strong" />
      <p className="text-[1.05rem] font-semibold">{title}</p>
      {children !== undefined && <div className="text-ink-soft">{children}</div>}
      {action !== undefined && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}

/** It could not be read: why, what to do, and again. */
export function Failed({ error, again }: { readonly error: unknown; readonly again?: () => unknown }) {
  const { title, detail, remedy } = sayProblem(error)
  return (
    <div role="alert" className="mx-auto flex max-w-lg flex-col items-center gap-2 px-4 py-12 text-center">
      <CircleAlert size={28} strokeWidth={1.5} aria-hidden className="text-critical" />
      <p className="text-[1.05rem] font-semibold">{title}</p>
      <p className="break-words text-ink-soft">{detail}</p>
      {remedy !== undefined && <p className="break-words text-ink-soft">{remedy}</p>}
      {again !== undefined && <Button onClick={() => void again()}>Try again</Button>}
    </div>
  )
}

/** A line that is on its way, as long as `className` says (`w-40`). */
export function Bone({ className }: { readonly className?: string }) {
  return <span aria-hidden className={classes('bone block h-4', className)} />
}

/** Rows that are on their way. */
export function Bones({ rows = 5 }: { readonly rows?: number }) {
  return (
    <div role="status" className="flex flex-col gap-4 px-4 py-4">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={String(row)} className="flex gap-4">
          <Bone className="w-1/4" />
          <Bone className="w-2/5" />
          <Bone className="ml-auto w-16" />
        </div>
      ))}
    </div>
  )
}

interface LoadedProps<Data> {
  readonly query: { readonly data: Data | undefined; readonly error: unknown; readonly refetch: () => unknown }
  readonly loading?: ReactNode
  readonly children: (data: Data) => ReactNode
}

/** What was read, once it was; bones until then, and why where it could not be. */
export function Loaded<Data>({ query, loading, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error !== null && query.error !== undefined) return <Failed error={query.error} again={query.refetch} />
  return <>{loading ?? <Bones />}</>
}
