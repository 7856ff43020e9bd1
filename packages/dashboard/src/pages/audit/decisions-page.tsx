/** What agents called: live, narrowed, and each explained. */
import { ListX, Pause, Play, Radio } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { usePages } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { now } from '../../lib/clock.ts'
import { Button } from '../../ui/button.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table/data-table.tsx'
import { AuditTabs } from './audit-tabs.tsx'
import { decisionColumns } from './decision-columns.tsx'
import { type Filter, filterIn, joined, queryOf } from './decision-filter.ts'
import { DecisionFilters } from './decision-filters.tsx'
import { ExportButton } from './export-button.tsx'
import { useLiveDecisions } from './live-decisions.ts'
import { useGrantLabels } from './names.ts'

/** The page. */
export function DecisionsPage() {
  const organisation = useOrganisation()
  const [search, setSearch] = useSearchParams()
  const [live, setLive] = useState(true)
  const [opened] = useState(now)
  const mayExport = useMay('audit.export')
  const filter = filterIn(search)
  const query = queryOf(filter, opened)
  const set = (next: Filter): void => setSearch(new URLSearchParams(next), { replace: true })
  return (
    <Page
      title="Audit"
      lead="What agents called, and what was decided. Values of arguments are never kept."
      actions={
        <>
          {mayExport && <ExportButton of="decisions" query={query} />}
          <Button icon={live ? Pause : Play} onClick={() => setLive(!live)} aria-pressed={live}>
            {live ? 'Pause' : 'Go live'}
          </Button>
        </>
      }
    >
      <AuditTabs />
      <DecisionFilters filter={filter} onChange={set} />
      <Panel flush>
        <Decisions organisation={organisation} filter={filter} query={query} live={live} onClear={() => set({})} />
      </Panel>
    </Page>
  )
}

interface DecisionsProps {
  readonly organisation: string
  readonly filter: Filter
  readonly query: ReturnType<typeof queryOf>
  readonly live: boolean
  readonly onClear: () => void
}

function Decisions({ organisation, filter, query, live, onClear }: DecisionsProps) {
  const read = usePages('audit.decisions.list', { params: { organisation }, query: { ...query, limit: 100 } })
  const told = useLiveDecisions(organisation, filter, live)
  const labels = useGrantLabels()
  if (read.isError && read.items.length === 0) return <Failed error={read.error} again={read.refetch} />
  if (read.isPending) return <Bones rows={10} />
  const narrowed = Object.keys(filter).length > 0
  return (
    <>
      {told.missed > 0 && (
        <p role="status" className="border-b border-line bg-medium-soft px-4 py-2 text-medium">
          More came than could be shown live.{' '}
          <button type="button" className="font-semibold underline" onClick={() => void read.refetch()}>
            Read the list again
          </button>
        </p>
      )}
      <DataTable
        label="Calls"
        columns={decisionColumns(labels)}
        rows={joined(told.decisions, read.items)}
        rowId={({ id }) => id}
        href={({ id }) => `/audit/decisions/${id}`}
        more={read.hasNextPage ? { load: read.fetchNextPage, loading: read.isFetchingNextPage } : undefined}
        empty={
          narrowed ? (
            <Empty icon={ListX} title="No call fits" action={<Button onClick={onClear}>Show all calls</Button>}>
              Nothing that was recorded is like that.
            </Empty>
          ) : (
            <Empty icon={Radio} title="No calls yet">
              {live ? 'The first one appears here by itself.' : 'Go live to see the first one.'}
            </Empty>
          )
        }
      />
    </>
  )
}
