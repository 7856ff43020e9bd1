/** One tool in the list: what it is, what holds for it, and by what. */
import { SlidersHorizontal } from 'lucide-react'
import { memo } from 'react'
import { classes } from '../../lib/classes.ts'
import { Badge, CategoryBadge, RiskBadge } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { useBuilder } from '../form/builder-context.tsx'
import type { Governing } from '../model/governing.ts'
import { objectAt } from '../model/place.ts'
import { RULE_STATES } from '../model/rule-state.ts'
import { clearTools, keyOf, setToolStates } from '../model/tool-edits.ts'
import { FoundMark } from '../rule/found-mark.tsx'
import { STATE_WORDS } from '../rule/state-words.ts'
import { ruleLine } from '../words/rule-words.ts'
import type { ToolRow } from './tool-filter.ts'

interface ToolRowViewProps {
  readonly row: ToolRow
  readonly chosen: boolean
  readonly onChoose: (now: boolean) => void
  readonly onOpen: () => void
}

/** Shows it. */
export const ToolRowView = memo(function ToolRowView({ row, chosen, onChoose, onOpen }: ToolRowViewProps) {
  const { document, locked } = useBuilder()
  const { tool, governing } = row
  const [place] = governing.places
  const line =
    governing.by === 'entry' && place !== undefined ? ruleLine(objectAt(document, place)) : becauseOf(governing)
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)_13rem_9.5rem_auto] items-center gap-x-3 px-4 py-2 max-md:grid-cols-[auto_minmax(0,1fr)_auto] max-md:gap-y-1">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        aria-label={`Choose ${tool.name}`}
        disabled={locked}
        checked={chosen}
        onChange={(event) => onChoose(event.target.checked)}
      />
      <div className="min-w-0">
        <button
          type="button"
          onClick={onOpen}
          className="one-line block max-w-full text-left font-mono font-semibold"
          title={tool.description || tool.name}
        >
          {tool.name}
        </button>
        <p
          className={classes('one-line text-[0.92rem]', governing.by === 'entry' ? 'text-ink' : 'text-ink-soft')}
          title={line}
        >
          {line}
        </p>
        <FoundMark place={(governing.by === 'entry' && place) || ['tools', keyOf(document, tool.name)]} />
      </div>
      <div className="flex items-center justify-end gap-3 max-md:hidden">
        {tool.label === undefined ? (
          <Badge>Unknown</Badge>
        ) : (
          <>
            <CategoryBadge category={tool.label.category} />
            <RiskBadge risk={tool.label.risk} />
          </>
        )}
      </div>
      <StateSelect row={row} onOpen={onOpen} />
      <IconButton
        icon={SlidersHorizontal}
        size="small"
        label={`Rule of ${tool.name}`}
        onClick={onOpen}
        className="max-md:hidden"
      />
    </div>
  )
})

/** By what a tool is governed that has no rule of its own. */
function becauseOf({ by, places }: Governing): string {
  const names = places.map((place) => String(place[1]))
  if (by === 'hide') return 'Hidden by its name or a pattern.'
  if (by === 'pattern')
    return `By the pattern ${names[0]}${names.length > 1 ? ` and ${names.slice(1).join(', ')}` : ''}.`
  if (by === 'class') return `By what it can do: ${names.join(', ')}.`
  return 'As everything else.'
}

const NONE = 'none'

/** The state as a list: short on every screen, and known to every keyboard. */
function StateSelect({ row: { tool, governing }, onOpen }: { readonly row: ToolRow; readonly onOpen: () => void }) {
  const { document, edit, locked } = useBuilder()
  const isOwn = governing.by === 'entry' || governing.by === 'hide'
  const change = (next: string): void => {
    const state = RULE_STATES.find((each) => each === next)
    if (state === 'custom') return onOpen()
    const names = [tool.name]
    edit(state === undefined ? clearTools(document, names) : setToolStates(document, names, state), `= ${tool.name}`)
  }
  return (
    <select
      aria-label={`What holds for ${tool.name}`}
      className={classes('field-box min-h-8 py-0.5 max-md:w-27', !isOwn && 'text-ink-soft')}
      disabled={locked}
      value={isOwn ? governing.state : NONE}
      onChange={(event) => change(event.target.value)}
    >
      <option value={NONE}>{isOwn ? 'No rule of its own' : `(${STATE_WORDS[governing.state].title})`}</option>
      {RULE_STATES.map((state) => (
        <option key={state} value={state}>
          {STATE_WORDS[state].title}
          {state === 'custom' ? '…' : ''}
        </option>
      ))}
    </select>
  )
}
