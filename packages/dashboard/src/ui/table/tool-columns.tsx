/** Columns that every table of tools has: how risky a tool is, and what it does. */
import { CategoryBadge, RiskBadge } from '../badge.tsx'
import type { Column } from './column.ts'

/** What is known of a tool; case does not matter. */
interface Judged {
  readonly risk: string
  readonly category: string
}

const RISKS = ['low', 'medium', 'high', 'critical']

/** Its risk. @param of finds it in a row */
export const riskColumn = <Row,>(of: (row: Row) => Judged): Column<Row> => ({
  id: 'risk',
  head: 'Risk',
  width: '7.5rem',
  sort: (row) => RISKS.indexOf(of(row).risk.toLowerCase()),
  cell: (row) => <RiskBadge risk={of(row).risk.toLowerCase()} />,
})

/** What it does; left out where the screen is narrow. @param of finds it in a row */
export const categoryColumn = <Row,>(of: (row: Row) => Judged): Column<Row> => ({
  id: 'category',
  head: 'Does',
  width: '8rem',
  sort: (row) => of(row).category,
  cell: (row) => <CategoryBadge category={of(row).category.toLowerCase()} />,
  wideOnly: true,
})
