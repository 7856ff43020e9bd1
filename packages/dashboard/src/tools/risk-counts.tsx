/** How many tools of each risk there are, as four small numbers. */
import { classes } from '../lib/classes.ts'
import { counted } from '../lib/words.ts'

/** Counts by risk. */
export type RiskCounts = Readonly<Partial<Record<'low' | 'medium' | 'high' | 'critical', number>>>

const LEVELS = [
  ['critical', 'bg-critical-soft text-critical'],
  ['high', 'bg-high-soft text-high'],
  ['medium', 'bg-medium-soft text-medium'],
  ['low', 'bg-low-soft text-low'],
] as const

/** “3 critical, 2 high, 1 low”. */
export const riskWords = (risks: RiskCounts): string =>
  LEVELS.flatMap(([level]) => (risks[level] ? [`${risks[level]} ${level}`] : [])).join(', ') || 'no tools'

/** Shows them; the riskiest first, and none that is nought. */
export function RiskCountsBar({ risks }: { readonly risks: RiskCounts }) {
  const all = Object.values(risks).reduce((sum, count) => sum + count, 0)
  if (all === 0) return <span className="text-ink-soft">none known</span>
  return (
    <span className="inline-flex flex-wrap gap-1" title={`${counted(all, 'tool')}: ${riskWords(risks)}`}>
      <span className="sr-only">{`${counted(all, 'tool')}: ${riskWords(risks)}`}</span>
      {LEVELS.map(
        ([level, look]) =>
          (risks[level] ?? 0) > 0 && (
            <span
              key={level}
              aria-hidden
              className={classes('numbers min-w-6 rounded-md px-1 text-center text-[0.86rem] font-semibold', look)}
            >
              {risks[level]}
            </span>
          ),
      )}
    </span>
  )
}
