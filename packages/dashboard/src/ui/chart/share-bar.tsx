/** A share of a whole, as a line that is filled so far. Beside it stands the number. */
import { classes } from '../../lib/classes.ts'

interface ShareBarProps {
  /** 0 to 1; more is shown as full. */
  readonly share: number
  readonly tone: 'accent' | 'critical' | 'medium'
}

const FILLS = { accent: 'bg-accent', critical: 'bg-critical', medium: 'bg-write' } as const

/** Shows it. */
export function ShareBar({ share, tone }: ShareBarProps) {
  const width = `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`
  return (
    <span aria-hidden className="block h-1.5 w-full overflow-hidden rounded-full bg-sunken">
      <span className={classes('block h-full rounded-full', FILLS[tone])} style={{ width }} />
    </span>
  )
}
