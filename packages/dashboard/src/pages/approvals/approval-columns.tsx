/** Columns of the list of approvals. */
import { visible } from '../../lib/visible.ts'
import { Badge, RiskBadge } from '../../ui/badge.tsx'
import { Instant } from '../../ui/instant.tsx'
import type { Column } from '../../ui/table/column.ts'
import { type ApprovalItem, standingWord } from './approval.ts'
import { Countdown } from './countdown.tsx'

/** All of them. */
export const APPROVAL_COLUMNS: readonly Column<ApprovalItem>[] = [
  { id: 'call', head: 'Call', width: 'minmax(0,1.6fr)', cell: (item) => <Call item={item} /> },
  {
    id: 'why',
    head: 'Why it is asked',
    width: 'minmax(0,1.6fr)',
    wideOnly: true,
    cell: ({ rules }) => (
      <span className="one-line block text-ink-soft" title={visible(rules[0]?.message ?? '')}>
        {visible(rules[0]?.message ?? '')}
      </span>
    ),
  },
  {
    id: 'risk',
    head: 'Risk',
    width: '6.5rem',
    wideOnly: true,
    cell: ({ risk }) =>
      risk === undefined ? <span className="text-ink-soft">Unknown</span> : <RiskBadge risk={risk} />,
  },
  {
    id: 'said',
    head: 'Approved by',
    width: '6.5rem',
    wideOnly: true,
    cell: ({ approved, quorum }) => `${approved} of ${quorum}`,
  },
  { id: 'state', head: 'State', width: 'max-content', align: 'right', cell: (item) => <State item={item} /> },
]

function Call({ item: { tool, server, grant, risk } }: { readonly item: ApprovalItem }) {
  return (
    <span className="block">
      <span className="flex items-center gap-2">
        <code className="one-line text-[0.95rem]">{visible(tool)}</code>
        {risk !== undefined && (
          <span className="md:hidden">
            <RiskBadge risk={risk} />
          </span>
        )}
      </span>
      <span className="one-line block text-[0.92rem] font-normal text-ink-soft">
        {visible(server.slug)} · {visible(grant.label)}
      </span>
    </span>
  )
}

function State({ item }: { readonly item: ApprovalItem }) {
  const { state, expires, moved } = item
  const [tone, word] = standingWord(item)
  return (
    <span className="flex flex-col items-end gap-0.5">
      <Badge tone={tone}>{word}</Badge>
      <span className="text-[0.92rem] text-ink-soft">
        {state === 'pending' ? <Countdown until={expires} label="It waits for" /> : <Instant at={moved} />}
      </span>
    </span>
  )
}
