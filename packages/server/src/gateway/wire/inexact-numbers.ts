/** Numbers of a JSON text that are not exact decimals of 15 digits, where they do not stand in the arguments of a call. */
import { createScan } from './scan.ts'

const scan = createScan()
const BEFORE = Buffer.from('{"params":{"arguments":')
const BEHIND = Buffer.from('}}')

/**
 * @param json a JSON text that was read before
 * @returns JSON Pointers relative to it
 */
export function inexactNumbersIn(json: Buffer): ReadonlySet<string> {
  // The reading of messages notes such numbers in one place: the text is put there.
  return scan(Buffer.concat([BEFORE, json, BEHIND])).inexact
}
