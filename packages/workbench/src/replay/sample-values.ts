/** Values that stand for all that an argument may have been: what a comparison says of these, it says of every one. */
import {
  type Comparison,
  isArray,
  type JsonValue,
  type NumberRange,
  type SizeRange,
  type ValueKind,
} from '@portcullis/engine'

/** What may have stood there. */
export interface Samples {
  readonly values: readonly JsonValue[]
  /** A comparison may come out as it does for these, hold or not hold; otherwise it comes out as for these. */
  readonly openEnded: 'no' | 'either' | 'anything'
}

const EQUALITY: ReadonlySet<string> = new Set(['eq', 'neq', 'in', 'not_in'])
const NUMERIC: ReadonlySet<string> = new Set(['lt', 'lte', 'gt', 'gte'])
/** Operators on texts that have an answer for every text. */
const TOTAL_ON_TEXT: ReadonlySet<string> = new Set([
  'regex',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'glob',
])
const ON_TEXT: ReadonlySet<string> = new Set([...TOTAL_ON_TEXT, 'in_cidr', 'host_in', 'before', 'after'])
const ON_ARRAYS: ReadonlySet<string> = new Set(['contains', 'not_contains'])
/** Texts that are longer may be too much for a comparison. */
const SHORT = 4_096
/** Above, an array that stands for a size is not made. */
const LARGEST = 2 ** 31
/** Texts above may be too long to be measured. */
const LONGEST = 2 ** 22

const ANYTHING: Samples = { values: [], openEnded: 'anything' }
const only = (...values: readonly JsonValue[]): Samples => ({ values, openEnded: 'no' })

/** @param excluded values of the comparison that it certainly was not; the others of them it may have been */
export function samplesFor(kind: ValueKind, comparison: Comparison, excluded: readonly JsonValue[]): Samples {
  const { op } = comparison
  if (kind.type === 'null') return only(null)
  if (kind.type === 'boolean') return only(...[true, false].filter((value) => !excluded.includes(value)))
  if (op === 'exists' || kind.size?.most === 0) return only(anyOf(kind))
  if (op.startsWith('size_')) return sizeSamples(kind, comparison)
  if (EQUALITY.has(op)) return equalitySamples(kind, comparison, excluded)
  if (NUMERIC.has(op)) return numberSamples(kind, comparison, excluded)
  return ON_TEXT.has(op) ? textSamples(kind, op) : ANYTHING
}

/** What a comparison of texts says of other types goes by the type; but arrays have elements. */
function textSamples(kind: ValueKind, op: string): Samples {
  const { type, size } = kind
  if (type === 'array' && ON_ARRAYS.has(op)) return ANYTHING
  if (type !== 'string') return only(anyOf(kind))
  const short = size !== undefined && size.most <= SHORT
  return TOTAL_ON_TEXT.has(op) && short ? { values: [], openEnded: 'either' } : ANYTHING
}

function numberSamples(kind: ValueKind, comparison: Comparison, excluded: readonly JsonValue[]): Samples {
  return kind.range === undefined ? only(anyOf(kind)) : rangeSamples(kind.range, comparison, excluded)
}

/** Some value of the kind: for what goes by the type alone. */
export function anyOf({ type, range, size }: ValueKind): JsonValue {
  switch (type) {
    case 'null':
      return null
    case 'boolean':
      return true
    case 'number':
      return range === undefined ? 1 : range.closed === 'from' ? range.from : range.to
    case 'string':
      return size?.most === 0 ? '' : 'x'
    case 'array':
      return size?.most === 0 ? [] : [null]
    case 'object':
      return size?.most === 0 ? {} : { x: null }
    default:
      return type satisfies never
  }
}

/** Sizes at which the answer can change. */
function sizeSamples({ size, type, inexact }: ValueKind, { value }: Comparison): Samples {
  if (size === undefined) return only(type === 'number' && !inexact ? 0 : 1)
  if (typeof value !== 'number' || size.most > (type === 'string' ? LONGEST : LARGEST)) return ANYTHING
  const within = ({ least, most }: SizeRange, each: number): boolean => each >= least && each <= most
  const sizes = [size.least, size.most, value - 1, value, value + 1].filter((each) => within(size, each))
  // Sizes of texts, arrays and objects are compared alike; an array has its size at once.
  return only(...sizes.map((each) => new Array<JsonValue>(each)))
}

function rangeSamples(
  { from, to, closed }: NumberRange,
  { value }: Comparison,
  excluded: readonly JsonValue[],
): Samples {
  if (typeof value !== 'number') return ANYTHING
  const first = closed === 'to' ? above(from) : from
  const last = closed === 'from' ? -above(-to) : to
  const points = [first, last, -above(-value), value, above(value), ...insideOf(first, last)]
  const fitting = points.filter((each) => each >= first && each <= last && !excluded.includes(each))
  return only(...fitting)
}

/** Next to an edge that is excluded there are others. */
const insideOf = (first: number, last: number): readonly number[] => [above(first), -above(-last)]

const bits = new DataView(new ArrayBuffer(8))

/** The next larger number. */
function above(value: number): number {
  if (value === 0) return Number.MIN_VALUE
  bits.setFloat64(0, value)
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n))
  return bits.getFloat64(0)
}

/** A value that is none of those compared with, and those that it may have been. */
function equalitySamples(
  kind: ValueKind,
  { value, ignore_case: folds }: Comparison,
  excluded: readonly JsonValue[],
): Samples {
  const literals = isArray(value) ? [value, ...value] : [value]
  if (kind.type === 'array' || kind.type === 'object') {
    return literals.some((each) => typeof each === 'object' && each !== null) ? ANYTHING : only(anyOf(kind))
  }
  if (kind.type === 'string' && folds === true) return { values: [], openEnded: 'either' }
  const possible = literals.filter((each) => typeof each === kind.type && !excluded.includes(each))
  return only(...possible, strangerTo(kind, literals))
}

function strangerTo({ type, range }: ValueKind, literals: readonly JsonValue[]): JsonValue {
  if (type === 'string') {
    const longest = Math.max(0, ...literals.map((each) => (typeof each === 'string' ? each.length : 0)))
    return 'x'.repeat(longest + 1)
  }
  if (range !== undefined && range.from === range.to) return range.from
  let stranger = range === undefined ? 0.5 : (range.from + range.to) / 2
  while (literals.includes(stranger)) stranger = above(stranger)
  return stranger
}
