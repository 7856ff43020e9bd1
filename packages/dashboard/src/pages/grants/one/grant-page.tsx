/** One grant: where it leads, what it can do there, its tokens, and what becomes of it. */
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { useRead } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { Instant } from '../../../ui/instant.tsx'
import { Facts, Page, Panel } from '../../../ui/page.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { GrantBadge, type GrantView, ownerWords } from '../grant-parts.tsx'
import { EffectsTab } from './effects-tab.tsx'
import { GrantActions } from './grant-actions.tsx'
import { GrantRecent } from './grant-recent.tsx'
import { Reached } from './reached.tsx'
import { Tokens } from './tokens.tsx'

const UP = { href: '/grants', label: 'Grants' }

/** The page. */
export function GrantPage({ grant: id }: { readonly grant: string }) {
  const found = useRead('grants.read', { params: { organisation: useOrganisation(), grant: id } })
  if (found.data === undefined)
    return (
      <Page title="A grant" up={UP}>
        <Loaded query={found}>{() => null}</Loaded>
      </Page>
    )
  return <Known key={found.data.body.id} grant={found.data.body} etag={found.data.etag} />
}

interface KnownProps {
  readonly grant: GrantView
  readonly etag: string | undefined
}

function Known({ grant, etag }: KnownProps) {
  const [search, setSearch] = useSearchParams()
  const [token, setToken] = useState<string>()
  const kills = useRead('kills.list', { params: { organisation: useOrganisation() } })
  const stop = kills.data?.body.items.find(
    ({ stops }) => stops.kind === 'organisation' || (stops.kind === 'grant' && stops.grant === grant.id),
  )
  return (
    <Page
      title={grant.label}
      up={UP}
      heading={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="min-w-0 break-words">{grant.label}</span>
          <span className="font-sans text-[0.95rem]">
            <GrantBadge state={grant.state} isStopped={stop !== undefined} />
          </span>
        </span>
      }
      actions={<GrantActions grant={grant} etag={etag} onToken={setToken} />}
    >
      {stop !== undefined && <Notice tone="critical">{`Stopped by the kill switch: ${stop.reason}`}</Notice>}
      {grant.state_reason !== '' && grant.state !== 'active' && (
        <Notice tone="medium">{`Why: ${grant.state_reason}`}</Notice>
      )}
      <Tabs
        shown={search.get('tab') ?? 'about'}
        onShow={(tab) => setSearch({ tab })}
        tabs={[
          { id: 'about', label: 'About it', content: <About grant={grant} token={token} /> },
          { id: 'effects', label: 'What can it do?', content: <EffectsTab grant={grant.id} /> },
          { id: 'calls', label: 'Calls', content: <GrantRecent grant={grant.id} /> },
        ]}
      />
    </Page>
  )
}

function Notice({ tone, children }: { readonly tone: 'critical' | 'medium'; readonly children: string }) {
  const look = tone === 'critical' ? 'bg-critical-soft text-critical' : 'bg-medium-soft text-medium'
  return <p className={`mb-4 rounded-[7px] px-3 py-2 break-words ${look}`}>{children}</p>
}

function About({ grant, token }: { readonly grant: GrantView; readonly token: string | undefined }) {
  const tags = Object.entries(grant.tags)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-5">
        <Reached grant={grant} />
        <Tokens grant={grant} token={token} />
      </div>
      <Panel title="Facts">
        <Facts
          facts={[
            ['Owner', ownerWords(grant)],
            ['Last used', grant.used === null ? 'never' : <Instant key="used" at={grant.used} />],
            ['Expires', grant.expires === null ? 'never' : <Instant key="expires" at={grant.expires} />],
            ['From', grant.addresses.length === 0 ? 'any address' : grant.addresses.join(', ')],
            ['Tags', tags.length === 0 ? 'none' : tags.map(([name, value]) => `${name}=${value}`).join(', ')],
            grant.template === null ? undefined : ['Made by', 'a consent, out of a template'],
            ['Created', <Instant key="created" at={grant.created} />],
            ['Id', <code key="id">{grant.id}</code>],
          ]}
        />
      </Panel>
    </div>
  )
}
