/** Lets less pass than was asked: by a form, or as JSON; and what is different. */
import { useId, useState } from 'react'
import { ask } from '../../../api/api.ts'
import { staleArea } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { TextArea, TextField } from '../../../ui/field.tsx'
import { useSaving } from '../../../ui/form-dialog.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { sayDone } from '../../../ui/toast.tsx'
import type { ApprovalView } from '../approval.ts'
import { Differences } from '../one/narrowed-difference.tsx'
import { argumentsIn, schemaIn } from './call.ts'
import { isObject, type Json, type JsonObject, parseJson } from './json.ts'
import { NarrowForm } from './narrow-form.tsx'
import { applied, type Edits, editsTo, editWords, isNotNarrower, NO_EDITS } from './narrowing.ts'

interface NarrowDialogProps {
  readonly view: ApprovalView
  readonly onClose: () => void
}

/** Shows it. */
export function NarrowDialog({ view, onClose }: NarrowDialogProps) {
  const form = useId()
  const [asked] = useState(() => argumentsIn((view.narrowed_params ?? view.params)?.text ?? ''))
  const [edits, setEdits] = useState(NO_EDITS)
  const [tab, setTab] = useState('form')
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string>()
  const saving = useNarrowing(view, applied(asked, edits), reason, onClose)
  const schema = schemaIn(view.definition)
  const lines = editWords(asked, edits)
  const ready = lines.length > 0 && wrong === undefined
  const change = (next: Edits): void => {
    setWrong(undefined)
    setEdits(next)
  }
  const shared = { asked, edits, schema, onChange: change }
  return (
    <Dialog
      open
      firm
      wide
      onClose={onClose}
      title="Narrow the call"
      description={`Lower a number, leave out elements of lists or members that are not needed. It serves once, as you make it${view.four_eyes ? '; somebody else has to approve it' : ''}.`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={form} busy={saving.busy} disabled={!ready}>
            {view.four_eyes ? 'Narrow it' : 'Approve it so'}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) saving.save()
        }}
      >
        <Tabs
          shown={tab}
          onShow={setTab}
          tabs={[
            { id: 'form', label: 'Form', content: <NarrowForm {...shared} /> },
            { id: 'json', label: 'JSON', content: <JsonForm {...shared} wrong={wrong} onWrong={setWrong} /> },
          ]}
        />
        <section aria-label="What is different" aria-live="polite">
          <h3 className="mb-1">What is different</h3>
          {lines.length === 0 ? <p className="text-ink-soft">Nothing yet.</p> : <Differences lines={lines} />}
        </section>
        <TextField
          label="Why (optional)"
          hint="It is written down with your answer."
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </form>
    </Dialog>
  )
}

function useNarrowing({ id, seen = '' }: ApprovalView, wished: Json, reason: string, onDone: () => void) {
  const organisation = useOrganisation()
  return useSaving(async () => {
    const members: JsonObject = isObject(wished) ? wished : {}
    const params = { organisation, approval: id }
    const { state } = await ask('approvals.narrow', {
      params,
      body: { seen, arguments: members, reason: reason.trim() },
    })
    await staleArea('approvals')
    sayDone(state === 'pending' ? 'It is narrowed: others have to approve it.' : 'It is approved as you narrowed it.')
    onDone()
  })
}

interface JsonFormProps {
  readonly asked: Json
  readonly edits: Edits
  readonly schema: JsonObject | undefined
  readonly onChange: (edits: Edits) => void
  readonly wrong: string | undefined
  readonly onWrong: (wrong: string) => void
}

function JsonForm({ asked, edits, schema, onChange, wrong, onWrong }: JsonFormProps) {
  const [text, setText] = useState(() => JSON.stringify(applied(asked, edits), undefined, 2))
  const write = (next: string): void => {
    setText(next)
    const wished = parseJson(next)
    if (wished === undefined) return onWrong('That is no JSON.')
    const found = editsTo(asked, wished, schema)
    if (isNotNarrower(found)) onWrong(`${found.path === '' ? 'The whole' : found.path.slice(1)}: ${found.what}`)
    else onChange(found)
  }
  return (
    <TextArea
      label="Arguments"
      mono
      rows={10}
      spellCheck={false}
      value={text}
      error={wrong}
      onChange={(event) => write(event.target.value)}
    />
  )
}
