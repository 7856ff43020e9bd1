/** The ratios of an earlier run: what a change is held against. */
import { AIMS, type Measured } from './aims.ts'
import { fixed, show, table } from './markdown.ts'
import type { Spread } from './statistics.ts'

/** `bench/baseline.json`. Ratios only: figures with a unit are of one machine. */
export interface Baseline {
  /** Where it was taken. */
  readonly taken: string
  readonly ratios: Readonly<Record<string, Spread>>
}

const DIGITS = 1000
const rounded = ({ median, min, max }: Spread): Spread => ({
  median: Math.round(median * DIGITS) / DIGITS,
  min: Math.round(min * DIGITS) / DIGITS,
  max: Math.round(max * DIGITS) / DIGITS,
})

/** The ratios of this run. @param taken where, and how */
export function baselineOf(measured: Measured, taken: string): Baseline {
  const found = AIMS.flatMap(({ what, unit, figure }) => {
    const value = unit === undefined ? figure(measured) : undefined
    return value === undefined ? [] : [[what, rounded(value)] as const]
  })
  return { taken, ratios: Object.fromEntries(found) }
}

/** What may be worse without a word, as a share, beyond the spread. */
const TOLERANCE = 0.1

/** A ratio is worse: outside of what the baseline's rounds spread over, and by more than a tenth. */
function isWorse(now: Spread, then: Spread, moreIsBetter: boolean): boolean {
  return moreIsBetter
    ? now.median < then.min && now.median < then.median * (1 - TOLERANCE)
    : now.median > then.max && now.median > then.median * (1 + TOLERANCE)
}

/** What came of a comparison. */
export interface Comparison {
  readonly text: string
  readonly worse: readonly string[]
}

/** Holds this run against an earlier one. What only one of them measured is not judged. */
export function compare(measured: Measured, then: Baseline): Comparison {
  const now = baselineOf(measured, '').ratios
  const worse: string[] = []
  const rows = AIMS.flatMap(({ what, bound }) => {
    const [mine, theirs] = [now[what], then.ratios[what]]
    if (mine === undefined || theirs === undefined) return []
    const isBad = isWorse(mine, theirs, 'least' in bound)
    if (isBad) worse.push(what)
    return [[what, show(theirs, fixed(2)), show(mine, fixed(2)), isBad ? '**worse**' : 'as before, or better']]
  })
  const head = ['ratio', 'baseline', 'now', '']
  return { text: `### Against the baseline\n\nOf ${then.taken}\n\n${table(head, rows)}`, worse }
}
