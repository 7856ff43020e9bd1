/** What a limit takes from a call, and what tells its counters apart, by the facts of an argument. */
import { type Answered, amountFromNumber, MAX_AMOUNT, type ValueKind } from '@portcullis/engine'
import { type FoundArgument, isScalar } from './known-argument.ts'
import type { TakenAmount } from './skeleton.ts'

/** What may be taken; numbers, not millionths. */
export interface AmountRange {
  readonly answers: readonly Answered[]
  readonly least: number
  readonly most: number
}

const FAULT: readonly Answered[] = ['fault']
const HELD: readonly Answered[] = ['held']
const PERHAPS: readonly Answered[] = ['held', 'fault']
const MAX_NUMBER = MAX_AMOUNT / 1_000_000
const NO_AMOUNT: AmountRange = { answers: FAULT, least: 0, most: 0 }

/** Any amount, or none. */
export const ANY_AMOUNT: AmountRange = { answers: PERHAPS, least: 0, most: MAX_NUMBER }

/** @param isBelow whether the path leads below the argument */
export function amountFrom({ from }: TakenAmount, found: FoundArgument, isBelow: boolean): AmountRange {
  if (found === 'unknown') return ANY_AMOUNT
  if (found === 'absent') return NO_AMOUNT
  const { kind } = found
  if (isBelow) return isScalar(kind) ? NO_AMOUNT : ANY_AMOUNT
  if (typeof from === 'string') return numberOf(kind)
  return 'count' in from && kind.type === 'array' ? lengthOf(kind) : NO_AMOUNT
}

function numberOf({ countable, range }: ValueKind): AmountRange {
  if (!countable || range === undefined) return NO_AMOUNT
  return { answers: HELD, least: countableFrom(range.from), most: Math.min(range.to, MAX_NUMBER) }
}

/** The lower edge of a bucket can be counted, unless it is larger than any counter. */
const countableFrom = (from: number): number => (amountFromNumber(from) === undefined ? MAX_NUMBER : from)

function lengthOf({ size }: ValueKind): AmountRange {
  return { answers: HELD, least: size?.least ?? 0, most: Math.min(size?.most ?? MAX_NUMBER, MAX_NUMBER) }
}

/** A value that counters are told apart by. */
export interface SplitFacts {
  readonly answers: readonly Answered[]
  /** Equal for equal values; undefined where it cannot be told from others. */
  readonly value: string | undefined
}

/** @param isBelow whether the path leads below the argument */
export function splitFrom(found: FoundArgument, isBelow: boolean): SplitFacts {
  if (found === 'unknown') return ANY_VALUE
  if (found === 'absent') return NO_VALUE
  const { kind, digest } = found
  if (isBelow) return isScalar(kind) ? NO_VALUE : ANY_VALUE
  if (!isScalar(kind) || kind.type === 'null' || kind.inexact) return NO_VALUE
  return { answers: HELD, value: digest === undefined ? undefined : `${kind.type} ${digest}` }
}

const NO_VALUE: SplitFacts = { answers: FAULT, value: undefined }

/** Any value, or none. */
export const ANY_VALUE: SplitFacts = { answers: PERHAPS, value: undefined }
