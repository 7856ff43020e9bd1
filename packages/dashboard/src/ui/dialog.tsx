/** A dialog over the page. Escape and a click beside it close it. */
import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from '../lib/classes.ts'
import { IconButton } from './button.tsx'

interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: ReactNode
  readonly description?: ReactNode
  readonly children?: ReactNode
  /** Its buttons; what is to be done stands last. */
  readonly actions?: ReactNode
  readonly wide?: boolean
  /** A click beside it does not close it: what was typed would be lost. */
  readonly firm?: boolean
}

const BACKDROP = 'fixed inset-0 z-40 bg-[light-dark(#17201d66,#000a)]'

/** Shows it. */
export function Dialog({ open, onClose, title, description, children, actions, wide, firm = false }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(now) => !now && onClose()} disablePointerDismissal={firm}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Popup
          className={classes(
            'popup fixed z-50 flex flex-col overflow-hidden max-sm:inset-x-0 max-sm:bottom-0 max-sm:max-h-[92dvh] max-sm:rounded-b-none sm:top-[8vh] sm:left-1/2 sm:max-h-[84vh] sm:w-[calc(100vw-2rem)] sm:-translate-x-1/2',
            wide ? 'sm:max-w-3xl' : 'sm:max-w-lg',
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-[1.1rem] font-semibold break-words">{title}</Base.Title>
              {description !== undefined && (
                <Base.Description className="mt-1 text-ink-soft">{description}</Base.Description>
              )}
            </div>
            <Base.Close render={<IconButton icon={X} label="Close" size="small" />} />
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {actions !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{actions}</footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
