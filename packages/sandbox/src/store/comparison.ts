/** The operators of the filter language. */
import type { Json } from './resource.ts'

/** Compares what a resource has with what the filter wants; an absent field is equal to nothing. */
export type Comparison = (actual: Json | undefined, wanted: Json) => boolean

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['equals', (actual, wanted) => actual === wanted],
  ['any', (actual, wanted) => actual !== undefined && Array.isArray(wanted) && wanted.includes(actual)],
  ['has', (actual) => actual !== undefined && actual !== null],
  ['contains', contains],
  ['starts-with', (actual, wanted) => isText(actual) && isText(wanted) && actual.startsWith(wanted)],
  ['ends-with', (actual, wanted) => isText(actual) && isText(wanted) && actual.endsWith(wanted)],
  ['greater-than', (actual, wanted) => order(actual, wanted) > 0],
  ['greater-or-equal', (actual, wanted) => order(actual, wanted) >= 0],
  ['less-than', (actual, wanted) => order(actual, wanted) < 0],
  ['less-or-equal', (actual, wanted) => order(actual, wanted) <= 0],
])

/** The operator of that name, if there is one. */
export function comparison(name: string): Comparison | undefined {
  return COMPARISONS.get(name)
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string'
}

function contains(actual: Json | undefined, wanted: Json): boolean {
  if (isText(actual)) return isText(wanted) && actual.includes(wanted)
  return Array.isArray(actual) && actual.includes(wanted)
}

/** Negative, zero or positive; not a number, so that no comparison holds, when the two have no order. */
function order(actual: Json | undefined, wanted: Json): number {
  if (typeof actual === 'number' && typeof wanted === 'number') return actual - wanted
  if (!isText(actual) || !isText(wanted)) return Number.NaN
  const [left, right] = [Date.parse(actual), Date.parse(wanted)]
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right
  return actual < wanted ? -1 : Number(actual > wanted)
}
