/** Stops calls: everything, a server, a grant, a tool. */
import { OctagonX } from 'lucide-react'
import { useState } from 'react'
import { type Asking, ask } from '../../../api/api.ts'
import { staleArea } from '../../../api/hooks.ts'
import { useOrganisation, useWho } from '../../../api/who.ts'
import { doneEverywhere } from '../../../lib/effective.ts'
import { serverWords } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { useSaving } from '../../../ui/form-dialog.tsx'
import { sayDone } from '../../../ui/toast.tsx'

type Target = NonNullable<Asking<'kills.stop'>['body']>['stops']

/** Names of what can be stopped. */
export interface Names {
  readonly servers: readonly { readonly id: string; readonly slug: string; readonly label: string }[]
  readonly grants: readonly { readonly id: string; readonly label: string }[]
}

const KINDS = [
  { value: 'organisation', label: 'Everything' },
  { value: 'server', label: 'A server' },
  { value: 'grant', label: 'A grant' },
  { value: 'tool', label: 'A tool' },
]

interface Chosen {
  readonly kind: string
  readonly server: string
  readonly grant: string
  readonly tool: string
}

const NOTHING: Chosen = { kind: 'server', server: '', grant: '', tool: '' }

/** Undefined: something is not chosen yet. */
function targetOf({ kind, server, grant, tool }: Chosen): Target | undefined {
  if (kind === 'organisation') return { kind }
  if (kind === 'grant') return grant === '' ? undefined : { kind, grant }
  if (server === '') return undefined
  if (kind === 'tool') return tool.trim() === '' ? undefined : { kind, server, tool: tool.trim() }
  return { kind: 'server', server }
}

/** The form. */
export function StopForm({ names }: { readonly names: Names }) {
  const organisation = useOrganisation()
  const [chosen, setChosen] = useState(NOTHING)
  const [reason, setReason] = useState('')
  const target = targetOf(chosen)
  const saving = useSaving(async () => {
    if (target === undefined) return
    const sure = await confirm({
      title: 'Stop these calls?',
      consequence:
        'The next call is refused with your reason, calls under way are cancelled, streams are closed. What they took from budgets is kept.',
      action: 'Stop them now',
      ...(chosen.kind === 'organisation' && { typed: organisation }),
    })
    if (!sure) return
    const { effective } = await ask('kills.stop', { params: { organisation }, body: { stops: target, reason } })
    await staleArea('kills')
    sayDone(doneEverywhere('They are stopped', effective))
    setReason('')
  })
  return (
    <form
      className="grid max-w-xl gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        saving.save()
      }}
    >
      <TargetFields chosen={chosen} set={(part) => setChosen({ ...chosen, ...part })} names={names} />
      <TextField
        label="Reason"
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.target.value)}
        error={saving.wrong('reason')}
        hint="A sentence that agents and their owners are told."
      />
      <div>
        <Button
          type="submit"
          kind="danger"
          icon={OctagonX}
          busy={saving.busy}
          disabled={target === undefined || reason.trim() === ''}
        >
          Stop
        </Button>
      </div>
    </form>
  )
}

interface TargetFieldsProps {
  readonly chosen: Chosen
  readonly set: (part: Partial<Chosen>) => void
  readonly names: Names
}

function TargetFields({ chosen: { kind, server, grant, tool }, set, names: { servers, grants } }: TargetFieldsProps) {
  const { label } = useWho()
  return (
    <>
      <SelectField
        label="What"
        choices={KINDS}
        value={kind}
        onChange={(value) => set({ kind: value })}
        hint={kind === 'organisation' ? `All calls of ${label}.` : undefined}
      />
      {(kind === 'server' || kind === 'tool') && (
        <SelectField
          label="Server"
          value={server}
          onChange={(value) => set({ server: value })}
          choices={[
            { value: '', label: 'Choose one' },
            ...servers.map((one) => ({ value: one.slug, label: serverWords(one) })),
          ]}
        />
      )}
      {kind === 'grant' && (
        <SelectField
          label="Grant"
          value={grant}
          onChange={(value) => set({ grant: value })}
          choices={[{ value: '', label: 'Choose one' }, ...grants.map((one) => ({ value: one.id, label: one.label }))]}
        />
      )}
      {kind === 'tool' && (
        <TextField label="Tool" mono value={tool} onChange={(event) => set({ tool: event.target.value })} />
      )}
    </>
  )
}
