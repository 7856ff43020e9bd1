/** What a call takes from a counter: always the same, or what its arguments say. */
import type { Evaluation } from '../condition/evaluation.ts'
import { Fault } from '../condition/fault.ts'
import { type Path, parsePath } from '../condition/path.ts'
import type { IncrementFrom, Limit } from '../policy/limit.ts'
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import { isArray } from '../text/json.ts'
import { type Amount, amountFromNumber, amountFromText } from './amount.ts'
import { sumReader } from './sum.ts'

/** What a call takes: the same for every call, or what arguments say. */
export type Increment = FixedIncrement | ArgumentIncrement

export interface FixedIncrement {
  readonly kind: 'fixed'
  readonly amount: Amount
}

export interface ArgumentIncrement {
  readonly kind: 'argument'
  /** Equal for increments that take the same from every call. */
  readonly id: string
  /** The exact amount, or why the call has none. */
  readonly read: (evaluation: Evaluation) => Amount | Fault
}

/** One call. */
export const ONE_CALL: FixedIncrement = { kind: 'fixed', amount: 1_000_000 as Amount }

/** Reads what a limit takes. */
export function parseIncrement({ increment, increment_from: source }: Limit): OrFlaw<Increment> {
  if (source !== undefined) return parseSource(source)
  if (increment === undefined) return sound(ONE_CALL)
  const amount = parseAmount(increment)
  return amount.ok ? sound({ kind: 'fixed', amount: amount.value }) : amount
}

function parseSource(source: IncrementFrom): OrFlaw<ArgumentIncrement> {
  if (typeof source === 'string') return made('value', source, numberReader)
  return 'sum' in source ? made('sum', source.sum, sumReader) : made('count', source.count, countReader)
}

function made(
  how: 'value' | 'sum' | 'count',
  text: string,
  reader: (path: Path) => ArgumentIncrement['read'],
): OrFlaw<ArgumentIncrement> {
  const path = parsePath(text)
  if (!path.ok) return path
  return sound({ kind: 'argument', id: JSON.stringify([how, path.value.subject]), read: reader(path.value) })
}

function numberReader(path: Path): ArgumentIncrement['read'] {
  const noNumber = new Fault(`${path.subject} must be a number: a limit counts it`)
  const noAmount = new Fault(`${path.subject} must not be negative, too large, or have more than six decimals`)
  return (evaluation) => {
    const value = path.read(evaluation)
    if (value instanceof Fault) return value
    if (typeof value !== 'number') return noNumber
    return path.inexact(evaluation) ? noAmount : (amountFromNumber(value) ?? noAmount)
  }
}

function countReader(path: Path): ArgumentIncrement['read'] {
  const noArray = new Fault(`${path.subject} must be an array: a limit counts its elements`)
  return (evaluation) => {
    const value = path.read(evaluation)
    if (value instanceof Fault) return value
    return isArray(value) ? (amountFromNumber(value.length) ?? noArray) : noArray
  }
}

/** What an increment counts, in words: `argument amount`. */
export function describeIncrement(id: string): string {
  const written: unknown = JSON.parse(id)
  if (!Array.isArray(written)) return id
  const [how, subject] = written
  if (how === 'value') return String(subject)
  return `${how === 'sum' ? 'the sum' : 'the elements'} of ${String(subject)}`
}

/** Reads a quantity: a number or a decimal string. */
export function parseAmount(written: number | string): OrFlaw<Amount> {
  const amount = typeof written === 'number' ? amountFromNumber(written) : amountFromText(written)
  if (amount !== undefined) return sound(amount)
  return flawed(
    'bad_value',
    `${JSON.stringify(written)} is not a quantity that can be counted exactly`,
    'Write a number that is not negative, with at most six decimals and up to 9007199254.740991; as a string without sign or exponent.',
  )
}

/** Whether two increments take the same from their counter, whatever the call. */
export function sameIncrement(left: Increment, right: Increment): boolean {
  if (left.kind === 'fixed') return right.kind === 'fixed' && left.amount === right.amount
  return right.kind === 'argument' && left.id === right.id
}
