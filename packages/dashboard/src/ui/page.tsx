/** What all pages have: a title, what can be done there, and panels. */
import { type ReactNode, useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { classes } from '../lib/classes.ts'
import { namePage } from './page-name.ts'

let navigated = false

/** From now on a page that opens takes the focus: the first one does not, as nobody went to it from another. */
export function markNavigated(): void {
  navigated = true
}

interface PageProps {
  readonly title: string
  /** Stands instead of the title, where it is more than a text. */
  readonly heading?: ReactNode
  /** The page above this one. */
  readonly up?: { readonly href: string; readonly label: string }
  /** One line about what this is. */
  readonly lead?: ReactNode
  /** What can be done here; the most important last. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page within the shell. */
export function Page({ title, heading, up, lead, actions, children }: PageProps) {
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    namePage(title)
  }, [title])
  useEffect(() => {
    if (navigated) head.current?.focus({ preventScroll: true })
  }, [])
  return (
    <>
      <header className="mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          {up !== undefined && (
            <Link href={up.href} className="text-[0.92rem] text-ink-soft hover:text-accent">
              ← {up.label}
            </Link>
          )}
          <h1 ref={head} tabIndex={-1} className="break-words">
            {heading ?? title}
          </h1>
          {lead !== undefined && <p className="mt-1 max-w-2xl text-ink-soft">{lead}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </>
  )
}

interface PanelProps {
  readonly title?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Its content reaches the edges: tables. */
  readonly flush?: boolean
  readonly className?: string
}

/** A part of a page, framed. */
export function Panel({ title, actions, children, flush, className }: PanelProps) {
  return (
    <section className={classes('panel min-w-0', flush && 'overflow-clip', className)}>
      {(title !== undefined || actions !== undefined) && (
        <header className="flex min-h-11 flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-1.5">
          {title !== undefined && <h2>{title}</h2>}
          {actions}
        </header>
      )}
      <div className={flush ? undefined : 'p-4'}>{children}</div>
    </section>
  )
}

/** Facts: names and what they are. */
export function Facts({
  facts,
}: {
  readonly facts: readonly (readonly [name: string, value: ReactNode] | undefined)[]
}) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,max-content)_minmax(0,1fr)] gap-x-6 gap-y-2">
      {facts.map(
        (fact) =>
          fact !== undefined && (
            <div key={fact[0]} className="contents">
              <dt className="text-ink-soft">{fact[0]}</dt>
              <dd className="min-w-0 break-words">{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
