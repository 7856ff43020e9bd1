/** The most calls that came within one minute, hour and day, and limits with room above them. */
import type { Limit } from '@portcullis/engine'
import type { RecordedCall } from '../replay/recorded-call.ts'
import { roundUp } from './round-up.ts'

/** The most calls of one grant within one window. */
export interface Peak {
  readonly window: 'minute' | 'hour' | 'day'
  readonly calls: number
}

const WINDOWS = ['minute', 'hour', 'day'] as const

/** Milliseconds. */
const SIZES: Readonly<Record<Peak['window'], number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** Peaks of calls, by windows that begin as those of limits do (UTC). */
export function peaksOf(calls: readonly RecordedCall[]): readonly Peak[] {
  return WINDOWS.map((window) => {
    const counts = new Map<string, number>()
    for (const { grant, at, count } of calls) {
      const key = `${Math.floor(at / SIZES[window])} ${grant}`
      counts.set(key, (counts.get(key) ?? 0) + count)
    }
    return { window, calls: Math.max(0, ...counts.values()) }
  })
}

/** Limits above peaks; one that another makes needless is left out. */
export function limitsAbove(peaks: readonly Peak[], headroom: number, counter: string): readonly Limit[] {
  const limits = peaks.map(({ window, calls }) => ({ counter, window, max: Math.ceil(roundUp(calls * headroom)) }))
  return limits.filter(({ window, max }, index) => {
    const longer = limits.slice(index + 1)
    if (longer.some((each) => each.max <= max)) return false
    return limits.slice(0, index).every((each) => max < (each.max * SIZES[window]) / SIZES[each.window])
  })
}
