/** A rule in a list: what it says, and its editor when it is opened. */
import { isObject, own, parsePattern } from '@portcullis/engine'
import { X } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { useBuilder } from '../form/builder-context.tsx'
import { drop, objectAt, type Place, put, valueAt } from '../model/place.ts'
import { stateOf } from '../model/rule-state.ts'
import { renameEntry } from '../model/tool-edits.ts'
import { FoundMark } from '../rule/found-mark.tsx'
import { RuleEditor } from '../rule/rule-editor.tsx'
import { STATE_WORDS } from '../rule/state-words.ts'
import { ruleLine } from '../words/rule-words.ts'

interface RuleRowProps {
  readonly place: Place
  readonly title: string
  readonly kind?: 'Rule' | 'ClassRule'
}

/** Shows it; where there is none, a button that begins one. */
export function RuleRow({ place, title, kind = 'Rule' }: RuleRowProps) {
  const { document, edit, locked } = useBuilder()
  const [open, setOpen] = useState(false)
  const rule = valueAt(document, place)
  const about = place.join('/')
  if (rule === undefined || !isObject(rule))
    return (
      <li className="flex items-center justify-between gap-3 rounded-[7px] border border-dashed border-line px-3 py-1.5">
        <span className="text-ink-soft">{title}</span>
        <Button
          size="small"
          disabled={locked}
          aria-label={`Add a rule: ${title}`}
          onClick={() => {
            edit(put(document, place, {}), `+ ${about}`)
            setOpen(true)
          }}
        >
          Add a rule
        </Button>
      </li>
    )
  const state = STATE_WORDS[stateOf(rule)]
  return (
    <li className="flex items-center gap-3 rounded-[7px] border border-line px-3 py-1.5">
      <div className="min-w-0 flex-1">
        <button
          type="button"
          className="one-line block max-w-full text-left font-semibold"
          onClick={() => setOpen(true)}
        >
          {title}
        </button>
        <p className="one-line text-[0.92rem] text-ink-soft">{ruleLine(rule)}</p>
        <FoundMark place={place} />
      </div>
      <Badge tone={state.tone}>{state.title}</Badge>
      {!locked && (
        <IconButton
          icon={X}
          size="small"
          label={`Remove the rule: ${title}`}
          onClick={() => edit(drop(document, place), `- ${about}`)}
        />
      )}
      <Dialog
        open={open}
        wide
        onClose={() => setOpen(false)}
        title={<span className="break-all">{title}</span>}
        actions={
          <Button kind="primary" onClick={() => setOpen(false)}>
            Done
          </Button>
        }
      >
        {place[0] === 'tools' && !locked && (
          <NameField
            name={title}
            onName={(name) => {
              edit(renameEntry(document, title, name), `~ ${about}`)
              setOpen(false)
            }}
          />
        )}
        <RuleEditor place={place} kind={kind} />
      </Dialog>
    </li>
  )
}

interface NameFieldProps {
  readonly name: string
  readonly onName: (name: string) => void
}

/** The name or pattern of a rule, to be changed. */
function NameField({ name, onName }: NameFieldProps) {
  const { document } = useBuilder()
  const [typed, setTyped] = useState(name)
  const pattern = parsePattern(typed)
  const taken = typed !== name && own(objectAt(document, ['tools']), typed) !== undefined
  const wrong = taken ? 'There is a rule of that name.' : pattern.ok ? undefined : pattern.flaw.message
  return (
    <form
      className="mb-4 flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (wrong === undefined && typed !== name) onName(typed)
      }}
    >
      <TextField
        label="Name or pattern"
        mono
        error={wrong}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="flex-1"
      />
      <Button type="submit" disabled={wrong !== undefined || typed === name}>
        Rename
      </Button>
    </form>
  )
}
