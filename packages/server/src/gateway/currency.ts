/** Until when a gateway may go by what it knows of grants, policies and stops. */
import type { Environment } from './environment.ts'
import { type Refusal, refusal } from './errors.ts'

/** Told on by whoever confirms it; read before every message. */
export interface Currency {
  /** By the clock's `monotonic`: afterwards nothing is taken until somebody confirms again. */
  readonly until: number
}

/** Of a gateway that is told of every change, or has none to be told of. */
export const ALWAYS_CURRENT: Currency = { until: Number.POSITIVE_INFINITY }

/** Why nothing may go on now; undefined: it may. */
export function notCurrent({ clock, currency }: Pick<Environment, 'clock' | 'currency'>): Refusal | undefined {
  return clock.monotonic() > currency.until ? NOT_CURRENT : undefined
}

export const NOT_CURRENT: Refusal = refusal('not_current', '(not current)')
