/** Whether a server answers, and when it did not. */
import { useRead } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { visible } from '../../../lib/visible.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { Facts, Panel } from '../../../ui/page.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { eraWords, HealthBadge, type ServerView } from '../server-parts.tsx'

/** Shows it. */
export function HealthTab({ server }: { readonly server: ServerView }) {
  const { health } = server
  const turns = useRead('servers.health', { params: { organisation: useOrganisation(), server: server.slug } })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-2">
      <Panel title="Now">
        <Facts
          facts={[
            ['Health', <HealthBadge key="health" health={health} />],
            health?.problem == null ? undefined : ['What is wrong', visible(health.problem)],
            ['Tried last', health === null ? 'never' : <Instant key="at" at={health.at} />],
            ['Answered last', health?.reached == null ? 'never' : <Instant key="reached" at={health.reached} />],
            ['Protocol', health?.protocol ?? 'not known'],
            ['Era', eraWords(server)],
          ]}
        />
      </Panel>
      <Panel title="Before">
        <Loaded query={turns}>
          {({ body: { items } }) =>
            items.length === 0 ? (
              <p className="text-ink-soft">Nothing was heard of it yet.</p>
            ) : (
              <ol className="flex flex-col gap-3">
                {items.map(({ at, problem }) => (
                  <li key={at} className="grid grid-cols-[6rem_minmax(0,1fr)] items-baseline gap-3">
                    <Instant at={at} className="text-ink-soft" />
                    <span className="min-w-0 break-words">
                      {problem === null ? <Badge tone="good">Answers</Badge> : <Badge tone="worst">Fails</Badge>}{' '}
                      {problem !== null && visible(problem)}
                    </span>
                  </li>
                ))}
              </ol>
            )
          }
        </Loaded>
      </Panel>
    </div>
  )
}
