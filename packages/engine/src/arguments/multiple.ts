/** Multiples of decimals, exactly: in binary fractions 0.3 is no multiple of 0.1. */

/** Whether a number is a whole multiple of another one, both as the decimals that they print as. */
export function isMultiple(value: number, of: number): boolean {
  if (!Number.isFinite(value) || !Number.isFinite(of) || of === 0) return false
  const left = decimalOf(value)
  const right = decimalOf(of)
  const places = Math.max(left.places, right.places)
  return scaled(left, places) % scaled(right, places) === 0n
}

interface Decimal {
  readonly digits: bigint
  /** Digits behind the point; negative where zeros stand before it. */
  readonly places: number
}

function decimalOf(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return { digits: BigInt(whole + fraction), places: fraction.length - Number(exponent) }
}

const scaled = ({ digits, places }: Decimal, to: number): bigint => digits * 10n ** BigInt(to - places)
