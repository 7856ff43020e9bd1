/** The last calls of a grant. */
import { Link } from 'wouter'
import { usePages } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { visible } from '../../../lib/visible.ts'
import { EffectBadge } from '../../../ui/badge.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { Panel } from '../../../ui/page.tsx'
import { Bones, Failed } from '../../../ui/states.tsx'

const SHOWN = 25
const OFTEN = 5000

/** Shows them. */
export function GrantRecent({ grant }: { readonly grant: string }) {
  const calls = usePages(
    'audit.decisions.list',
    { params: { organisation: useOrganisation() }, query: { grant, limit: SHOWN } },
    { every: OFTEN },
  )
  return (
    <Panel
      title="Last calls"
      actions={
        <Link href={`/audit?grant=${encodeURIComponent(grant)}`} className="text-accent hover:underline">
          All of them
        </Link>
      }
    >
      {calls.isPending && <Bones rows={4} />}
      {calls.isError && <Failed error={calls.error} again={calls.refetch} />}
      {!calls.isPending && !calls.isError && calls.items.length === 0 && (
        <p className="text-ink-soft">None yet. They appear here within a second.</p>
      )}
      <ul className="flex flex-col gap-2">
        {calls.items.map(({ id, at, server, tool, method, effect }) => (
          <li key={id} className="grid grid-cols-[5.5rem_minmax(0,1fr)_5.5rem] items-center gap-3">
            <EffectBadge effect={effect} />
            <Link href={`/audit/decisions/${id}`} className="one-line hover:text-accent">
              {server} · <code className="text-[0.92rem]">{visible(tool ?? method)}</code>
            </Link>
            <Instant at={at} className="numbers text-right text-ink-soft" />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
