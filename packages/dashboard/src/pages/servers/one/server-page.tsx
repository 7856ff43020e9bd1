/** One server: its tools, how clients reach it, its credentials, its health, its settings. */
import { OctagonX, RefreshCw } from 'lucide-react'
import { useSearchParams } from 'wouter'
import { useChange, useRead } from '../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Page } from '../../../ui/page.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import { HealthBadge, type ServerView, wayWords } from '../server-parts.tsx'
import { ConnectTab } from './connect-tab.tsx'
import { CredentialsTab } from './credentials/credentials-tab.tsx'
import { HealthTab } from './health-tab.tsx'
import { SettingsTab } from './settings-tab.tsx'
import { ToolsTab } from './tools-tab.tsx'

const UP = { href: '/servers', label: 'Servers' }

/** The page. */
export function ServerPage({ server: slug }: { readonly server: string }) {
  const found = useRead('servers.read', { params: { organisation: useOrganisation(), server: slug } })
  if (found.data === undefined)
    return (
      <Page title={slug} up={UP}>
        <Loaded query={found}>{() => null}</Loaded>
      </Page>
    )
  return <Known server={found.data.body} etag={found.data.etag} />
}

interface KnownProps {
  readonly server: ServerView
  readonly etag: string | undefined
}

function Known({ server, etag }: KnownProps) {
  const [search, setSearch] = useSearchParams()
  return (
    <Page
      title={server.label}
      up={UP}
      heading={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="min-w-0 break-words">{server.label}</span>
          <span className="font-sans text-[0.95rem]">
            <HealthBadge {...server} />
          </span>
        </span>
      }
      lead={<span className="break-all">{wayWords(server)}</span>}
      actions={<Visit slug={server.slug} />}
    >
      <Stopped server={server} />
      <Tabs
        shown={search.get('tab') ?? 'tools'}
        onShow={(tab) => setSearch({ tab })}
        tabs={[
          { id: 'tools', label: 'Tools', content: <ToolsTab server={server} /> },
          { id: 'connect', label: 'Connect', content: <ConnectTab server={server} /> },
          { id: 'credentials', label: 'Credentials', content: <CredentialsTab server={server} etag={etag} /> },
          { id: 'health', label: 'Health', content: <HealthTab server={server} /> },
          { id: 'settings', label: 'Settings', content: <SettingsTab server={server} etag={etag} /> },
        ]}
      />
    </Page>
  )
}

function Visit({ slug }: { readonly slug: string }) {
  const organisation = useOrganisation()
  const probe = useChange('servers.probe')
  if (!useMay('server.edit', slug)) return null
  const visit = (): void =>
    probe.mutate(
      { params: { organisation, server: slug } },
      {
        onError: sayFailed,
        onSuccess: ({ outcome, problem, tools }) =>
          outcome === 'listed'
            ? sayDone(`It answers, with ${tools.length} tools.`)
            : sayFailed(new Error(problem ?? 'It does not answer.')),
      },
    )
  return (
    <Button icon={RefreshCw} busy={probe.isPending} onClick={visit}>
      {probe.isPending ? 'Visiting it…' : 'Visit it now'}
    </Button>
  )
}

/** Says that the kill switch holds it. */
function Stopped({ server }: { readonly server: ServerView }) {
  const kills = useRead('kills.list', { params: { organisation: useOrganisation() } })
  const stop = kills.data?.body.items.find(
    ({ stops }) => stops.kind === 'organisation' || (stops.kind === 'server' && stops.server === server.id),
  )
  if (stop === undefined) return null
  return (
    <p role="status" className="mb-4 flex items-center gap-2.5 rounded-[7px] bg-critical-soft px-3 py-2 text-critical">
      <OctagonX size={18} aria-hidden className="shrink-0" />
      <span className="min-w-0 flex-1 break-words">
        <span className="font-semibold">Calls are stopped.</span> {stop.reason}
      </span>
      <Badge tone="worst">{stop.stops.kind === 'server' ? 'This server' : 'Everything'}</Badge>
    </p>
  )
}
