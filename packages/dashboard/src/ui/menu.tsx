/** A menu behind a button. Its code comes with the first press. */
import type { LucideIcon } from 'lucide-react'
import { cloneElement, lazy, type ReactElement, Suspense, useState } from 'react'

/** One thing to do. */
export interface MenuItem {
  readonly label: string
  readonly icon?: LucideIcon
  readonly onSelect: () => void
  readonly danger?: boolean
  readonly disabled?: boolean
  /** Marked as what holds at present. */
  readonly current?: boolean
}

/** The button that opens it. */
export type MenuTrigger = ReactElement<{ readonly onClick?: () => void; readonly 'aria-haspopup'?: 'menu' }>

/** A menu. */
export interface MenuProps {
  /** The button: `<IconButton icon={Ellipsis} label="More" />`. */
  readonly trigger: MenuTrigger
  /** What can be done; undefined among them draws a line. */
  readonly items: readonly (MenuItem | undefined)[]
  readonly align?: 'start' | 'end'
}

const OpenMenu = lazy(async () => ({ default: (await import('./open-menu.tsx')).OpenMenu }))

/** Shows it. */
export function Menu(props: MenuProps) {
  const [pressed, setPressed] = useState(false)
  const closed = cloneElement(props.trigger, { 'aria-haspopup': 'menu', onClick: () => setPressed(true) })
  return pressed ? (
    <Suspense fallback={closed}>
      <OpenMenu {...props} />
    </Suspense>
  ) : (
    closed
  )
}
