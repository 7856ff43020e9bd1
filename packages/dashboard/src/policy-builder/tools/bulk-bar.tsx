/** What is done to several tools at once. */
import { Undo2 } from 'lucide-react'
import { counted } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { useBuilder } from '../form/builder-context.tsx'
import { type ChosenState, RULE_STATES } from '../model/rule-state.ts'
import { clearTools, setToolStates } from '../model/tool-edits.ts'
import { STATE_WORDS } from '../rule/state-words.ts'

interface BulkBarProps {
  /** Names of the tools that are shown. */
  readonly shown: readonly string[]
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (names: ReadonlySet<string>) => void
  /** How many there are. */
  readonly says: string
}

const CHOSEN: readonly ChosenState[] = RULE_STATES.filter((state) => state !== 'custom')

/** Shows it: how many are chosen, and what can be done to them. */
export function BulkBar({ shown, chosen, onChoose, says }: BulkBarProps) {
  const { document, edit, locked } = useBuilder()
  const names = shown.filter((name) => chosen.has(name))
  const all = shown.length > 0 && names.length === shown.length
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-2 border-y border-line px-4 py-1.5">
      <label className="flex items-center gap-2 font-semibold">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          disabled={locked}
          checked={all}
          ref={(box) => {
            if (box) box.indeterminate = names.length > 0 && !all
          }}
          onChange={() => onChoose(new Set(all ? [] : shown))}
        />
        {names.length === 0 ? says : `${counted(names.length, 'tool')} chosen`}
      </label>
      {names.length > 0 && !locked && (
        <div className="flex flex-wrap gap-1">
          {CHOSEN.map((state) => (
            <Button key={state} size="small" onClick={() => edit(setToolStates(document, names, state), `= ${state}`)}>
              {STATE_WORDS[state].title}
            </Button>
          ))}
          <Button size="small" kind="quiet" icon={Undo2} onClick={() => edit(clearTools(document, names), 'clear')}>
            No rule of their own
          </Button>
        </div>
      )}
    </div>
  )
}
