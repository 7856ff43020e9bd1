/**
 * Which numbers survive being read as a double. A decimal of at most 15 significant digits, and an exponent of at most
 * 15 either way, comes back from a double as it was written; of any other the digits that a server reads may differ from
 * those that a rule compared.
 */

const MOST_DIGITS = 15
const LARGEST_EXPONENT = 15
const LARGEST_DOUBLE_EXPONENT = 308

/** `exact`: reads back as written. `inexact`: may not. `out_of_range`: no double can hold it. */
export type Exactness = 'exact' | 'inexact' | 'out_of_range'

/** Judges a JSON number; linear in its length. */
export function exactnessOf(text: string): Exactness {
  const [mantissa = '', exponentText = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const digits = whole + fraction
  const first = nonZero(digits, 0, 1)
  if (first === digits.length) return 'exact'
  const significant = nonZero(digits, digits.length - 1, -1) - first + 1
  // The number is d.ddd × 10^exponent.
  const exponent = whole.length - 1 - first + Number(exponentText)
  if (exponent > LARGEST_DOUBLE_EXPONENT) return 'out_of_range'
  if (exponent === LARGEST_DOUBLE_EXPONENT && !Number.isFinite(Number(text))) return 'out_of_range'
  return significant > MOST_DIGITS || Math.abs(exponent) > LARGEST_EXPONENT ? 'inexact' : 'exact'
}

/** Index of the next digit that is not zero, or one beyond the last. */
function nonZero(digits: string, from: number, step: 1 | -1): number {
  let i = from
  while (digits[i] === '0') i += step
  return i
}
