/** What is left to do while an organisation is empty: a list to tick off, on the overview. */
import { Circle, CircleCheck, X } from 'lucide-react'
import { useState } from 'react'
import { useMay, useOrganisation } from '../../api/who.ts'
import { classes } from '../../lib/classes.ts'
import { ButtonLink, IconButton } from '../../ui/button.tsx'
import { Panel } from '../../ui/page.tsx'
import { isSkipped, skip, stepsOf, useProgress } from './progress.ts'

/** Shows it, to whoever can do it, until the first refused call was seen, or somebody takes it away. */
export function GettingStarted() {
  return useMay('server.edit') ? <Steps /> : null
}

function Steps() {
  const organisation = useOrganisation()
  const [hidden, setHidden] = useState(() => isSkipped(organisation))
  const progress = useProgress()
  const steps = stepsOf(progress)
  if (hidden || !progress.isKnown || steps.every(({ isDone }) => isDone)) return null
  const hide = (): void => {
    skip(organisation)
    setHidden(true)
  }
  return (
    <Panel
      className="mb-5"
      title="Getting started"
      actions={<IconButton icon={X} size="small" label="Show this no more" onClick={hide} />}
    >
      <div className="flex flex-wrap items-center justify-between gap-5">
        <ol className="grid gap-x-8 gap-y-1.5 sm:grid-cols-2">
          {steps.map(({ id, title, isDone }) => (
            <li key={id} className={classes('flex items-center gap-2', isDone && 'text-ink-soft')}>
              {isDone ? (
                <CircleCheck size={17} aria-label="Done:" className="shrink-0 text-low" />
              ) : (
                <Circle size={17} aria-label="To do:" className="shrink-0 text-line-strong" />
              )}
              {title}
            </li>
          ))}
        </ol>
        <ButtonLink href="/welcome" kind="primary">
          Go on
        </ButtonLink>
      </div>
    </Panel>
  )
}
