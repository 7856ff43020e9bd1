/** One call, as if it were made: what comes of it, and why. */
import { isObject } from '@portcullis/engine'
import { Play } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../api/api.ts'
import { usePages } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import type { KnownTool } from '../../policy-builder/form/builder-context.tsx'
import { readJson } from '../../policy-builder/form/scalar-fields.tsx'
import { EffectBadge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CheckField, SelectField } from '../../ui/field.tsx'
import { Panel } from '../../ui/page.tsx'
import { AskPanel } from './ask-panel.tsx'
import { exampleOf } from './call/argument-entry.ts'
import { ArgumentsForm } from './call/arguments-form.tsx'
import type { DocumentWish } from './difference-list.tsx'
import { Trace } from './trace.tsx'
import { useAsk } from './use-ask.ts'

interface SimulatePanelProps {
  readonly document: DocumentWish
  readonly server: string
  readonly tools: readonly KnownTool[]
}

const SEEN = [
  ['private', 'Private data was read before'],
  ['untrusted', 'A stranger’s text was read before'],
  ['secrets', 'Secrets were read before'],
] as const

type Seen = (typeof SEEN)[number][0]

/** Shows it. */
export function SimulatePanel({ document, server, tools }: SimulatePanelProps) {
  const organisation = useOrganisation()
  const asked = useAsk('judge.simulate')
  const [tool, setTool] = useState(tools[0]?.name ?? '')
  const [grant, setGrant] = useState('')
  const [typed, setTyped] = useState<string>()
  const [seen, setSeen] = useState<readonly Seen[]>([])
  const known = tools.find(({ name }) => name === tool) ?? tools[0]
  const written = typed ?? JSON.stringify(exampleOf(known?.inputSchema), undefined, 2)
  const values = readJson(written)
  const isCall = values !== undefined && isObject(values)
  const tryIt = (): void => {
    if (!isCall || known === undefined) return
    const body = {
      server,
      tool: known.name,
      arguments: JSON.parse(written),
      document,
      seen: [...seen],
      ...(grant && { grant }),
    }
    asked.mutate({ params: { organisation }, body })
  }
  if (server === '' || known === undefined)
    return <p className="text-ink-soft">Choose a server whose tools are known: calls are tried with them.</p>
  return (
    <AskPanel asked={asked} onAsk={tryIt} outcome={(data) => <Outcome outcome={data} />}>
      <SelectField
        label="Tool"
        value={known.name}
        choices={tools.map(({ name }) => ({ value: name, label: name }))}
        onChange={(next) => {
          setTool(next)
          setTyped(undefined)
        }}
      />
      <ArgumentsForm key={known.name} tool={known} text={written} onText={setTyped} />
      <CalledBy grant={grant} onGrant={setGrant} />
      <Before seen={seen} onSeen={setSeen} />
      <div>
        <Button type="submit" kind="primary" icon={Play} busy={asked.isPending} disabled={!isCall}>
          Try it
        </Button>
      </div>
    </AskPanel>
  )
}

interface CalledByProps {
  /** Id; empty: nobody in particular. */
  readonly grant: string
  readonly onGrant: (grant: string) => void
}

function CalledBy({ grant, onGrant }: CalledByProps) {
  const organisation = useOrganisation()
  const grants = usePages('grants.list', { params: { organisation }, query: { limit: 100 } })
  const nobody = { value: '', label: 'Somebody whom no rule names' }
  const choices = [nobody, ...grants.items.map(({ id, label }) => ({ value: id, label }))]
  return <SelectField label="Called by" value={grant} choices={choices} onChange={onGrant} />
}

interface BeforeProps {
  readonly seen: readonly Seen[]
  readonly onSeen: (seen: readonly Seen[]) => void
}

/** What the grant read before. */
function Before({ seen, onSeen }: BeforeProps) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-semibold">Before it</legend>
      {SEEN.map(([key, label]) => (
        <CheckField
          key={key}
          label={label}
          checked={seen.includes(key)}
          onChange={(now) => onSeen(now ? [...seen, key] : seen.filter((each) => each !== key))}
        />
      ))}
    </fieldset>
  )
}

function Outcome({ outcome }: { readonly outcome: Answer<'judge.simulate'> }) {
  const { effect, code, message, schemaFault, visible, explanation } = outcome
  return (
    <Panel
      title={
        <span className="inline-flex items-center gap-2">
          <EffectBadge effect={effect} />
          {code !== undefined && <span className="font-mono font-normal text-ink-soft">{code}</span>}
        </span>
      }
    >
      {(message ?? schemaFault) !== undefined && <p className="mb-3 break-words">{message ?? schemaFault}</p>}
      {!visible && <p className="mb-3 text-ink-soft">The tool does not stand in the list that the agent gets.</p>}
      <Trace explanation={explanation} />
    </Panel>
  )
}
