/** Tools of a server: their risk, and how each stands to the accepted list. */
import { Boxes } from 'lucide-react'
import { useState } from 'react'
import { useChange, useRead } from '../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { visible } from '../../../lib/visible.ts'
import { counted } from '../../../lib/words.ts'
import { Badge, RiskBadge, type Tone } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { Panel } from '../../../ui/page.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { categoryColumn, riskColumn } from '../../../ui/table/tool-columns.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import type { ServerView } from '../server-parts.tsx'
import { type ServerTool, ToolDialog } from './tool-dialog.tsx'

const STATES: Readonly<Record<ServerTool['state'], readonly [tone: Tone, word: string]>> = {
  open: ['none', 'Not pinned'],
  accepted: ['good', 'Accepted'],
  changed: ['worst', 'Changed'],
  new: ['bad', 'New'],
  rejected: ['none', 'Rejected'],
  gone: ['warn', 'Gone'],
}
const ORDER = ['changed', 'new', 'gone', 'open', 'rejected', 'accepted']

const columns: readonly Column<ServerTool>[] = [
  {
    id: 'tool',
    head: 'Tool',
    width: 'minmax(0,1.5fr)',
    sort: ({ name }) => name,
    cell: ({ name, flags, label }) => (
      <span className="flex min-w-0 items-center gap-2 max-md:flex-wrap">
        <code className="one-line text-[0.92rem] max-md:w-full">{visible(name)}</code>
        <span className="md:hidden">
          <RiskBadge risk={label.risk.toLowerCase()} />
        </span>
        {flags.length > 0 && <Badge tone="worst">Poisoned</Badge>}
      </span>
    ),
  },
  { ...riskColumn(({ label }) => label), wideOnly: true },
  categoryColumn(({ label }) => label),
  {
    id: 'description',
    head: 'In its own words',
    width: 'minmax(0,2fr)',
    cell: ({ definition }) => <span className="one-line block text-ink-soft">{saysOf(definition)}</span>,
    wideOnly: true,
  },
  {
    id: 'state',
    head: 'Definition',
    width: '7rem',
    sort: ({ state }) => ORDER.indexOf(state),
    cell: ({ state }) => <Badge tone={STATES[state][0]}>{STATES[state][1]}</Badge>,
  },
]

/** Its own words; where it has none, the names of its arguments. */
function saysOf({ description, title, inputSchema }: ServerTool['definition']): string {
  const words = description ?? title
  if (words !== undefined) return visible(words)
  const properties: unknown = Object(inputSchema).properties
  const names = Object.keys(Object(properties))
  return names.length === 0 ? '' : `(${names.map((name) => visible(name)).join(', ')})`
}

/** Shows them. */
export function ToolsTab({ server }: { readonly server: ServerView }) {
  const tools = useRead('servers.tools', { params: { organisation: useOrganisation(), server: server.slug } })
  return (
    <Loaded query={tools}>
      {({ body: { items, pinned } }) => <ToolList server={server} tools={items} pinned={pinned} />}
    </Loaded>
  )
}

interface ToolListProps {
  readonly server: ServerView
  readonly tools: readonly ServerTool[]
  readonly pinned: boolean
}

function ToolList({ server, tools, pinned }: ToolListProps) {
  const [open, setOpen] = useState<string>()
  const shown = tools.find(({ name }) => name === open)
  const sorted = tools.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
  return (
    <>
      <PinsPanel server={server} tools={tools} pinned={pinned} />
      <Panel flush>
        <DataTable
          label={`Tools of ${server.label}`}
          columns={columns}
          rows={sorted}
          rowId={({ name }) => name}
          onOpen={({ name }) => setOpen(name)}
          empty={
            <Empty icon={Boxes} title="No tools are known">
              {server.health?.problem ?? 'Visit it to hear its list.'}
            </Empty>
          }
        />
      </Panel>
      {shown !== undefined && <ToolDialog server={server} tool={shown} onClose={() => setOpen(undefined)} />}
    </>
  )
}

/** What waits for a decision, and accepting all of it. */
function PinsPanel({ server, tools, pinned }: ToolListProps) {
  const accept = useChange('servers.tools.accept')
  const organisation = useOrganisation()
  const may = useMay('pin.edit', server.slug)
  const waiting = tools.filter(({ state }) => state === 'changed' || state === 'new' || state === 'gone')
  const mine = pinned ? waiting : tools
  if (!may || mine.length === 0) return null
  async function acceptAll(): Promise<void> {
    const sure = await confirm({
      title: `Accept ${counted(mine.length, 'definition')}?`,
      consequence: pinned
        ? 'They are served as they are now. What is gone leaves the accepted list.'
        : 'From then on only these definitions are served: what the server changes or adds is refused until somebody decides.',
      action: 'Accept them',
      mild: true,
    })
    if (!sure) return
    const seen = mine.map(({ name, fingerprint }) => ({ name, fingerprint }))
    accept.mutate(
      { params: { organisation, server: server.slug }, body: { tools: seen } },
      { onSuccess: () => sayDone('They are accepted.'), onError: sayFailed },
    )
  }
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-3 rounded-[7px] border border-line bg-surface px-4 py-2.5">
      <p className="min-w-48 flex-1">
        {pinned ? (
          <>
            <span className="font-semibold">{`${counted(mine.length, 'tool')} differ from what was accepted.`}</span>{' '}
            They are refused until somebody decides: open one to see what is different.
          </>
        ) : (
          <>
            <span className="font-semibold">Nothing is pinned yet.</span> Once you accept the list, a tool that changes
            under your agents is refused.
          </>
        )}
      </p>
      <Button kind={pinned ? 'plain' : 'primary'} busy={accept.isPending} onClick={() => void acceptAll()}>
        {pinned ? 'Accept all of them' : 'Accept this list'}
      </Button>
    </div>
  )
}
