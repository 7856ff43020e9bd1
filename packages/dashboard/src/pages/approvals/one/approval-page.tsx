/** One call that waits for somebody, or waited. */
import { useCallback, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { ApiProblem } from '../../../api/api.ts'
import { useRead } from '../../../api/hooks.ts'
import { useConnected } from '../../../api/live.ts'
import { useOrganisation } from '../../../api/who.ts'
import { visible } from '../../../lib/visible.ts'
import { useShortcuts } from '../../../shell/shortcuts.ts'
import { ButtonLink } from '../../../ui/button.tsx'
import { Page } from '../../../ui/page.tsx'
import { Bones, Failed, Loaded } from '../../../ui/states.tsx'
import type { ApprovalView } from '../approval.ts'
import { ArgumentsPanel } from './arguments-panel.tsx'
import { SaidPanel, SimilarPanel } from './said-panel.tsx'
import { StandingLine } from './standing.tsx'
import { ToolPanel } from './tool-panel.tsx'
import { useHome } from './use-home.ts'
import { VerdictBar } from './verdict-bar.tsx'
import { WhyPanel } from './why-panel.tsx'

/** Milliseconds between two readings while nothing tells what moves. */
const EVERY = 5000

/** The page. */
export function ApprovalPage({ approval }: { readonly approval: string }) {
  const organisation = useOrganisation()
  const connected = useConnected()
  const [missing, setMissing] = useState(false)
  const home = useHome(approval, missing)
  const params = { organisation, approval }
  const found = useRead('approvals.read', { params }, { enabled: home.isHere, ...(!connected && { every: EVERY }) })
  const isMissing = found.error instanceof ApiProblem && found.error.status === 404
  useEffect(() => setMissing(isMissing), [isMissing])
  const view = found.data?.body
  const next = useNext(approval)
  return (
    <Page
      title={view === undefined ? 'A call' : `${visible(view.tool)} for ${visible(view.grant.label)}`}
      up={{ href: '/approvals', label: 'Approvals' }}
      heading={view && <code className="text-[1.3rem] [overflow-wrap:anywhere]">{visible(view.tool)}</code>}
      lead={view && leadOf(view)}
      actions={next && <ButtonLink href={`/approvals/${next}`}>Next that waits</ButtonLink>}
    >
      {home.error !== undefined ? (
        <Failed error={home.error} />
      ) : missing ? (
        <Bones />
      ) : (
        <Loaded query={found}>{({ body }) => <Shown key={`${body.id} ${body.seen}`} view={body} />}</Loaded>
      )}
    </Page>
  )
}

/** Who wants what, and the first rule's reason for asking. */
const leadOf = ({ grant, server, rules: [first] }: ApprovalView): string =>
  `${visible(grant.label)} wants to call it on ${visible(server.slug)}. ${visible(first?.message ?? '')}`

function Shown({ view }: { readonly view: ApprovalView }) {
  const [ready, setReady] = useState(false)
  const see = useCallback(() => setReady(true), [])
  return (
    <>
      <StandingLine view={view} />
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,1.35fr)_minmax(0,1fr)]">
        <div className="grid grid-cols-1 min-w-0 gap-5">
          <ArgumentsPanel view={view} onSeen={see} />
          <ToolPanel definition={view.definition} />
        </div>
        <div className="grid grid-cols-1 min-w-0 gap-5 max-lg:order-last">
          <WhyPanel view={view} />
          <SaidPanel verdicts={view.verdicts} />
          <SimilarPanel similar={view.similar} />
        </div>
      </div>
      <VerdictBar view={view} ready={ready} />
    </>
  )
}

/** The next one that waits for who looks on; `j` and `k` go from one to the other. */
function useNext(approval: string): string | undefined {
  const params = { organisation: useOrganisation() }
  const [, navigate] = useLocation()
  const { data } = useRead('approvals.list', { params, query: { mine: 'true', limit: 100 } })
  const ids = data?.body.items.map(({ id }) => id) ?? []
  const at = ids.indexOf(approval)
  const go = (step: number): void => {
    const id = at < 0 ? ids[0] : ids[at + step]
    if (id !== undefined) navigate(`/approvals/${id}`)
  }
  useShortcuts({ j: () => go(1), k: () => go(-1) })
  return ids[at + 1] ?? ids.find((id) => id !== approval)
}
