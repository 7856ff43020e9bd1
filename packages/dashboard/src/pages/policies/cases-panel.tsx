/** Cases: calls, and what a policy has to say of them; how much of the document they cover. */
import { FlaskConical, Sparkles } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../api/api.ts'
import { useOrganisation } from '../../api/who.ts'
import { counted } from '../../lib/words.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/field.tsx'
import { Panel } from '../../ui/page.tsx'
import { Failed } from '../../ui/states.tsx'
import type { DocumentWish } from './difference-list.tsx'
import { failedCases, uncovered } from './reports.ts'
import { useAsk } from './use-ask.ts'

interface CasesPanelProps {
  /** Id: cases are kept in this browser, for each policy. */
  readonly policy: string
  readonly document: DocumentWish
  readonly server: string
}

const BEGIN = `cases:
  - { name: a call that passes, when: { call: name_of_a_tool, arguments: {} }, then: allow }
`

/** Shows it. */
export function CasesPanel({ policy, document, server }: CasesPanelProps) {
  const organisation = useOrganisation()
  const key = `portcullis.cases.${policy}`
  const [cases, setCases] = useState(() => localStorage.getItem(key) ?? BEGIN)
  const run = useAsk('judge.test')
  const starter = useAsk('judge.init')
  const write = (text: string): void => {
    setCases(text)
    localStorage.setItem(key, text)
  }
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
      <form
        className="flex min-w-0 flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          run.mutate({ params: { organisation }, body: { document, cases, ...(server !== '' && { server }) } })
        }}
      >
        <TextArea
          label="Cases"
          mono
          rows={18}
          hint="As cases.yaml has them; portcullis test runs the same beside a policy in a repository. They stay in this browser."
          value={cases}
          onChange={(event) => write(event.target.value)}
        />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind="primary" icon={FlaskConical} busy={run.isPending}>
            Run the cases
          </Button>
          <Button
            icon={Sparkles}
            busy={starter.isPending}
            disabled={server === ''}
            onClick={() =>
              starter.mutate({ params: { organisation }, body: { server } }, { onSuccess: (made) => write(made.cases) })
            }
          >
            Begin with cases for the tools
          </Button>
        </div>
        {starter.isError && <Failed error={starter.error} />}
      </form>
      <div className="min-w-0" aria-live="polite">
        {run.isError && <Failed error={run.error} />}
        {run.data !== undefined && <Outcome outcome={run.data} />}
      </div>
    </div>
  )
}

function Outcome({ outcome: { ok, cases, failed, percent, report } }: { readonly outcome: Answer<'judge.test'> }) {
  const open = uncovered(report)
  return (
    <Panel
      title={
        <span className="inline-flex items-center gap-2">
          <Badge tone={ok ? 'good' : 'worst'}>{ok ? 'All hold' : `${failed} do not hold`}</Badge>
          <span className="font-normal text-ink-soft">
            {counted(cases, 'case')}, {Math.round(percent)} % of the document covered
          </span>
        </span>
      }
    >
      <ul className="flex flex-col gap-2">
        {failedCases(report).map(({ name, failures }) => (
          <li key={name}>
            <p className="font-semibold break-words">{name}</p>
            {failures.map((failure) => (
              <p key={failure} className="break-words text-ink-soft">
                {failure}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {open.length > 0 && (
        <details className="mt-3">
          <summary>{counted(open.length, 'part')} that no case reaches</summary>
          <ul className="mt-1 flex list-disc flex-col gap-1 pl-5 font-mono text-[0.92rem]">
            {open.slice(0, 60).map((each) => (
              <li key={each} className="break-all">
                {each}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  )
}
