/** Groups of digits with what may stand between those of a phone number. */
import { isDashAt, isDigitAt, isInvisibleAt, isSpaceAt } from './characters.ts'

const MOST_MARKS = 3
/** More digits are never asked for. */
const MOST = 17

/** The groups that were read last. One is made, and each reading overwrites the one before: numbers are everywhere. */
export class PhoneGroups {
  count = 0
  private text = ''
  private readonly starts = new Int32Array(MOST)
  private readonly ends = new Int32Array(MOST)
  private readonly totals = new Int32Array(MOST)

  /**
   * Reads the groups from a digit on.
   * @param most the group with which there would be more digits is left out, and what follows it; at most 17
   * @param least and so is one with fewer digits
   */
  read(text: string, from: number, { most, least }: { readonly most: number; readonly least: number }): void {
    this.text = text
    this.count = 0
    let total = 0
    for (let start = from; ; ) {
      const end = endOfGroup(text, start, most)
      total += end - start
      if (total > most || end - start < least) return
      this.add(start, end, total)
      const next = endOfMarks(text, end)
      if (next === end || !isDigitAt(text, next)) return
      start = next
    }
  }

  private add(start: number, end: number, total: number): void {
    this.starts[this.count] = start
    this.ends[this.count] = end
    this.totals[this.count] = total
    this.count += 1
  }

  /** Where the last of the first groups ends. */
  endOf(count: number): number {
    return this.ends[count - 1] ?? 0
  }

  /** How many digits the first groups have. */
  digitsIn(count: number): number {
    return this.totals[count - 1] ?? 0
  }

  /** How many digits one group has; 0: there is no such group. */
  sizeOf(index: number): number {
    return index < this.count ? (this.ends[index] ?? 0) - (this.starts[index] ?? 0) : 0
  }

  /** One group, as it is written. */
  group(index: number): string {
    return this.text.slice(this.starts[index], this.ends[index])
  }

  /** All digits. */
  digits(): string {
    let digits = ''
    for (let index = 0; index < this.count; index++) digits += this.group(index)
    return digits
  }

  /** Whether a full stop and nothing else stands behind a group and before the next one. */
  hasDotBehind(index: number): boolean {
    const end = this.ends[index] ?? 0
    return this.starts[index + 1] === end + 1 && this.text[end] === '.'
  }
}

/** Longer ones than `most` need not be read to their end. */
function endOfGroup(text: string, start: number, most: number): number {
  let end = start
  while (end - start <= most && isDigitAt(text, end)) end++
  return end
}

/** Where what stands between two groups ends; at most three marks do. */
export function endOfMarks(text: string, start: number): number {
  let end = start
  while (end - start < MOST_MARKS && isMark(text, end)) end++
  return end
}

function isMark(text: string, index: number): boolean {
  const mark = text[index]
  if (mark === '.' || mark === '/' || mark === '(' || mark === ')') return true
  return isSpaceAt(text, index) || isDashAt(text, index) || isInvisibleAt(text, index)
}
