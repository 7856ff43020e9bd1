/** What may be known of a value that is not known: its type, and about how large it is. */
import { codePoints } from '../condition/size.ts'
import type { JsonValue } from '../decide/request.ts'
import { amountFromNumber } from '../limit/amount.ts'
import { isArray } from '../text/json.ts'

/** Types of JSON. */
export type ValueType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object'

/** Whole numbers from `least` to `most`, both included. */
export interface SizeRange {
  readonly least: number
  readonly most: number
}

/** Numbers between two others. */
export interface NumberRange {
  readonly from: number
  readonly to: number
  /** Which of the two is among them. */
  readonly closed: 'from' | 'to' | 'both'
}

/** What a kind's text says. */
export interface ValueKind {
  readonly type: ValueType
  /** The value, or something below it, is a number that JavaScript does not keep as it was written. */
  readonly inexact: boolean
  /** Characters, elements or keys; undefined for other types. */
  readonly size: SizeRange | undefined
  /** Undefined for other types, and for a number that is not kept. */
  readonly range: NumberRange | undefined
  /** Of a number: whether a limit can count it; false for other types. */
  readonly countable: boolean
}

const LETTERS: Readonly<Record<string, ValueType>> = {
  s: 'string',
  n: 'number',
  b: 'boolean',
  z: 'null',
  a: 'array',
  o: 'object',
}

/** 1, 2 and 5 times the powers of ten from a millionth to a million milliards. */
const EDGES: readonly number[] = Array.from({ length: 22 }, (_, power) => power - 6).flatMap((power) =>
  [1, 2, 5].map((digit) => Number(`${digit}e${power}`)),
)

/**
 * The kind of a value in a few characters: a letter for the type, then the size class of texts, arrays and objects (how
 * many binary digits their size has), or the upper edge of a number's bucket (1, 2 or 5 times a power of ten; the lower
 * edge is the one before it; negative numbers are their mirror image). A `~` follows numbers that no limit can count.
 * @param inexact whether the value is, or holds, a number that is not kept as it was written
 */
export function kindOf(value: JsonValue, inexact = false): string {
  const mark = inexact ? '!' : ''
  if (value === null) return 'z'
  if (typeof value === 'boolean') return 'b'
  if (typeof value === 'number')
    return inexact ? 'n!' : `n${bucketOf(value)}${amountFromNumber(value) === undefined ? '~' : ''}`
  if (typeof value === 'string') return `s${sizeClass(codePoints(value))}`
  return isArray(value) ? `a${sizeClass(value.length)}${mark}` : `o${sizeClass(Object.keys(value).length)}${mark}`
}

/** How many binary digits a size has: 0, 1, 2–3, 4–7, … */
const sizeClass = (size: number): number => (size === 0 ? 0 : 32 - Math.clz32(size))

function bucketOf(value: number): string {
  if (value === 0) return '0'
  const edge = EDGES[firstEdge(Math.abs(value))]
  return `${value < 0 ? '-' : ''}${edge ?? 'max'}`
}

/** Index of the least edge that is not below a positive number. */
function firstEdge(value: number): number {
  let low = 0
  let high = EDGES.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((EDGES[middle] ?? Number.POSITIVE_INFINITY) < value) low = middle + 1
    else high = middle
  }
  return low
}

const KIND = /^(?:([bz])|n(?:(!)|(-?)(max|\d[\d.e+-]{0,20})(~?))|([sao])(\d{1,2})(!?))$/

/** Reads what `kindOf` wrote; undefined for anything else. */
export function readKind(text: string): ValueKind | undefined {
  const match = KIND.exec(text)
  if (match === null) return undefined
  const [, plain, lost, sign, edge, uncounted, sized, digits, mark] = match
  const type = LETTERS[text.charAt(0)] ?? 'null'
  const known = { type, inexact: false, size: undefined, range: undefined, countable: false }
  if (plain !== undefined) return known
  if (lost !== undefined) return { ...known, inexact: true }
  if (sized !== undefined) return { ...known, inexact: mark === '!', size: sizesOf(Math.min(Number(digits), 32)) }
  const range = rangeOf(edge ?? '')
  return range && { ...known, range: sign === '-' ? mirrored(range) : range, countable: uncounted === '' }
}

function sizesOf(digits: number): SizeRange {
  return digits === 0 ? { least: 0, most: 0 } : { least: 2 ** (digits - 1), most: 2 ** digits - 1 }
}

function rangeOf(edge: string): NumberRange | undefined {
  if (edge === '0') return { from: 0, to: 0, closed: 'both' }
  const last = EDGES[EDGES.length - 1] ?? 0
  if (edge === 'max') return { from: last, to: Number.MAX_VALUE, closed: 'to' }
  const index = EDGES.indexOf(Number(edge))
  return index < 0 ? undefined : { from: EDGES[index - 1] ?? 0, to: Number(edge), closed: 'to' }
}

const mirrored = ({ from, to, closed }: NumberRange): NumberRange => ({
  from: -to,
  to: from === 0 ? 0 : -from,
  closed: closed === 'to' ? 'from' : closed,
})
