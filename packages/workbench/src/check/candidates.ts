/**
 * Values that stand for all others: between two values of the same region, no comparison of a condition tells a
 * difference. Where such a choice of values cannot be made, nothing is claimed.
 */
import { type Comparison, isArray, isObject, type JsonValue, own, readDate, readInstant } from '@portcullis/engine'
import { accepts, type KnownPart, listedValues } from './fit.ts'
import { permits } from './schema-part.ts'

/** For which claims the values are enough: for any; only for "it never holds"; for none. */
export type Enough = 'any' | 'never' | 'none'

/** Values that one path may have; undefined stands for none. */
export interface Candidates {
  readonly values: readonly (JsonValue | undefined)[]
  readonly enough: Enough
}

/** What is asked of one path, and what is known of it. */
export interface Asked {
  readonly comparisons: readonly Comparison[]
  /** What the schema says; undefined where it says nothing. */
  readonly part: KnownPart | undefined
  /** What stands for it where a call leaves it out, fitting or not; undefined where nothing does. */
  readonly standard: JsonValue | undefined
  /** Whether rules may find nothing there. */
  readonly optional: boolean
  /** The values to one of which it has to be equal for the whole to hold; undefined where there is no such condition. */
  readonly pinned: readonly JsonValue[] | undefined
}

export const EQUALITY: readonly string[] = ['eq', 'neq', 'in', 'not_in', 'exists']
const ORDER = ['lt', 'lte', 'gt', 'gte']
const SIZE = ['size_eq', 'size_lt', 'size_lte', 'size_gt', 'size_gte', 'exists']
const TIME = ['before', 'after', 'exists']

/** A text that no policy names. */
export const OTHER_TEXT = '\u0001 another text'
const LONGEST = 2_000
const MOST_NAMED = 500
const DAY = 86_400_000

/** Chooses values for a path. */
export function candidatesFor(asked: Asked): Candidates {
  const { values, enough } = choose(asked)
  const named = asked.part === undefined ? [] : namedValues(asked.part)
  if (named.length > MOST_NAMED) return { values: [], enough: 'none' }
  const { standard, optional } = asked
  const given = standard === undefined ? [] : [standard]
  return { values: [...values, ...named, ...given, ...(optional ? [undefined] : [])], enough }
}

/** Values that some form of the schema names. */
function namedValues({ choices }: KnownPart): readonly JsonValue[] {
  return choices.flatMap((choice) => {
    const constant = own(choice, 'const')
    const list = own(choice, 'enum')
    return [...(constant === undefined ? [] : [constant]), ...(isArray(list) ? list : [])]
  })
}

function choose({ comparisons, part, pinned }: Asked): Candidates {
  const listed = part === undefined ? undefined : listedValues(part)
  if (part !== undefined && listed !== undefined) {
    return { values: listed.filter((value) => value !== null && accepts(part, value)), enough: 'any' }
  }
  // Of spellings that differ in case there are too many.
  const folds = comparisons.some(({ ignore_case: ignoresCase }) => ignoresCase === true)
  if (folds && pinned === undefined) return { values: [], enough: 'none' }
  if (folds && pinned !== undefined) return { values: pinned, enough: 'never' }
  const only = (names: readonly string[]): boolean => comparisons.every(({ op }) => names.includes(op))
  if (only([...EQUALITY, ...ORDER])) return { values: scalars(comparisons, part), enough: 'any' }
  if (only(SIZE)) return sizes(comparisons, part)
  const times = only(TIME) ? instants(comparisons) : undefined
  if (times !== undefined) return { values: times, enough: 'any' }
  return pinned === undefined ? { values: [], enough: 'none' } : { values: pinned, enough: 'never' }
}

/** The values that comparisons name. */
export function literalsOf(comparisons: readonly Comparison[]): readonly JsonValue[] {
  return comparisons.flatMap(({ op, value }) => {
    if (op === 'exists') return []
    return (op === 'in' || op === 'not_in') && isArray(value) ? value : [value]
  })
}

function scalars(comparisons: readonly Comparison[], part: KnownPart | undefined): readonly JsonValue[] {
  const literals = literalsOf(comparisons).filter((value) => value !== null)
  const edges = literals.filter((value) => typeof value === 'number')
  const numbers = regionsOf([...edges, ...boundsOf(part)])
  const others: readonly JsonValue[] = [OTHER_TEXT, true, false, [OTHER_TEXT], { [OTHER_TEXT]: 0 }]
  const all = [...literals.filter((value) => typeof value !== 'number'), ...numbers, ...others]
  return part === undefined ? all : all.filter((value) => mayStand(part, value))
}

