/** The check digit of card numbers (ISO/IEC 7812-1, annex B). */

/** Whether the last of the first `count` digits is right. */
export function passesLuhn(digits: ArrayLike<number>, count: number): boolean {
  let sum = 0
  for (let i = count - 1, doubled = false; i >= 0; i--, doubled = !doubled) {
    const digit = digits[i] ?? 0
    sum += doubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}
