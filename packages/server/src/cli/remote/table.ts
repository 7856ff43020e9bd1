/** Tables on a terminal. */
import { safeLine } from '../../ports/safe-text.ts'

/** Lines of aligned columns below their headings, two blanks apart; the last column is as long as it is. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings.map((heading) => heading.toUpperCase()), ...rows.map((row) => row.map(safeLine))]
  const widths = headings.map((_, at) => Math.max(...all.map((row) => [...(row[at] ?? '')].length)))
  const last = headings.length - 1
  return all
    .map((row) =>
      row
        .map((cell, at) => (at === last ? cell : cell + ' '.repeat((widths[at] ?? 0) - [...cell].length)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}

/** Names and values, one a line. */
export function sheet(entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries
    .map(
      ([name, value]) =>
        `${name.padEnd(width)}  ${value
          .split('\n')
          .map(safeLine)
          .join(`\n${' '.repeat(width + 2)}`)}\n`,
    )
    .join('')
}
