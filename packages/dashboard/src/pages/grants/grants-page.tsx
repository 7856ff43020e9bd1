/** All grants. */
import { KeyRound, Plus } from 'lucide-react'
import { useSearchParams } from 'wouter'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { GrantBadge, type GrantView, ownerWords, serversWords } from './grant-parts.tsx'

interface Row {
  readonly grant: GrantView
  readonly isStopped: boolean
}

const NEVER = <span className="text-ink-soft">never</span>

const columns: readonly Column<Row>[] = [
  {
    id: 'grant',
    head: 'Grant',
    width: 'minmax(0,1.4fr)',
    sort: ({ grant }) => grant.label,
    cell: ({ grant }) => (
      <>
        <span className="one-line block">{grant.label}</span>
        <span className="one-line block text-[0.9rem] font-normal text-ink-soft">{ownerWords(grant)}</span>
      </>
    ),
  },
  {
    id: 'servers',
    head: 'Leads to',
    width: 'minmax(0,1.6fr)',
    cell: ({ grant }) => (
      <span className="one-line block text-ink-soft" title={serversWords(grant)}>
        {serversWords(grant)}
      </span>
    ),
    wideOnly: true,
  },
  {
    id: 'state',
    head: 'State',
    width: '7rem',
    sort: ({ grant }) => grant.state,
    cell: ({ grant, isStopped }) => <GrantBadge state={grant.state} isStopped={isStopped} />,
  },
  {
    id: 'expires',
    head: 'Expires',
    width: '7rem',
    sort: ({ grant }) => grant.expires ?? Number.MAX_SAFE_INTEGER,
    cell: ({ grant: { expires } }) => (expires === null ? NEVER : <Instant at={expires} />),
    wideOnly: true,
  },
  {
    id: 'used',
    head: 'Last used',
    width: '7rem',
    align: 'right',
    sort: ({ grant }) => -(grant.used ?? 0),
    cell: ({ grant: { used } }) => (used === null ? NEVER : <Instant at={used} />),
    wideOnly: true,
  },
]

const STATES = [
  { value: '', label: 'All but revoked ones' },
  { value: 'active', label: 'Active' },
  { value: 'suspended', label: 'Suspended' },
  { value: 'expired', label: 'Expired' },
  { value: 'revoked', label: 'Revoked' },
] as const

/** The page. */
export function GrantsPage() {
  const organisation = useOrganisation()
  const [search, setSearch] = useSearchParams()
  const [label, chosen] = [search.get('label') ?? '', search.get('state') ?? '']
  const state = STATES.find(({ value }) => value === chosen)?.value ?? ''
  const query = { limit: 100, ...(label !== '' && { label }), ...(state !== '' && { state }) }
  const grants = usePages('grants.list', { params: { organisation }, query })
  const kills = useRead('kills.list', { params: { organisation } })
  const stops = kills.data?.body.items.map((one) => one.stops) ?? []
  const isStopped = ({ id }: GrantView): boolean =>
    stops.some(({ kind, grant }) => kind === 'organisation' || (kind === 'grant' && grant === id))
  const rows = grants.items.map((grant): Row => ({ grant, isStopped: isStopped(grant) }))
  const set = (name: string, value: string): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        if (value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
  return (
    <Page
      title="Grants"
      lead="Each is the right of one client to use servers, proved by its token."
      actions={<Actions />}
    >
      <search className="mb-4 grid gap-2 md:grid-cols-[20rem_14rem]">
        <SearchField
          label="Search by name"
          placeholder="Search by name"
          text={label}
          onChange={(text) => set('label', text)}
        />
        <SelectField
          label="State"
          labelHidden
          choices={STATES}
          value={state}
          onChange={(value) => set('state', value)}
        />
      </search>
      <Panel flush>
        {grants.isPending && <Bones />}
        {grants.isError && <Failed error={grants.error} again={grants.refetch} />}
        {!grants.isPending && !grants.isError && (
          <DataTable
            label="Grants"
            columns={columns}
            rows={rows}
            rowId={({ grant }) => grant.id}
            href={({ grant }) => `/grants/${grant.id}`}
            more={grants.hasNextPage ? { load: grants.fetchNextPage, loading: grants.isFetchingNextPage } : undefined}
            empty={<NoGrants filtered={label !== '' || state !== ''} />}
          />
        )}
      </Panel>
    </Page>
  )
}

function Actions() {
  if (!useMay('grant.edit')) return <ButtonLink href="/grants/templates">Templates</ButtonLink>
  return (
    <>
      <ButtonLink href="/grants/templates">Templates</ButtonLink>
      <ButtonLink href="/grants/new" kind="primary" icon={Plus}>
        Mint a grant
      </ButtonLink>
    </>
  )
}

function NoGrants({ filtered }: { readonly filtered: boolean }) {
  const may = useMay('grant.edit')
  if (filtered) return <Empty icon={KeyRound} title="No such grants" />
  const action = may && (
    <ButtonLink href="/grants/new" kind="primary" icon={Plus}>
      Mint a grant
    </ButtonLink>
  )
  return (
    <Empty icon={KeyRound} title="No grants yet" action={action}>
      No client reaches a server without one. Give each client its own: it then has its own limits and its own lines in
      the audit log.
    </Empty>
  )
}
