/** Where a grant leads, and what is raised for a while. */
import { Link } from 'wouter'
import { useChange } from '../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { Panel } from '../../../ui/page.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import type { GrantView } from '../grant-parts.tsx'

/** Shows it. */
export function Reached({ grant }: { readonly grant: GrantView }) {
  const servers = Object.entries(grant.servers)
  return (
    <Panel title="Where it leads">
      {servers.length === 0 && <p className="text-ink-soft">Nowhere yet: edit it, and choose servers.</p>}
      <ul className="flex flex-col gap-4">
        {servers.map(([slug, { policy, shadow }]) => (
          <li key={slug} className="min-w-0">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <Link
                href={`/servers/${slug}`}
                className="min-w-0 font-medium [overflow-wrap:anywhere] hover:text-accent"
              >
                {slug}
              </Link>
              {policy === null ? (
                <Badge tone="worst">No policy: every call is denied</Badge>
              ) : (
                <span className="min-w-0 text-ink-soft [overflow-wrap:anywhere]">
                  under{' '}
                  <Link href={`/policies/${policy}`} className="text-ink hover:text-accent">
                    {policy}
                  </Link>
                </span>
              )}
            </p>
            {shadow !== null && (
              <p className="text-ink-soft [overflow-wrap:anywhere]">{shadow} is only tried: it refuses nothing.</p>
            )}
            {grant.raises
              .filter(({ server }) => server === slug)
              .map((raise) => (
                <Raise key={raise.id} grant={grant.id} raise={raise} />
              ))}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

interface RaiseProps {
  readonly grant: string
  readonly raise: GrantView['raises'][number]
}

function Raise({ grant, raise: { id, policy, until, reason } }: RaiseProps) {
  const organisation = useOrganisation()
  const end = useChange('grants.raise_end')
  const may = useMay('grant.edit')
  const params = { organisation, grant, raise: id }
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md bg-medium-soft px-2.5 py-1.5">
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <span className="font-semibold">Raised to {policy}</span>, ends <Instant at={until} />: {reason}
      </p>
      {may && (
        <Button
          size="small"
          busy={end.isPending}
          onClick={() => end.mutateAsync({ params }).then(() => sayDone('It is as it was.'), sayFailed)}
        >
          End it now
        </Button>
      )}
    </div>
  )
}
