/** The first cell of a row: the link or the button that its whole row is. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'

interface RowLinkProps {
  readonly href: string | undefined
  readonly onOpen: (() => void) | undefined
  /** It is the one row in the order of Tab. */
  readonly active: boolean
  readonly onFocus: () => void
  readonly children: ReactNode
}

const LOOKS = 'block max-w-full text-left font-medium text-ink after:absolute after:inset-0 hover:text-accent'

/** Shows it; a row that leads nowhere and opens nothing is its content only. */
export function RowLink({ href, onOpen, active, onFocus, children }: RowLinkProps) {
  const given = { 'data-row-link': '', tabIndex: active ? 0 : -1, onFocus, className: LOOKS }
  if (href !== undefined)
    return (
      <Link href={href} {...given}>
        {children}
      </Link>
    )
  if (onOpen === undefined) return <>{children}</>
  return (
    <button type="button" onClick={onOpen} {...given}>
      {children}
    </button>
  )
}
