/** All servers, with how they stand. */
import { Plus, Server } from 'lucide-react'
import type { Answer } from '../../api/api.ts'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { counted } from '../../lib/words.ts'
import { RiskCountsBar } from '../../tools/risk-counts.tsx'
import { Badge } from '../../ui/badge.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { Bone, Bones, Empty, Failed } from '../../ui/states.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { eraWords, HealthBadge, type ServerStateView, type ServerView, wayWords } from './server-parts.tsx'

interface Row {
  readonly server: ServerView
  /** Undefined: it is on its way. */
  readonly state: ServerStateView | undefined
  readonly isStopped: boolean
}

const columns: readonly Column<Row>[] = [
  {
    id: 'server',
    head: 'Server',
    width: 'minmax(0,2.2fr)',
    sort: ({ server }) => server.label,
    cell: ({ server }) => (
      <>
        <span className="one-line block">{server.label}</span>
        <span className="one-line block text-[0.9rem] font-normal text-ink-soft" title={wayWords(server)}>
          {server.slug} · {wayWords(server)}
        </span>
      </>
    ),
  },
  {
    id: 'health',
    head: 'Health',
    width: '7.5rem',
    sort: ({ server: { health } }) => (health === null ? 1 : health.problem === null ? 2 : 0),
    cell: ({ server, isStopped }) => (isStopped ? <Badge tone="worst">Stopped</Badge> : <HealthBadge {...server} />),
  },
  {
    id: 'tools',
    head: 'Tools by risk',
    width: '10rem',
    cell: ({ state }) => (state === undefined ? <Bone className="w-24" /> : <RiskCountsBar risks={state.tools} />),
    wideOnly: true,
  },
  {
    id: 'undecided',
    head: 'Drift',
    width: '9rem',
    sort: ({ state }) => -(state?.undecided ?? 0),
    cell: ({ state, server }) => <Drift state={state} pinned={server.pinned} />,
    wideOnly: true,
  },
  { id: 'era', head: 'Era', width: '5rem', cell: ({ server }) => eraWords(server), wideOnly: true },
  {
    id: 'called',
    head: 'Last call',
    width: '7rem',
    align: 'right',
    sort: ({ state }) => -(state?.called ?? 0),
    cell: ({ state }) =>
      state?.called == null ? <span className="text-ink-soft">–</span> : <Instant at={state.called} />,
    wideOnly: true,
  },
]

function Drift({ state, pinned }: { readonly state: ServerStateView | undefined; readonly pinned: boolean }) {
  if (state === undefined) return <Bone className="w-16" />
  if (state.undecided > 0) return <Badge tone="bad">{`${counted(state.undecided, 'tool')} to decide`}</Badge>
  return pinned ? <Badge tone="good">Pinned</Badge> : <span className="text-ink-soft">Not pinned</span>
}

/** The page. */
export function ServersPage() {
  const organisation = useOrganisation()
  const params = { organisation }
  const servers = usePages('servers.list', { params, query: { limit: 200 } })
  const states = useRead('servers.states', { params }, { every: 60_000 })
  const kills = useRead('kills.list', { params })
  const may = useMay('server.edit')
  const byName = new Map(states.data?.body.items.map((state) => [state.slug, state]))
  const stopped = new Set(
    kills.data?.body.items.map(({ stops }) => (stops.kind === 'server' ? stops.server : undefined)),
  )
  const rows = servers.items.map((server): Row => {
    const state = byName.get(server.slug)
    return { server, state, isStopped: stopped.has(server.id) }
  })
  const add = may && (
    <ButtonLink href="/servers/new" kind="primary" icon={Plus}>
      Add a server
    </ButtonLink>
  )
  return (
    <Page title="Servers" lead="MCP servers that stand behind the gateway." actions={add}>
      <Panel flush>
        {servers.isPending && <Bones />}
        {servers.isError && <Failed error={servers.error} again={servers.refetch} />}
        {!servers.isPending && !servers.isError && (
          <DataTable
            label="Servers"
            columns={columns}
            rows={rows}
            rowId={({ server }) => server.id}
            href={({ server }) => `/servers/${server.slug}`}
            more={
              servers.hasNextPage ? { load: servers.fetchNextPage, loading: servers.isFetchingNextPage } : undefined
            }
            empty={
              <Empty icon={Server} title="No servers yet" action={add}>
                Take one from the catalogue, give a URL, or begin with the sample server.
              </Empty>
            }
          />
        )}
      </Panel>
      <FileServers organisation={organisation} />
    </Page>
  )
}

type Offers = Answer<'servers.offers'>

/** Servers of the operator’s file: seen here, edited there. */
function FileServers({ organisation }: { readonly organisation: string }) {
  const offers = useRead('servers.offers', { params: { organisation } })
  const file: Offers['file'] = offers.data?.body.file ?? []
  if (file.length === 0) return null
  return (
    <Panel className="mt-5" title="In the operator’s file" actions={<Badge>Read-only</Badge>}>
      <p className="mb-3 text-ink-soft">
        They are edited in portcullis.yaml alone, with the policies and grants that stand there.
      </p>
      <ul className="flex flex-col gap-2">
        {file.map(({ slug, url }) => (
          <li key={slug} className="grid items-center gap-x-4 gap-y-1 md:grid-cols-[14rem_minmax(0,1fr)]">
            <span className="one-line font-medium">{slug}</span>
            <CopyField text={url} label={`the URL of ${slug}`} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
