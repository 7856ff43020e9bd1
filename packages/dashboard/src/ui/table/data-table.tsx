/** Tables of any length: only rows that can be seen are drawn, arrow keys go from row to row. */
import { useWindowVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { classes } from '../../lib/classes.ts'
import { Button } from '../button.tsx'
import { type Column, cellClass, inOrder, type Order, ROW_GRID, templatesOf } from './column.ts'
import { HeadRow } from './head-row.tsx'
import { useRowKeys } from './row-keys.ts'
import { RowLink } from './row-link.tsx'

interface DataTableProps<Row> {
  /** What it shows, for those who cannot see it. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowId: (row: Row) => string
  /** Where a row leads; its first column is the link. */
  readonly href?: (row: Row) => string
  /** What a row opens, where it leads nowhere. */
  readonly onOpen?: (row: Row) => void
  /** There is more than was read: reads on. */
  readonly more?: { readonly load: () => unknown; readonly loading: boolean } | undefined
  /** Shown where there are no rows. */
  readonly empty?: ReactNode
}

/** Pixels of a row of one line; what is higher is measured. */
const ROW = 39

/** Shows it. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowId, more, empty } = props
  const [order, setOrder] = useState<Order>()
  const sorted = useMemo(() => inOrder(rows, columns, order), [rows, columns, order])
  const body = useRef<HTMLTableSectionElement>(null)
  const margin = useTop(body)
  const virtual = useWindowVirtualizer({
    count: sorted.length,
    estimateSize: () => ROW,
    overscan: 12,
    scrollMargin: margin,
    getItemKey: (index) => rowId(sorted[index] as Row),
  })
  const keys = useRowKeys(sorted.length, (index) => virtual.scrollToIndex(index))
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>
  return (
    <>
      <table
        aria-label={label}
        aria-rowcount={more === undefined ? sorted.length + 1 : -1}
        className="block"
        style={templatesOf(columns)}
      >
        <HeadRow columns={columns} order={order} onOrder={setOrder} />
        <tbody
          ref={body}
          onKeyDown={keys.onKeyDown}
          className="relative block"
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map((item) => (
            <TableRow
              key={item.key}
              {...props}
              row={sorted[item.index] as Row}
              item={item}
              top={item.start - margin}
              last={item.index === sorted.length - 1}
              measure={virtual.measureElement}
              active={keys.active === item.index}
              onFocus={() => keys.setActive(item.index)}
            />
          ))}
        </tbody>
      </table>
      {more !== undefined && (
        <div className="flex justify-center border-t border-line p-2">
          <Button kind="quiet" busy={more.loading} onClick={() => void more.load()}>
            {more.loading ? 'Reading…' : 'Show more'}
          </Button>
        </div>
      )}
    </>
  )
}

/** Pixels from the top of the page to where rows begin. */
function useTop(body: { readonly current: HTMLElement | null }): number {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const seen = body.current?.getBoundingClientRect().top
    if (seen !== undefined) setTop(Math.round(seen + window.scrollY))
  })
  return top
}

interface TableRowProps<Row> extends DataTableProps<Row> {
  readonly row: Row
  readonly item: VirtualItem
  readonly top: number
  /** The panel's own border ends it. */
  readonly last: boolean
  readonly measure: (row: HTMLElement | null) => void
  readonly active: boolean
  readonly onFocus: () => void
}

function TableRow<Row>({ columns, row, item, top, last, measure, href, onOpen, active, onFocus }: TableRowProps<Row>) {
  return (
    <tr
      ref={measure}
      data-index={item.index}
      aria-rowindex={item.index + 2}
      className={classes(
        ROW_GRID,
        'absolute inset-x-0 top-0 border-line focus-within:bg-sunken hover:bg-sunken',
        !last && 'border-b',
      )}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map((column, place) => (
        <td key={column.id} className={cellClass(column)}>
          {place === 0 ? (
            <RowLink href={href?.(row)} onOpen={onOpen && (() => onOpen(row))} active={active} onFocus={onFocus}>
              {column.cell(row)}
            </RowLink>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  )
}
