/** One webhook: made, edited, switched off, removed; and what became of its deliveries. */
import { useState } from 'react'
import { type Answer, type Asking, ask } from '../../../api/api.ts'
import { staleArea } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { CheckField, SelectField, TextField } from '../../../ui/field.tsx'
import { FormDialog, useSaving } from '../../../ui/form-dialog.tsx'
import { RemoveButton } from '../../../ui/remove-button.tsx'
import { sayDone } from '../../../ui/toast.tsx'
import { Deliveries } from './deliveries.tsx'

type Webhook = Answer<'webhooks.list'>['items'][number]
type Event = NonNullable<Asking<'webhooks.create'>['body']>['events'][number]

/** Kinds of events. */
const EVENTS: Readonly<Record<Event, string>> = {
  refusal: 'Refused calls',
  limit_warning: 'Limits that are nearly used up',
  drift: 'Tools whose definition changed',
  change: 'Changes that people make',
  kill: 'The kill switch',
  'approval.pending': 'Calls that wait for an answer',
  'approval.expiring': 'Calls whose time to be answered is nearly over',
  'approval.decided': 'Answers to calls that waited',
}
const isEvent = (name: string): name is Event => Object.hasOwn(EVENTS, name)
const ALL = Object.keys(EVENTS).filter(isEvent)

const FORMS = [
  { value: 'signed', label: 'Signed JSON, for programs' },
  { value: 'slack', label: 'A message in words, for Slack and its like' },
]

interface WebhookDialogProps {
  /** Undefined: a new one. */
  readonly webhook: Webhook | undefined
  readonly onClose: () => void
  /** @param secret by which the receiver judges; undefined: there is none */
  readonly onMade: (secret: string | undefined) => void
}

const begun = (webhook: Webhook | undefined) => ({
  label: webhook?.label ?? '',
  form: webhook?.form ?? 'signed',
  url: webhook?.url ?? '',
  active: webhook?.active ?? true,
  events: webhook?.events ?? [],
})

type Typed = ReturnType<typeof begun>

/** Shows it. */
export function WebhookDialog({ webhook, onClose, onMade }: WebhookDialogProps) {
  const organisation = useOrganisation()
  const [typed, setTyped] = useState(() => begun(webhook))
  const { label, form, url, active } = typed
  const offered = form === 'slack' ? ALL.filter((name) => name.startsWith('approval.')) : ALL
  const events = offered.filter((name) => typed.events.includes(name))
  const saving = useSaving(async () => {
    const params = { organisation }
    if (webhook === undefined) {
      const body = { label, url, events, form: form === 'slack' ? ('slack' as const) : ('signed' as const) }
      onMade((await ask('webhooks.create', { params, body })).secret)
    } else {
      // The address of one may be shown in part only: it is sent where it was typed anew.
      const body = { label, events, active, ...(url !== webhook.url && { url }) }
      await ask('webhooks.edit', { params: { ...params, webhook: webhook.id }, body })
      onClose()
    }
    sayDone('The webhook is saved.')
    await staleArea('webhooks')
  })
  return (
    <FormDialog
      wide={webhook !== undefined}
      title={webhook?.label ?? 'A new webhook'}
      saving={saving}
      ready={label.trim() !== '' && url !== '' && events.length > 0}
      onClose={onClose}
      aside={webhook && <Remove webhook={webhook} onRemoved={onClose} />}
      after={webhook && <Deliveries webhook={webhook.id} />}
    >
      <Fields
        typed={typed}
        set={(part) => setTyped({ ...typed, ...part })}
        wrong={saving.wrong}
        offered={offered}
        isNew={webhook === undefined}
      />
    </FormDialog>
  )
}

interface FieldsProps {
  readonly typed: Typed
  readonly set: (part: Partial<Typed>) => void
  readonly wrong: (field: string) => string | undefined
  readonly offered: readonly Event[]
  readonly isNew: boolean
}

function Fields({ typed: { label, form, url, active, events }, set, wrong, offered, isNew }: FieldsProps) {
  const choose = (name: Event, on: boolean): void =>
    set({ events: on ? [...events, name] : events.filter((one) => one !== name) })
  return (
    <>
      <TextField
        label="Name"
        value={label}
        onChange={(event) => set({ label: event.target.value })}
        error={wrong('label')}
      />
      {isNew && (
        <SelectField
          label="Form"
          choices={FORMS}
          value={form}
          onChange={(value) => set({ form: value })}
          hint={
            form === 'slack'
              ? 'It tells of approvals only. Its address is a secret, and is not shown again.'
              : undefined
          }
        />
      )}
      <TextField
        label="Address"
        mono
        type="url"
        value={url}
        onChange={(event) => set({ url: event.target.value })}
        error={wrong('url')}
        hint="Events are posted there."
      />
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-semibold">Told of</legend>
        {offered.map((name) => (
          <CheckField
            key={name}
            label={EVENTS[name]}
            checked={events.includes(name)}
            onChange={(on) => choose(name, on)}
          />
        ))}
      </fieldset>
      {!isNew && (
        <CheckField
          label="It is told"
          checked={active}
          onChange={(on) => set({ active: on })}
          hint="Off: what happens meanwhile is not made up for."
        />
      )}
    </>
  )
}

function Remove({ webhook: { id, label }, onRemoved }: { readonly webhook: Webhook; readonly onRemoved: () => void }) {
  const organisation = useOrganisation()
  return (
    <RemoveButton
      question={{
        title: `Remove ${label}?`,
        consequence: 'What waits to be delivered is dropped. Its secret is gone.',
        action: 'Remove it',
      }}
      remove={async () => {
        await ask('webhooks.delete', { params: { organisation, webhook: id } })
        await staleArea('webhooks')
      }}
      onRemoved={onRemoved}
    />
  )
}
