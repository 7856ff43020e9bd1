/** The check digit of card numbers (ISO/IEC 7812-1, annex B). */

/** Whether the last digit is right. @param digits ASCII digits only */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = digits.length - 1, doubled = false; i >= 0; i--, doubled = !doubled) {
    const digit = digits.charCodeAt(i) - 48
    sum += doubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}
