/** What people and programs changed: who, what, when, each chained to the one before. */
import { History } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import type { Answer } from '../../api/api.ts'
import { usePages } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { exactWords, titled } from '../../lib/words.ts'
import { CodeBlock } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Facts, Page, Panel } from '../../ui/page.tsx'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { AuditTabs } from './audit-tabs.tsx'
import { ExportButton } from './export-button.tsx'

type Change = Answer<'audit.changes.list'>['items'][number]

const KINDS = [
  { value: '', label: 'All changes' },
  ...[
    'server',
    'grant',
    'policy',
    'approval',
    'kill',
    'counter',
    'member',
    'invitation',
    'key',
    'webhook',
    'sign_on',
    'issuer',
    'organisation',
  ].map((name) => ({ value: `${name}.`, label: titled(name) })),
]

/** `server.tools_accept` → “Server: tools accept”. */
const actionWords = (action: string): string => {
  const [what = '', ...how] = action.split('.')
  return `${titled(what)}: ${how.join(' ').replaceAll('_', ' ')}`
}

const COLUMNS: readonly Column<Change>[] = [
  {
    id: 'action',
    head: 'Change',
    width: 'minmax(0,1.6fr)',
    cell: ({ action }) => <span className="one-line block">{actionWords(action)}</span>,
  },
  {
    id: 'object',
    head: 'Of',
    width: 'minmax(0,1.4fr)',
    wideOnly: true,
    cell: (row) => (
      <span className="one-line block font-mono text-[0.92rem] text-ink-soft" title={row.object.id}>
        {nameOf(row)}
      </span>
    ),
  },
  {
    id: 'by',
    head: 'By',
    cell: ({ actor }) => (
      <span className="one-line block" title={`${actor.kind} ${actor.id}`}>
        {actor.name || titled(actor.kind)}
      </span>
    ),
  },
  {
    id: 'at',
    head: 'When',
    width: '6.5rem',
    align: 'right',
    cell: ({ at }) => <Instant at={at} className="one-line block text-ink-soft" />,
  },
]

/** What people call it, where the record says so. */
function nameOf({ object, detail }: Change): string {
  const named = ['slug', 'name', 'label'].map((key) => detail[key]).find((value) => typeof value === 'string')
  return typeof named === 'string' ? named : object.id
}

/** The page. */
export function ChangesPage() {
  const organisation = useOrganisation()
  const [search, setSearch] = useSearchParams()
  const [shown, setShown] = useState<Change>()
  const mayExport = useMay('audit.export')
  const action = search.get('action') ?? ''
  const object = search.get('object') ?? ''
  const query = { ...(action !== '' && { action }), ...(object !== '' && { object }) }
  const read = usePages('audit.changes.list', { params: { organisation }, query: { ...query, limit: 100 } })
  return (
    <Page
      title="Audit"
      lead="What people and programs changed. Each record holds the hash of the one before."
      actions={mayExport && <ExportButton of="changes" query={query} />}
    >
      <AuditTabs />
      <div className="mb-4 max-w-60">
        <SelectField
          label="Of what"
          labelHidden
          choices={KINDS}
          value={action}
          onChange={(value) => setSearch(value === '' ? {} : { action: value }, { replace: true })}
        />
      </div>
      <Panel flush>
        {read.isError && read.items.length === 0 ? (
          <Failed error={read.error} again={read.refetch} />
        ) : read.isPending ? (
          <Bones rows={10} />
        ) : (
          <DataTable
            label="Changes"
            columns={COLUMNS}
            rows={read.items}
            rowId={({ seq }) => String(seq)}
            onOpen={setShown}
            more={read.hasNextPage ? { load: read.fetchNextPage, loading: read.isFetchingNextPage } : undefined}
            empty={
              <Empty icon={History} title="No such change">
                Whatever is changed from now on is recorded here.
              </Empty>
            }
          />
        )}
      </Panel>
      {shown && <ChangeDialog change={shown} onClose={() => setShown(undefined)} />}
    </Page>
  )
}

function ChangeDialog({ change, onClose }: { readonly change: Change; readonly onClose: () => void }) {
  const { seq, at, actor, action, object, detail, hash, previous } = change
  return (
    <Dialog open wide onClose={onClose} title={actionWords(action)}>
      <Facts
        facts={[
          ['Number', seq],
          ['When', exactWords(at)],
          ['By', `${actor.name} (${actor.kind} ${actor.id})`],
          ['Of', `${object.kind} ${object.id}`],
          [
            'Hash',
            <code key="hash" className="break-all">
              {hash}
            </code>,
          ],
          [
            'Hash before',
            <code key="before" className="break-all">
              {previous}
            </code>,
          ],
        ]}
      />
      <div className="mt-4">
        <CodeBlock text={JSON.stringify(detail, undefined, 2)} label="what was recorded" />
      </div>
    </Dialog>
  )
}
