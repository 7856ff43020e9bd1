/** A new policy: with what it begins, and what it is called. */
import { useState } from 'react'
import { useLocation } from 'wouter'
import { ask } from '../../api/api.ts'
import { useChange, usePages } from '../../api/hooks.ts'
import { fieldProblem } from '../../api/problem-text.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { layOut } from '../../policy-builder/model/lay-out.ts'
import { BLANK, STARTS, type Start } from '../../policy-builder/model/starts.ts'
import { Button } from '../../ui/button.tsx'
import { ChoiceCards } from '../../ui/choice-cards.tsx'
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
  const { needs } = STARTS.find(({ value }) => value === start) ?? { needs: 'nothing' }
  const missing = needs !== 'nothing' && from[needs] === ''
  const begin = async (): Promise<void> => {
    setBusy(true)
    try {
      const text = await beginning(start, from)
      const reason = `Begun: ${STARTS.find(({ value }) => value === start)?.title ?? start}`
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
          <ChoiceCards
            legend="Begin with"
            choices={STARTS.filter(({ value }) => value !== 'learned' || mayLearn)}
            value={start}
            onChange={setStart}
          />
          {needs === 'server' && (
            <FromField {...SERVERS} value={from.server} found={servers.items.map(slugOf)} onChange={setServer} />
          )}
          {needs === 'policy' && (
            <FromField {...POLICIES} value={from.policy} found={policies.items.map(nameOf)} onChange={setCopied} />
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

const SERVERS = {
  label: 'For the tools of',
  none: 'There is no server yet: add one first, or begin blank.',
} as const
const POLICIES = { label: 'The policy to copy', none: 'There is no policy yet.' } as const
const slugOf = ({ slug }: { readonly slug: string }): string => slug
const nameOf = ({ name }: { readonly name: string }): string => name

interface FromFieldProps {
  readonly label: string
  /** Said where there are none. */
  readonly none: string
  readonly value: string
  readonly found: readonly string[]
  readonly onChange: (name: string) => void
}

function FromField({ label, none, value, found, onChange }: FromFieldProps) {
  const choices = found.map((name) => ({ value: name, label: name }))
  return <SelectField {...{ label, value, choices, onChange }} {...(value === '' && { error: none })} />
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
