/** A list of those whose word counts here: each has an issuer, is on or off, and is changed in a dialog. */
import { type LucideIcon, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Panel } from '../../../ui/page.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'

interface Listed {
  readonly id: string
  readonly issuer: string
  readonly enabled: boolean
}

interface IssuerListProps<Item extends Listed> {
  readonly title: string
  /** The button that makes one. */
  readonly add: string
  /** Of the table. */
  readonly label: string
  readonly query: {
    readonly data: { readonly body: { readonly items: readonly Item[] } } | undefined
    readonly error: unknown
    readonly refetch: () => unknown
  }
  readonly nameOf: (item: Item) => string
  /** Columns of this list alone. */
  readonly columns?: readonly Column<Item>[]
  /** Where there are none. */
  readonly empty: { readonly icon: LucideIcon; readonly title: string; readonly says: string }
  /** The dialog for one; undefined: a new one. */
  readonly dialog: (item: Item | undefined, close: () => void) => ReactNode
}

/** Shows it. */
export function IssuerList<Item extends Listed>(props: IssuerListProps<Item>) {
  const { title, add, label, query, nameOf, columns = [], empty, dialog } = props
  const [open, setOpen] = useState<Item | 'new'>()
  return (
    <Panel
      flush
      title={title}
      actions={
        <Button size="small" icon={Plus} onClick={() => setOpen('new')}>
          {add}
        </Button>
      }
    >
      <Loaded query={query}>
        {({ body: { items } }) => (
          <DataTable
            label={label}
            rows={items}
            rowId={({ id }) => id}
            onOpen={setOpen}
            columns={[nameColumn(nameOf), ISSUER, ...columns, STATE]}
            empty={
              <Empty icon={empty.icon} title={empty.title}>
                {empty.says}
              </Empty>
            }
          />
        )}
      </Loaded>
      {open !== undefined && dialog(open === 'new' ? undefined : open, () => setOpen(undefined))}
    </Panel>
  )
}

const nameColumn = <Item extends Listed>(nameOf: (item: Item) => string): Column<Item> => ({
  id: 'name',
  head: 'Name',
  cell: (item) => <span className="one-line block">{nameOf(item)}</span>,
})

const ISSUER: Column<Listed> = {
  id: 'issuer',
  head: 'Issuer',
  width: 'minmax(0,1.6fr)',
  wideOnly: true,
  cell: ({ issuer }) => <span className="one-line block font-mono text-[0.92rem] text-ink-soft">{issuer}</span>,
}

const STATE: Column<Listed> = {
  id: 'state',
  head: 'State',
  width: '5rem',
  cell: ({ enabled }) => <Badge tone={enabled ? 'good' : 'none'}>{enabled ? 'On' : 'Off'}</Badge>,
}
