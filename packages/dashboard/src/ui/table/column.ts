/** Columns of a table. */
import type { ReactNode } from 'react'
import { classes } from '../../lib/classes.ts'

/** A column. */
export interface Column<Row> {
  readonly id: string
  readonly head: string
  readonly cell: (row: Row) => ReactNode
  /** Of a grid: `minmax(0,2fr)`, `7rem`; a share of what is left unless given. */
  readonly width?: string
  readonly align?: 'right'
  /** Rows can be put in the order of it. */
  readonly sort?: (row: Row) => string | number
  /** It is left out where the screen is narrow. */
  readonly wideOnly?: boolean
}

/** In which order rows are shown. */
export interface Order {
  /** Id of a column. */
  readonly column: string
  readonly down: boolean
}

/** Widths of the columns, for wide screens and for narrow ones. */
export function templatesOf<Row>(columns: readonly Column<Row>[]): Record<string, string> {
  const template = (shown: readonly Column<Row>[]): string =>
    shown.map(({ width }) => width ?? 'minmax(0,1fr)').join(' ')
  return {
    '--wide-columns': template(columns),
    '--narrow-columns': template(columns.filter(({ wideOnly }) => wideOnly !== true)),
  }
}

/** Classes of a row. */
export const ROW_GRID =
  'grid items-center gap-x-4 px-4 py-2 grid-cols-(--wide-columns) max-md:grid-cols-(--narrow-columns)'

/** Classes of a cell. */
export const cellClass = <Row>({ align, wideOnly }: Pick<Column<Row>, 'align' | 'wideOnly'>): string =>
  classes('min-w-0', align === 'right' && 'numbers text-right', wideOnly && 'max-md:hidden')

/** Rows in an order; as they came where there is none. */
export function inOrder<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | undefined,
): readonly Row[] {
  const key = columns.find(({ id }) => id === order?.column)?.sort
  if (order === undefined || key === undefined) return rows
  const sign = order.down ? -1 : 1
  return rows.toSorted((a, b) => {
    const [one, other] = [key(a), key(b)]
    if (typeof one === 'string' && typeof other === 'string') return sign * one.localeCompare(other)
    return sign * (Number(one) - Number(other))
  })
}
