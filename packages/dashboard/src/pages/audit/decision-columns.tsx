/** Columns of calls. */
import { Link } from 'wouter'
import { durationWords, exactWords, titled, wholeWords } from '../../lib/words.ts'
import { Badge, EffectBadge } from '../../ui/badge.tsx'
import { Instant } from '../../ui/instant.tsx'
import type { Column } from '../../ui/table/column.ts'
import { codeWords } from './code-words.ts'
import type { Decision } from './decision-filter.ts'
import type { Labels } from './names.ts'

/** What was asked for: a tool, or a prompt or a resource. */
export const askedFor = ({ tool, target, method }: Decision): string => tool ?? target ?? method

/** Those of the list. @param labels of grants */
export function decisionColumns(labels: Labels): readonly Column<Decision>[] {
  return [
    {
      id: 'tool',
      head: 'Call',
      width: 'minmax(0,2fr)',
      cell: (row) => (
        <span className="one-line block font-mono text-[0.92rem]" title={`${row.server} / ${askedFor(row)}`}>
          <span className="text-ink-soft max-md:hidden">{row.server} / </span>
          {askedFor(row)}
        </span>
      ),
    },
    { id: 'effect', head: 'Decision', width: '6.2rem', cell: (row) => <EffectBadge effect={row.effect} /> },
    {
      id: 'why',
      head: 'Why, or how it ended',
      width: 'minmax(0,1.5fr)',
      wideOnly: true,
      cell: (row) => <Ending row={row} />,
    },
    {
      id: 'grant',
      head: 'Grant',
      wideOnly: true,
      cell: ({ grant }) => (
        <span className="one-line block" title={grant}>
          {labels.get(grant) ?? grant}
        </span>
      ),
    },
    { id: 'took', head: 'Took', width: '5rem', align: 'right', wideOnly: true, cell: (row) => <Took row={row} /> },
    {
      id: 'at',
      head: 'When',
      width: '6.5rem',
      align: 'right',
      cell: ({ at }) => <Instant at={at} className="one-line block text-ink-soft" />,
    },
  ]
}

function Ending({ row }: { readonly row: Decision }) {
  const { code, outcome, count, warned, redacted, shadow, approval } = row
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="one-line">{code === undefined ? titled(outcome ?? '') : codeWords(code)}</span>
      {count > 1 && <Badge>{wholeWords(count)}×</Badge>}
      {approval !== undefined && (
        <Link href={`/approvals/${approval.id}`} className="relative z-10 text-accent">
          Approval
        </Link>
      )}
      {warned && <Badge tone="warn">Near a limit</Badge>}
      {redacted > 0 && <Badge tone="accent">Redacted</Badge>}
      {shadow !== undefined && <Badge tone="accent">Shadow: {shadow}</Badge>}
    </span>
  )
}

function Took({ row: { at, micros, upstream_micros, effect } }: { readonly row: Decision }) {
  const words = `Decided in ${durationWords(micros)}; the server took ${durationWords(upstream_micros)}. ${exactWords(at)}`
  return <span title={words}>{durationWords(effect === 'allow' ? upstream_micros : micros)}</span>
}
