/** Levels, categories and grades as small marks: always with their word, never by colour alone. */
import type { Category, Grade, RiskLevel } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'

/** How much harm a wrong call can do. As many bars are down as the level is high. */
export const RiskBadge: FC<{ readonly level: RiskLevel; readonly large?: boolean }> = ({ level, large = false }) => (
  <span class={`risk risk-${level.toLowerCase()}${large ? ' risk-large' : ''}`}>{large ? `${level} risk` : level}</span>
)

/** What a tool does in the worst of its ordinary uses. */
export const CategoryTag: FC<{ readonly category: Category }> = ({ category }) => (
  <span class="category">{category}</span>
)

/** A server's grade. */
export const GradeMark: FC<{ readonly grade: Grade; readonly large?: boolean }> = ({ grade, large = false }) => (
  <span class={`grade grade-${grade.toLowerCase()}${large ? ' grade-large' : ''}`}>
    <span class="sr">Grade </span>
    {grade}
  </span>
)
