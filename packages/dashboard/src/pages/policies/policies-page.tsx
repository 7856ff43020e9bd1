/** All policies of the organisation. */
import { Plus, ScrollText } from 'lucide-react'
import type { Answer } from '../../api/api.ts'
import { usePages } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { Badge } from '../../ui/badge.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'

type Row = Answer<'policies.list'>['items'][number]

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    head: 'Policy',
    width: 'minmax(8rem,1fr)',
    sort: ({ name }) => name,
    cell: ({ name }) => <span className="one-line block font-semibold">{name}</span>,
  },
  {
    id: 'description',
    head: 'What it is for',
    width: 'minmax(0,2fr)',
    wideOnly: true,
    cell: ({ description }) => <span className="one-line block text-ink-soft">{description || '–'}</span>,
  },
  {
    id: 'version',
    head: 'Version',
    width: '5rem',
    sort: ({ version }) => version,
    cell: ({ version }) => <Badge>v{version}</Badge>,
  },
  {
    id: 'created',
    head: 'Made',
    width: '6rem',
    align: 'right',
    sort: ({ created }) => created,
    cell: ({ created }) => <Instant at={created} />,
  },
]

/** The page. */
export function PoliciesPage() {
  const organisation = useOrganisation()
  const mayEdit = useMay('policy.edit')
  const list = usePages('policies.list', { params: { organisation }, query: { limit: 100 } })
  const create = (
    <ButtonLink href="/policies/new" kind="primary" icon={Plus}>
      New policy
    </ButtonLink>
  )
  return (
    <Page
      title="Policies"
      lead="What agents may do with the tools of a server. A grant names one for each of its servers."
      actions={mayEdit && create}
    >
      <Panel flush>
        {list.isPending && <Bones />}
        {list.isError && <Failed error={list.error} again={list.refetch} />}
        {!list.isPending && !list.isError && (
          <DataTable
            label="Policies"
            columns={COLUMNS}
            rows={list.items}
            rowId={({ id }) => id}
            href={({ name }) => `/policies/${name}`}
            more={list.hasNextPage ? { load: list.fetchNextPage, loading: list.isFetchingNextPage } : undefined}
            empty={
              <Empty icon={ScrollText} title="No policies yet" action={mayEdit && create}>
                Begin with what is recommended for a server’s tools, then change what you want otherwise.
              </Empty>
            }
          />
        )}
      </Panel>
    </Page>
  )
}
