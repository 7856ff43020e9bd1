/** Which number tokens of a JSON text (RFC 8259, section 6) JavaScript reads without changing their value. */

/** A double keeps every decimal of so many significant digits (IEEE 754 binary64). */
const MAX_DIGITS = 15
const MAX_EXPONENT = 15

const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/**
 * Whether a JSON number is judged as it was written: at most 15 significant digits, and in scientific notation an
 * exponent of at most 15 either way. Zeros before the first and after the last other digit do not count.
 * @param token the number's source text
 */
export function isExactNumber(token: string): boolean {
  const match = NUMBER.exec(token)
  if (match === null) return false
  const [, whole = '', fraction = '', exponent = '0'] = match
  const digits = whole + fraction
  const first = firstNonZero(digits)
  if (first === digits.length) return true
  if (endOfDigits(digits) - first > MAX_DIGITS) return false
  return Math.abs(whole.length - 1 - first + Number(exponent)) <= MAX_EXPONENT
}

function firstNonZero(digits: string): number {
  let index = 0
  while (digits[index] === '0') index++
  return index
}

function endOfDigits(digits: string): number {
  let end = digits.length
  while (digits[end - 1] === '0') end--
  return end
}
