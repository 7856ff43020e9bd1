/** Numbers of bytes as people write them: `16KiB`, `1MiB`, `2GiB`. */
import type { Fault } from './fault.ts'

const units: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

/** The form of a size, for editors. */
export const sizePattern = '^[0-9]{1,9}(B|KiB|MiB|GiB)$'

/** Bytes of a size between two bounds, both in bytes and included. */
export function readSize(text: string, least: number, most: number): number | Fault {
  const [, digits, unit] = /^([0-9]{1,9})(B|KiB|MiB|GiB)$/.exec(text) ?? []
  const size = unit === undefined ? undefined : units[unit]
  if (digits === undefined || size === undefined) {
    return {
      fault: `${JSON.stringify(text)} is not a size.`,
      remedy: 'Write a number and a unit, such as "512KiB", "1MiB" or "2GiB".',
    }
  }
  const bytes = Number(digits) * size
  if (bytes >= least && bytes <= most) return bytes
  return {
    fault: `${JSON.stringify(text)} is out of range.`,
    remedy: `Write a size between ${formatSize(least)} and ${formatSize(most)}.`,
  }
}

/** A size in the largest unit that holds it as a whole number. */
export function formatSize(bytes: number): string {
  for (const unit of ['GiB', 'MiB', 'KiB']) {
    const size = units[unit] ?? 1
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`
  }
  return `${bytes}B`
}
