/** The parts of a policy's page. */
import { FileWarning } from 'lucide-react'
import { lazy, Suspense, useMemo } from 'react'
import { PolicyBuilder } from '../../policy-builder/builder.tsx'
import { BuilderProvider, type KnownTool } from '../../policy-builder/form/builder-context.tsx'
import { ValueForm } from '../../policy-builder/form/value-form.tsx'
import { findingsByRule } from '../../policy-builder/model/findings-by-rule.ts'
import { Count } from '../../ui/badge.tsx'
import { Panel } from '../../ui/page.tsx'
import { Bones, Empty } from '../../ui/states.tsx'
import type { Tab } from '../../ui/tabs.tsx'
import { CasesPanel } from './cases-panel.tsx'
import type { CasesWork } from './cases-work.ts'
import { type Findings, FindingsList } from './findings-list.tsx'
import { HistoryPanel } from './history-panel.tsx'
import { PolicyIdentity } from './policy-identity.tsx'
import type { PolicyAnswer } from './policy-page.tsx'
import type { PolicyWork } from './policy-work.ts'
import { ReplayResult } from './replay-result.tsx'
import { SimulatePanel } from './simulate-panel.tsx'
import { UsagePanel } from './usage-panel.tsx'

const JsonEditor = lazy(async () => ({ default: (await import('../../policy-editor/json-editor.tsx')).JsonEditor }))

interface PolicyTabsProps {
  readonly policy: PolicyAnswer
  readonly work: PolicyWork
  readonly cases: CasesWork
  readonly tools: readonly KnownTool[]
  readonly findings: Findings
  readonly server: string
  readonly mayEdit: boolean
}

/** All of them. */
export function policyTabs(props: PolicyTabsProps): readonly Tab[] {
  const { policy, work, cases, findings, server, mayEdit, tools } = props
  const document = { text: work.session.text, policy: policy.id }
  const wrong = findings.findings.filter(({ severity }) => severity !== 'note').length
  return [
    {
      id: 'builder',
      label: (
        <>
          Builder <Count count={wrong} label="findings" />
        </>
      ),
      content: <BuilderTab {...props} />,
    },
    { id: 'json', label: 'JSON', content: <JsonTab {...props} /> },
    {
      id: 'try',
      label: 'Try',
      content: (
        <div className="flex flex-col gap-4">
          <Panel title="One call">
            <SimulatePanel key={server} document={document} server={server} tools={tools} />
          </Panel>
          <Panel title="Recorded calls">
            <ReplayResult document={document} server={server} />
          </Panel>
        </div>
      ),
    },
    { id: 'tests', label: 'Tests', content: <CasesPanel work={cases} document={document} server={server} /> },
    {
      id: 'history',
      label: 'History',
      content: (
        <HistoryPanel policy={policy.id} server={server} base={work.base} mayEdit={mayEdit} changed={work.changed} />
      ),
    },
    {
      id: 'usage',
      label: (
        <>
          Usage <Count count={policy.uses.length} label="places" />
        </>
      ),
      content: (
        <>
          <UsagePanel uses={policy.uses} />
          {mayEdit && <PolicyIdentity key={policy.name} policy={policy} />}
        </>
      ),
    },
  ]
}

function BuilderTab({ work: { session, edit }, tools, findings, mayEdit }: PolicyTabsProps) {
  const { document } = session
  const findingsOf = useMemo(() => findingsByRule(findings.findings), [findings.findings])
  if (document === undefined)
    return (
      <Empty icon={FileWarning} title="The text is no JSON object at present">
        Mend it under JSON, or take the last edits back: forms show what can be read.
      </Empty>
    )
  return (
    <BuilderProvider
      value={{
        document,
        edit: (next, about) => edit({ kind: 'document', document: next, about }),
        tools,
        findingsOf,
        locked: !mayEdit,
        Form: ValueForm,
      }}
    >
      <Found findings={findings} />
      <PolicyBuilder />
    </BuilderProvider>
  )
}

function Found({ findings: { findings } }: { readonly findings: Findings }) {
  if (findings.length === 0) return null
  return (
    <div className="panel mb-3 p-4">
      <FindingsList findings={findings} />
    </div>
  )
}

function JsonTab({ work: { session, edit }, tools, findings, mayEdit }: PolicyTabsProps) {
  return (
    <div className="flex flex-col gap-3">
      <Suspense fallback={<Bones rows={8} />}>
        <JsonEditor
          label="The policy as JSON"
          text={session.text}
          onText={(text) => edit({ kind: 'text', text })}
          tools={tools}
          findings={findings.fresh ? findings.findings : []}
          locked={!mayEdit}
        />
      </Suspense>
      <Found findings={findings} />
    </div>
  )
}
