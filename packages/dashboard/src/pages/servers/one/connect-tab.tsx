/** How clients reach a server through the gateway. */
import { Link } from 'wouter'
import { usePages } from '../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { ConnectPanel } from '../../../connect/connect-panel.tsx'
import { ButtonLink } from '../../../ui/button.tsx'
import { CopyField } from '../../../ui/copy.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { Panel } from '../../../ui/page.tsx'
import type { ServerView } from '../server-parts.tsx'

/** Shows it. */
export function ConnectTab({ server }: { readonly server: ServerView }) {
  const organisation = useOrganisation()
  const grants = usePages('grants.list', { params: { organisation }, query: { server: server.slug, limit: 100 } })
  const may = useMay('grant.edit', server.slug)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Panel title="Connect a client">
        <div className="flex flex-col gap-4">
          <CopyField text={server.url} label="the URL" />
          <ConnectPanel
            name={server.slug}
            url={server.url}
            token={undefined}
            hint="The token of a grant is shown once, when it is minted or rotated: there the text has it in its place."
          />
        </div>
      </Panel>
      <Panel
        title="Grants that lead here"
        actions={
          may && (
            <ButtonLink size="small" href={`/grants/new?server=${server.slug}`}>
              Mint one
            </ButtonLink>
          )
        }
      >
        {grants.items.length === 0 && <p className="text-ink-soft">None yet: nobody reaches it.</p>}
        <ul className="flex flex-col gap-2">
          {grants.items.map(({ id, label, used, servers }) => (
            <li key={id} className="flex items-baseline justify-between gap-3">
              <span className="min-w-0">
                <Link href={`/grants/${id}`} className="one-line block font-medium hover:text-accent">
                  {label}
                </Link>
                <span className="one-line block text-[0.9rem] text-ink-soft">
                  {servers[server.slug]?.policy ?? 'no policy: every call is denied'}
                </span>
              </span>
              <span className="shrink-0 text-ink-soft">{used === null ? 'never used' : <Instant at={used} />}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  )
}
