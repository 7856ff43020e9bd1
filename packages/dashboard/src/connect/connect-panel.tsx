/** How a client is connected: chosen among those that are known, with the text to paste. */
import { useState } from 'react'
import { CodeBlock, CopyField } from '../ui/copy.tsx'
import { SelectField } from '../ui/field.tsx'
import { commandFor, isTarget, type Reached, snippetFor, TARGETS, type Target } from './snippets.ts'

const KEY = 'portcullis.client'

/** The client that was chosen last in this browser. */
function lastTarget(): Target {
  const kept = localStorage.getItem(KEY)
  return isTarget(kept) ? kept : 'claude-code'
}

interface ConnectPanelProps extends Reached {
  /** What is said where the token is not at hand. */
  readonly hint?: string
}

/** Shows it. */
export function ConnectPanel({ hint, ...reached }: ConnectPanelProps) {
  const [target, setTarget] = useState(lastTarget)
  const chosen = TARGETS.find(({ value }) => value === target)
  const command = commandFor(target, reached)
  const choose = (value: string): void => {
    if (!isTarget(value)) return
    localStorage.setItem(KEY, value)
    setTarget(value)
  }
  return (
    <div className="flex flex-col gap-3">
      <SelectField label="Client" choices={TARGETS} value={target} onChange={choose} className="max-w-72" />
      <p className="text-ink-soft">{chosen?.place}</p>
      <CodeBlock text={snippetFor(target, reached)} label="what to paste" />
      {command !== undefined && (
        <>
          <p className="text-ink-soft">Or by its command:</p>
          <CodeBlock text={command} label="the command" />
        </>
      )}
      {target === 'generic' && <CopyField text={reached.url} label="the URL" />}
      {reached.token === undefined && hint !== undefined && <p className="text-ink-soft">{hint}</p>}
    </div>
  )
}
