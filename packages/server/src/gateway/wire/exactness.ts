/**
 * Which numbers survive being read as a double. A decimal of at most 15 significant digits, and an exponent of at most
 * 15 either way, comes back from a double as it was written; of any other the digits that a server reads may differ from
 * those that a rule compared.
 */

const MOST_DIGITS = 15
const LARGEST_EXPONENT = 15
const LARGEST_DOUBLE_EXPONENT = 308
/** Exponents are read up to here: whatever is larger is as far out of range as this. */
const EXPONENT_CEILING = 1_000_000_000

const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const LOWER_E = 0x65

/** `exact`: reads back as written. `inexact`: may not. `out_of_range`: no double can hold it. */
export type Exactness = 'exact' | 'inexact' | 'out_of_range'

/** Judges the JSON number at `start` to `end`; linear in its length. */
export function exactnessOf(bytes: Buffer, start: number, end: number): Exactness {
  const mantissaEnd = endOfMantissa(bytes, start, end)
  let digits = 0 // between the first and the last that is not zero
  let trailingZeros = 0
  let integerDigits = 0 // before the point, from the first that is not zero
  let leadingZeros = 0 // after the point, before the first that is not zero
  let afterPoint = false
  for (let i = start; i < mantissaEnd; i += 1) {
    const c = bytes[i] as number
    if (c === POINT) afterPoint = true
    if (c < ZERO || c > NINE) continue
    if (c !== ZERO) {
      digits += trailingZeros + 1
      trailingZeros = 0
    } else if (digits > 0) trailingZeros += 1
    else if (afterPoint) leadingZeros += 1
    if (!afterPoint && digits > 0) integerDigits += 1
  }
  if (digits === 0) return 'exact'
  const scale = integerDigits > 0 ? integerDigits - 1 : -1 - leadingZeros
  const exponent = scale + exponentOf(bytes, mantissaEnd, end)
  if (exponent > LARGEST_DOUBLE_EXPONENT) return 'out_of_range'
  if (exponent === LARGEST_DOUBLE_EXPONENT && !Number.isFinite(Number(bytes.toString('latin1', start, end)))) {
    return 'out_of_range'
  }
  return digits > MOST_DIGITS || Math.abs(exponent) > LARGEST_EXPONENT ? 'inexact' : 'exact'
}

function endOfMantissa(bytes: Buffer, start: number, end: number): number {
  for (let i = start; i < end; i += 1) if (((bytes[i] as number) | 0x20) === LOWER_E) return i
  return end
}

/** The number behind the `e` at `start`; 0 where there is none. */
function exponentOf(bytes: Buffer, start: number, end: number): number {
  let exponent = 0
  for (let i = start; i < end; i += 1) {
    const c = bytes[i] as number
    if (c >= ZERO && c <= NINE) exponent = Math.min(exponent * 10 + c - ZERO, EXPONENT_CEILING)
  }
  return bytes[start + 1] === MINUS ? -exponent : exponent
}
