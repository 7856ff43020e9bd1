/** A new policy: with what it begins, and what it is called. */
import { useState } from 'react'
import { useLocation } from 'wouter'
import { ask } from '../../api/api.ts'
import { useChange, usePages } from '../../api/hooks.ts'
import { fieldProblem } from '../../api/problem-text.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { classes } from '../../lib/classes.ts'
import { layOut } from '../../policy-builder/model/lay-out.ts'
import { BLANK, STARTS, type Start } from '../../policy-builder/model/starts.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { sayDone, sayFailed } from '../../ui/toast.tsx'

/** The page. */
export function NewPolicyPage() {
  const organisation = useOrganisation()
  const [, navigate] = useLocation()
  const mayLearn = useMay('replay.run')
  const servers = usePages('servers.list', { params: { organisation }, query: { limit: 100 } })
  const policies = usePages('policies.list', { params: { organisation }, query: { limit: 100 } })
  const [start, setStart] = useState<Start>('recommended')
  const [server, setServer] = useState<string>()
  const [copied, setCopied] = useState<string>()
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const create = useChange('policies.create')
  const from = {
    organisation,
    server: server ?? servers.items[0]?.slug ?? '',
    policy: copied ?? policies.items[0]?.name ?? '',
  }
  const { needs } = STARTS.find(({ id }) => id === start) ?? { needs: 'nothing' }
  const missing = (needs === 'server' && from.server === '') || (needs === 'policy' && from.policy === '')
  const begin = async (): Promise<void> => {
    setBusy(true)
    try {
      const text = await beginning(start, from)
      const reason = `Begun: ${STARTS.find(({ id }) => id === start)?.title ?? start}`
      await create.mutateAsync({ params: { organisation }, body: { name, text, reason } })
      sayDone(`The policy ${name} is made. No grant has it yet.`)
      navigate(`/policies/${name}${needs === 'server' ? `?server=${encodeURIComponent(from.server)}` : ''}`)
    } catch (error) {
      if (fieldProblem(error, 'name') === undefined) sayFailed(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Page title="New policy" up={{ href: '/policies', label: 'Policies' }}>
      <Panel className="max-w-3xl">
        <form
          className="flex flex-col gap-5"
          onSubmit={(event) => {
            event.preventDefault()
            void begin()
          }}
        >
          <StartChoice start={start} onStart={setStart} mayLearn={mayLearn} />
          {needs === 'server' && (
            <SelectField
              label="For the tools of"
              value={from.server}
              choices={servers.items.map(({ slug }) => ({ value: slug, label: slug }))}
              onChange={setServer}
              {...(from.server === '' && { error: 'There is no server yet: add one first, or begin blank.' })}
            />
          )}
          {needs === 'policy' && (
            <SelectField
              label="The policy to copy"
              value={from.policy}
              choices={policies.items.map((each) => ({ value: each.name, label: each.name }))}
              onChange={setCopied}
              {...(from.policy === '' && { error: 'There is no policy yet.' })}
            />
          )}
          <TextField
            label="Name"
            mono
            required
            pattern="[a-z0-9][a-z0-9\-]{0,62}"
            hint="Lower-case letters, digits and hyphens."
            error={fieldProblem(create.error, 'name')}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <div>
            <Button type="submit" kind="primary" busy={busy} disabled={missing || name === ''}>
              Make the policy
            </Button>
          </div>
        </form>
      </Panel>
    </Page>
  )
}

interface StartChoiceProps {
  readonly start: Start
  readonly onStart: (start: Start) => void
  readonly mayLearn: boolean
}

function StartChoice({ start, onStart, mayLearn }: StartChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-2 font-semibold">Begin with</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {STARTS.filter(({ id }) => id !== 'learned' || mayLearn).map(({ id, title, says }) => (
          <label
            key={id}
            className={classes(
              'flex cursor-pointer gap-3 rounded-[7px] border p-3',
              id === start ? 'border-accent bg-accent-soft' : 'border-line-strong',
            )}
          >
            <input
              type="radio"
              name="start"
              className="mt-1 size-4 shrink-0 accent-accent"
              checked={id === start}
              onChange={() => onStart(id)}
            />
            <span>
              <span className="block font-semibold">{title}</span>
              <span className={id === start ? 'text-ink' : 'text-ink-soft'}>{says}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

interface From {
  readonly organisation: string
  readonly server: string
  readonly policy: string
}

/** The text with which a policy begins. */
async function beginning(start: Start, { organisation, server, policy }: From): Promise<string> {
  const params = { organisation }
  switch (start) {
    case 'recommended':
      return (await ask('judge.init', { params, body: { server, style: 'balanced' } })).text
    case 'read-only':
      return (await ask('judge.init', { params, body: { server, style: 'locked' } })).text
    case 'learned':
      return (await ask('judge.learn', { params, body: { server } })).text
    case 'copy':
      return (await ask('policies.read', { params: { organisation, policy } })).inForce.text
    case 'blank':
      return layOut(BLANK)
    default:
      return start satisfies never
  }
}
