/** What a grant can do: every tool that it reaches, with what becomes of its calls and why. */
import { Boxes } from 'lucide-react'
import { Link } from 'wouter'
import type { Answer } from '../../../api/api.ts'
import { useRead } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { visible } from '../../../lib/visible.ts'
import { counted } from '../../../lib/words.ts'
import { EffectBadge } from '../../../ui/badge.tsx'
import { Panel } from '../../../ui/page.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { categoryColumn, riskColumn } from '../../../ui/table/tool-columns.tsx'

type Reached = Answer<'grants.tools'>['servers'][number]
type Tool = Reached['tools'][number]

/** As the badge calls them. */
const EFFECTS: Readonly<Record<Tool['effect'], string>> = {
  allowed: 'allow',
  restricted: 'limit',
  asks: 'ask',
  denied: 'deny',
  hidden: 'hide',
}
const ORDER = ['allowed', 'restricted', 'asks', 'denied', 'hidden']

const columns: readonly Column<Tool>[] = [
  {
    id: 'tool',
    head: 'Tool',
    sort: ({ name }) => name,
    cell: ({ name, sentence }) => (
      <>
        <code className="one-line block text-[0.92rem]">{visible(name)}</code>
        <span className="block text-[0.9rem] font-normal text-ink-soft md:hidden">{visible(sentence)}</span>
      </>
    ),
  },
  {
    id: 'effect',
    head: 'Calls are',
    width: '6.5rem',
    sort: ({ effect }) => ORDER.indexOf(effect),
    cell: ({ effect }) => <EffectBadge effect={EFFECTS[effect]} />,
  },
  { ...riskColumn((tool) => tool), wideOnly: true },
  categoryColumn((tool) => tool),
  {
    id: 'why',
    head: 'Why',
    width: 'minmax(0,2fr)',
    cell: ({ sentence, rules }) => (
      <span className="block text-ink-soft">
        {visible(sentence)}
        {rules.map(({ rule }) => (
          <code key={rule} className="one-line block text-[0.86rem]">
            {visible(rule)}
          </code>
        ))}
      </span>
    ),
    wideOnly: true,
  },
]

/** Shows it. */
export function EffectsTab({ grant }: { readonly grant: string }) {
  const found = useRead('grants.tools', { params: { organisation: useOrganisation(), grant } })
  return (
    <Loaded query={found}>
      {({ body: { servers } }) =>
        servers.length === 0 ? (
          <Panel>
            <Empty icon={Boxes} title="It leads nowhere">
              Edit it, and choose servers with a policy each.
            </Empty>
          </Panel>
        ) : (
          <div className="flex flex-col gap-5">
            {servers.map((server) => (
              <OneServer key={server.slug} server={server} />
            ))}
          </div>
        )
      }
    </Loaded>
  )
}

function OneServer({ server: { slug, label, problem, tools } }: { readonly server: Reached }) {
  const open = tools.filter(({ effect }) => effect !== 'denied' && effect !== 'hidden').length
  return (
    <Panel
      flush
      title={
        <Link href={`/servers/${slug}`} className="[overflow-wrap:anywhere] hover:text-accent">
          {label}
        </Link>
      }
      actions={<span className="text-ink-soft">{`${open} of ${counted(tools.length, 'tool')} can be called`}</span>}
    >
      {problem !== null && <p className="border-b border-line bg-critical-soft px-4 py-2 text-critical">{problem}</p>}
      <DataTable
        label={`What it can do on ${label}`}
        columns={columns}
        rows={tools}
        rowId={({ name }) => name}
        empty={<p className="p-4 text-ink-soft">No tools of this server are known yet.</p>}
      />
    </Panel>
  )
}
