/** Exact, non-negative quantities for counters. */
import { isExactNumber } from '../text/exact-number.ts'

declare const amount: unique symbol

/** A non-negative whole number of millionths, at most 2^53 − 1: exact in JavaScript, SQLite, PostgreSQL and Lua alike. */
export type Amount = number & { readonly [amount]: true }

/** The largest amount: 9,007,199,254.740991. */
export const MAX_AMOUNT: Amount = Number.MAX_SAFE_INTEGER as Amount

const MILLION = 1_000_000

/** Up to here a whole number of millionths has at most 15 digits, so that a double stands for one such decimal only. */
const FIFTEEN_DIGITS = 999_999_999_999_999

const DECIMAL = /^(0|[1-9]\d{0,9})(?:\.(\d{1,6}))?$/

/**
 * The exact amount of a number that was read from a decimal of at most 15 significant digits.
 * @returns undefined where the number is negative, has more than six decimals or too many digits, or is too large:
 *   nothing is ever rounded
 */
export function amountFromNumber(value: number): Amount | undefined {
  if (!(value >= 0 && value * MILLION <= MAX_AMOUNT)) return undefined
  if (Number.isInteger(value)) return (value * MILLION + 0) as Amount
  const millionths = Math.round(value * MILLION)
  if (millionths <= FIFTEEN_DIGITS) return millionths / MILLION === value ? (millionths as Amount) : undefined
  const text = String(value)
  return isExactNumber(text) ? amountFromText(text) : undefined
}

/**
 * The exact amount of a plain decimal such as `250` or `12.50`: no sign, no exponent, no leading zeros.
 * @returns undefined where the text is not such a decimal, has more than six decimals, or is too large
 */
export function amountFromText(text: string): Amount | undefined {
  const match = DECIMAL.exec(text)
  if (match === null) return undefined
  const [, whole = '', fraction = ''] = match
  const millionths = Number(whole) * MILLION + Number(fraction.padEnd(6, '0'))
  return millionths <= MAX_AMOUNT ? (millionths as Amount) : undefined
}

/** The amount as a plain decimal without needless zeros: `12.5`, `30`. */
export function formatAmount(value: Amount): string {
  const fraction = value % MILLION
  const whole = String((value - fraction) / MILLION)
  return fraction === 0 ? whole : `${whole}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
}
