/** The arguments of a call, all of them; it says when all could be seen. */
import { ChevronsDownUp, ChevronsUpDown } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { classes } from '../../../lib/classes.ts'
import { Button } from '../../../ui/button.tsx'
import { CopyButton } from '../../../ui/copy.tsx'
import { Panel } from '../../../ui/page.tsx'
import type { ApprovalView } from '../approval.ts'
import { NarrowedDifference } from './narrowed-difference.tsx'
import { ShownJson } from './shown-json.tsx'

interface ArgumentsPanelProps {
  readonly view: ApprovalView
  /** All of it could be seen. */
  readonly onSeen: () => void
}

/** Pixels at the bottom of the screen that the buttons cover: what lies there was not seen. */
const COVERED = { narrow: 180, wide: 100 }
const NARROW = '(max-width: 48rem)'
/** Lines above which it scrolls in its frame. */
const LONG = 24

/** Shows what would be sent; of what was narrowed, what is different too. */
export function ArgumentsPanel({ view, onSeen }: ArgumentsPanelProps) {
  const { params, narrowed_params: narrowed, state } = view
  const sent = narrowed ?? params
  if (sent === undefined)
    return (
      <Panel title="The call">
        <p className="text-ink-soft">
          {state === 'pending' || state === 'approved'
            ? 'Its arguments are for those to see who may answer.'
            : 'Its arguments are not kept any longer than they are needed.'}
        </p>
      </Panel>
    )
  return (
    <Panel
      title={narrowed === undefined ? 'What would be sent' : 'What would be sent: narrowed'}
      actions={<CopyButton text={sent.text} label="Copy it as it is sent" />}
    >
      <Scrolled text={sent.shown} onSeen={onSeen} />
      <NarrowedDifference view={view} />
    </Panel>
  )
}

function Scrolled({ text, onSeen }: { readonly text: string; readonly onSeen: () => void }) {
  const [open, setOpen] = useState(false)
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const last = end.current
    if (last === null) return
    const covered = matchMedia(NARROW).matches ? COVERED.narrow : COVERED.wide
    const watcher = new IntersectionObserver((entries) => entries.some((one) => one.isIntersecting) && onSeen(), {
      rootMargin: `0px 0px -${covered}px 0px`,
    })
    watcher.observe(last)
    return () => watcher.disconnect()
  }, [onSeen])
  const isLong = text.length > LONG * 100 || text.split('\n', LONG + 1).length > LONG
  return (
    <>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
        tabIndex={0}
        aria-label="Arguments"
        id="arguments"
        className={classes('overflow-auto rounded-[7px] bg-sunken p-3', isLong && !open && 'max-h-[55dvh]')}
      >
        <ShownJson text={text} />
        <div ref={end} aria-hidden className="h-px" />
      </section>
      {isLong && (
        <div className="mt-2">
          <Button
            size="small"
            icon={open ? ChevronsDownUp : ChevronsUpDown}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? 'Show it in a frame' : 'Show all of it on the page'}
          </Button>
        </div>
      )}
    </>
  )
}
