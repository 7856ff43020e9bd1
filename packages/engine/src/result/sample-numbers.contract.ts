/** Numbers with check digits, made independently of the detectors: right ones and wrong ones. */
import type { Random } from './sample-random.contract.ts'

const ISSUERS: readonly (readonly [prefix: string, length: number])[] = [
  ['4', 16],
  ['4', 19],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['2720', 16],
  ['34', 15],
  ['37', 15],
  ['6011', 16],
  ['65', 16],
  ['62', 17],
  ['3528', 16],
  ['36', 14],
  ['6304', 13],
]
const COUNTRIES: readonly (readonly [code: string, digits: number])[] = [
  ['DE', 18],
  ['AT', 16],
  ['BE', 12],
  ['ES', 20],
  ['PL', 24],
  ['NO', 11],
  ['SI', 15],
  ['PT', 21],
]

function luhnDigit(body: string): number {
  const sum = [...body].reverse().reduce((total, character, index) => {
    const doubled = Number(character) * (index % 2 === 0 ? 2 : 1)
    return total + Math.floor(doubled / 10) + (doubled % 10)
  }, 0)
  return (10 - (sum % 10)) % 10
}

/** @param off how far the check digit is from the right one */
export function card(random: Random, off: number): string {
  const [prefix, length] = random.pick(ISSUERS)
  const body = prefix + random.digits(length - prefix.length - 1)
  return grouped(random, body + String((luhnDigit(body) + off) % 10))
}

export const checkedCard = (random: Random): string => card(random, 0)

function grouped(random: Random, number: string): string {
  if (number.length === 16 && random.below(2) === 0) {
    return number.replaceAll(/(\d{4})(?=\d)/g, `$1${random.pick([' ', '-'])}`)
  }
  if (number.length === 15 && random.below(2) === 0) return number.replace(/(\d{4})(\d{6})/, '$1 $2 ')
  return number
}

/** @param off how far the checksum is from the right one */
export function iban(random: Random, off: number): string {
  const [country, digits] = random.pick(COUNTRIES)
  const account = random.digits(digits)
  const letters = [...country].map((letter) => letter.charCodeAt(0) - 55).join('')
  const right = 98n - (BigInt(`${account}${letters}00`) % 97n)
  const check = ((Number(right) - 2 + off) % 97) + 2
  const written = `${country}${String(check).padStart(2, '0')}${account}`
  return random.below(2) === 0 ? written : written.replaceAll(/(.{4})(?=.)/g, '$1 ')
}

export const checkedIban = (random: Random): string => iban(random, 0)
