/** What was kept of a call's arguments, for auditors alone: it is asked for when they want it. */
import { useState } from 'react'
import type { Answer } from '../../api/api.ts'
import { useRead } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { Button } from '../../ui/button.tsx'
import { Facts, Panel } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'

/** Shows it; nothing to whoever is no auditor. */
export function FactsPanel({ decision }: { readonly decision: string }) {
  const organisation = useOrganisation()
  const may = useMay('facts.read')
  const [asked, setAsked] = useState(false)
  const found = useRead('audit.decisions.facts', { params: { organisation, decision } }, { enabled: may && asked })
  if (!may) return null
  return (
    <Panel title="For auditors">
      {asked ? (
        <Loaded query={found}>{({ body }) => <Kept facts={body} />}</Loaded>
      ) : (
        <Button onClick={() => setAsked(true)}>Show digests of the arguments</Button>
      )}
      <p className="mt-3 text-[0.92rem] text-ink-soft">
        Equal values have equal digests within a month. Whoever can make calls could find values out by comparing.
      </p>
    </Panel>
  )
}

function Kept({ facts }: { readonly facts: Answer<'audit.decisions.facts'> }) {
  const { answers, defaults = [] } = facts
  const digests = Object.entries(facts.arguments)
  if (digests.length === 0 && answers === undefined && defaults.length === 0)
    return <p className="text-ink-soft">Nothing was kept of its arguments.</p>
  return (
    <Facts
      facts={[
        ...digests.map(([name, kept]) => [name, code(name, kept)] as const),
        answers === undefined ? undefined : ['What conditions found', code('answers', answers)],
        defaults.length === 0 ? undefined : ['Defaults of the schema', code('defaults', defaults.join(', '))],
      ]}
    />
  )
}

const code = (key: string, value: unknown) => (
  <code key={key} className="break-all">
    {typeof value === 'string' ? value : JSON.stringify(value)}
  </code>
)