/** Numbers at, between and beyond others; whole ones among them. */
function regionsOf(edges: readonly number[]): readonly number[] {
  const sorted = [...new Set(edges)].sort((left, right) => left - right)
  const found = new Set<number>(sorted.length === 0 ? [0, 1] : [])
  sorted.forEach((edge, index) => {
    const next = sorted[index + 1]
    const middle = next === undefined ? edge + 0.5 : (edge + next) / 2
    for (const value of [edge, edge - 0.5, edge - 1, edge + 1, middle, Math.floor(middle), Math.ceil(middle)]) {
      found.add(value)
    }
    found
      .add(Math.floor(edge))
      .add(Math.ceil(edge))
      .add(Math.floor(edge) - 1)
      .add(Math.ceil(edge) + 1)
  })
  return [...found]
}

const BOUNDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']

function boundsOf(part: KnownPart | undefined): readonly number[] {
  return (part?.choices ?? []).flatMap((choice) =>
    BOUNDS.flatMap((key) => {
      const bound = Object.hasOwn(choice, key) ? choice[key] : undefined
      return typeof bound === 'number' ? [bound] : []
    }),
  )
}

/** With other keywords, the values of one region need not be alike. */
const PLAIN =
  /^(?:type|enum|const|(?:exclusive)?(?:minimum|maximum)|exclusiveM(?:in|ax)imum|title|description|default|examples?|format|deprecated|readOnly|writeOnly|nullable|\$comment|x-.*)$/

/** Numbers are judged by the schema; of everything else the type only, so that rather too many values are tried. */
function mayStand(part: KnownPart, value: JsonValue, by?: 'type'): boolean {
  if (typeof value !== 'number') return part.choices.some((choice) => permits(choice, typeName(value)))
  const isPlain = part.choices.every((choice) => Object.keys(choice).every((key) => PLAIN.test(key)))
  if (isPlain && by === undefined) return accepts(part, value)
  return part.choices.some((choice) => permits(choice, 'number') || permits(choice, 'integer'))
}

function typeName(value: JsonValue): string {
  return isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value
}

function sizes(comparisons: readonly Comparison[], part: KnownPart | undefined): Candidates {
  const named = literalsOf(comparisons).filter((value) => typeof value === 'number')
  if (named.some((size) => size > LONGEST)) return { values: [], enough: 'none' }
  const lengths = [...new Set([0, ...named.flatMap((size) => [size - 1, size, size + 1])])].filter((size) => size >= 0)
  const types = ['string', 'array', 'object'].filter(
    (type) => part === undefined || part.choices.some((choice) => permits(choice, type)),
  )
  const values = types.flatMap((type) => lengths.map((length) => ofSize(type, length)))
  // A value without a size is no answer but a refusal.
  const others = [true, 0, 0.5].filter((value) => part === undefined || mayStand(part, value, 'type'))
  return { values: [...values.filter((value) => fitsBounds(part, value)), ...others], enough: 'any' }
}

function ofSize(type: string, size: number): JsonValue {
  if (type === 'string') return 'x'.repeat(size)
  const keys = Array.from({ length: size }, (_, index) => `k${index}`)
  return type === 'array' ? keys.map(() => 0) : Object.fromEntries(keys.map((key) => [key, 0]))
}

/** By its size alone: what the schema says of forms and elements is not looked at. */
function fitsBounds(part: KnownPart | undefined, value: JsonValue): boolean {
  if (typeof value !== 'string' || part === undefined) return true
  return part.choices.some(({ minLength = 0, maxLength = Number.POSITIVE_INFINITY }) => {
    return value.length >= Number(minLength) && value.length <= Number(maxLength)
  })
}

/** Instants, or dates, at and around those that are named; undefined where both are. */
function instants(comparisons: readonly Comparison[]): readonly string[] | undefined {
  const texts = literalsOf(comparisons).filter((value) => typeof value === 'string')
  const points = texts.map((text) => readInstant(text)?.second)
  const days = texts.map(readDate)
  if (points.every((point) => point !== undefined)) {
    return [...texts, ...points.flatMap((point) => [-1_000, 0, 500, 1_000].map((shift) => isoOf(point + shift)))]
  }
  if (!days.every((day) => day !== undefined)) return undefined
  return days.flatMap((day) => [-DAY, 0, DAY].map((shift) => isoOf(day + shift).slice(0, 10)))
}

const isoOf = (at: number): string => new Date(at).toISOString()
