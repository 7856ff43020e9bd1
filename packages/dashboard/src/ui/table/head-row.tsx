/** The first row of a table: names of columns, by which rows can be put in order. */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { classes } from '../../lib/classes.ts'
import { type Column, cellClass, type Order, ROW_GRID } from './column.ts'

interface HeadRowProps<Row> {
  readonly columns: readonly Column<Row>[]
  readonly order: Order | undefined
  readonly onOrder: (order: Order) => void
}

/** Shows it. */
export function HeadRow<Row>({ columns, order, onOrder }: HeadRowProps<Row>) {
  return (
    <thead className="block">
      <tr aria-rowindex={1} className={classes(ROW_GRID, 'border-b border-line text-[0.9rem] text-ink-soft')}>
        {columns.map((column) => {
          const down = order?.column === column.id ? order.down : undefined
          return (
            <th
              key={column.id}
              scope="col"
              aria-sort={down === undefined ? undefined : down ? 'descending' : 'ascending'}
              className={classes(cellClass(column), 'one-line text-left font-semibold')}
            >
              {column.sort === undefined ? (
                column.head
              ) : (
                <Sorter
                  head={column.head}
                  down={down}
                  onPress={() => onOrder({ column: column.id, down: down === false })}
                />
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

interface SorterProps {
  readonly head: string
  readonly down: boolean | undefined
  readonly onPress: () => void
}

function Sorter({ head, down, onPress }: SorterProps) {
  const Icon = down ? ArrowDown : ArrowUp
  return (
    <button type="button" className="inline-flex items-center gap-1 hover:text-ink" onClick={onPress}>
      {head}
      {down !== undefined && <Icon size={13} aria-hidden />}
    </button>
  )
}
