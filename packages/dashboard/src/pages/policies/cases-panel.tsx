/** Cases: calls, and what a policy has to say of them; how much of the document they cover. */
import { FlaskConical, Save, Sparkles } from 'lucide-react'
import type { Answer } from '../../api/api.ts'
import { useOrganisation } from '../../api/who.ts'
import { counted } from '../../lib/words.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/field.tsx'
import { Panel } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { sayFailed } from '../../ui/toast.tsx'
import { AskPanel } from './ask-panel.tsx'
import type { CasesWork } from './cases-work.ts'
import type { DocumentWish } from './difference-list.tsx'
import { failedCases, uncovered } from './reports.ts'
import { useAsk } from './use-ask.ts'

interface CasesPanelProps {
  readonly work: CasesWork
  readonly document: DocumentWish
  readonly server: string
}

/** Shows it. */
export function CasesPanel({ work, document, server }: CasesPanelProps) {
  const organisation = useOrganisation()
  const run = useAsk('judge.test')
  const begin = (): void =>
    run.mutate({ params: { organisation }, body: { document, cases: work.text, ...(server !== '' && { server }) } })
  if (work.read.data === undefined) return <Loaded query={work.read}>{() => null}</Loaded>
  return (
    <AskPanel asked={run} onAsk={begin} outcome={(data) => <Outcome outcome={data} />}>
      <TextArea
        label="Cases"
        mono
        rows={18}
        hint={`As cases.yaml has them; portcullis test runs the same beside a policy in a repository. ${keptWords(work)}`}
        value={work.text}
        onChange={(event) => work.write(event.target.value)}
      />
      {work.meanwhile !== undefined && <Meanwhile author={work.meanwhile} onDrop={work.drop} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" icon={FlaskConical} busy={run.isPending}>
          Run the cases
        </Button>
        {work.mayKeep && (
          <Button icon={Save} busy={work.keeping} disabled={!work.changed} onClick={work.keep}>
            Keep them
          </Button>
        )}
        <BeginButton server={server} onBegun={work.write} />
      </div>
    </AskPanel>
  )
}

function keptWords({ read: { data }, changed }: CasesWork): string {
  if (changed) return 'These are not kept yet.'
  return data?.body.author == null ? 'None are kept yet.' : `Kept with the policy by ${data.body.author}.`
}

function Meanwhile({ author, onDrop }: { readonly author: string; readonly onDrop: () => void }) {
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 rounded-[7px] bg-medium-soft px-3 py-2">
      <span className="min-w-0 flex-1 basis-56 break-words">
        {author} kept other cases meanwhile. Keep yours in their place, or go on with theirs.
      </span>
      <Button size="small" onClick={onDrop}>
        Go on with theirs
      </Button>
    </div>
  )
}

interface BeginButtonProps {
  /** Slug; empty: none. */
  readonly server: string
  readonly onBegun: (cases: string) => void
}

/** Cases that a recommended policy holds. */
function BeginButton({ server, onBegun }: BeginButtonProps) {
  const organisation = useOrganisation()
  const starter = useAsk('judge.init')
  const begin = (): void =>
    starter.mutate(
      { params: { organisation }, body: { server } },
      { onSuccess: ({ cases }) => onBegun(cases), onError: sayFailed },
    )
  return (
    <Button icon={Sparkles} busy={starter.isPending} disabled={server === ''} onClick={begin}>
      Begin with cases for the tools
    </Button>
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
