/** Calls that wait for somebody, and those that were answered. */
import { Inbox, ListX, UserRoundCheck } from 'lucide-react'
import { useLocation, useSearchParams } from 'wouter'
import { type Pages, usePages } from '../../api/hooks.ts'
import { useConnected } from '../../api/live.ts'
import { useMaySome, useOrganisation } from '../../api/who.ts'
import { useShortcuts } from '../../shell/shortcuts.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table/data-table.tsx'
import type { ApprovalItem } from './approval.ts'
import { APPROVAL_COLUMNS } from './approval-columns.tsx'
import { type ApprovalFilter, filterIn, queryOf, searchOf, USUAL } from './approval-filter.ts'
import { ApprovalFilters } from './approval-filters.tsx'

/** Milliseconds between two readings while nothing tells what moves. */
const EVERY = 15_000

/** The page. */
export function ApprovalsPage() {
  const params = { organisation: useOrganisation() }
  const [search, setSearch] = useSearchParams()
  const filter = filterIn(search)
  const connected = useConnected()
  const seesDelegations = useMaySome('member.read')
  const query = { ...queryOf(filter), limit: 100 }
  const found = usePages('approvals.list', { params, query }, connected ? {} : { every: EVERY })
  const set = (next: ApprovalFilter): void => setSearch(new URLSearchParams(searchOf(next)), { replace: true })
  useInboxKeys(found.items)
  return (
    <Page
      title="Approvals"
      lead="Calls that a policy does not let pass before a person has looked at them."
      actions={
        seesDelegations && (
          <ButtonLink href="/approvals/delegations" icon={UserRoundCheck}>
            In your stead
          </ButtonLink>
        )
      }
    >
      <ApprovalFilters filter={filter} onChange={set} />
      <Panel flush>
        <Questions found={found} filter={filter} onAll={() => set({ ...USUAL, show: 'all' })} />
      </Panel>
    </Page>
  )
}

interface QuestionsProps {
  readonly found: Pages<ApprovalItem>
  readonly filter: ApprovalFilter
  readonly onAll: () => void
}

function Questions({ found, filter, onAll }: QuestionsProps) {
  if (found.isError && found.items.length === 0) return <Failed error={found.error} again={found.refetch} />
  if (found.isPending) return <Bones rows={6} />
  const isFirst = Object.keys(searchOf(filter)).length === 0
  return (
    <DataTable
      label="Approvals"
      columns={APPROVAL_COLUMNS}
      rows={found.items}
      rowId={({ id }) => id}
      href={({ id }) => `/approvals/${id}`}
      more={found.hasNextPage ? { load: found.fetchNextPage, loading: found.isFetchingNextPage } : undefined}
      empty={
        isFirst ? (
          <Empty
            icon={Inbox}
            title="Nothing waits for you"
            action={<Button onClick={onAll}>Show what was asked before</Button>}
          >
            A call that a policy wants you to look at appears here by itself.
          </Empty>
        ) : (
          <Empty icon={ListX} title="Nothing fits" action={<Button onClick={onAll}>Show everything</Button>}>
            No call that people were asked about is like that.
          </Empty>
        )
      }
    />
  )
}

/** `j` and `k` begin with the first row, and go on as arrow keys do; `a` and `r` open the row to answer it there. */
function useInboxKeys(items: readonly ApprovalItem[]): void {
  const [, navigate] = useLocation()
  const open = (answer: string): void => {
    const index = Number(document.activeElement?.closest('tr')?.dataset['index'] ?? 0)
    const item = items[index]
    if (item !== undefined) navigate(`/approvals/${item.id}?answer=${answer}`)
  }
  // `g a` goes here: without it the `a` of it would open a row.
  useShortcuts({
    'g a': () => navigate('/approvals'),
    j: focusFirst,
    k: focusFirst,
    a: () => open('approve'),
    r: () => open('reject'),
  })
}

function focusFirst(): void {
  document.querySelector<HTMLElement>('main [data-row-link][tabindex="0"]')?.focus()
}
