/** Tables of figures. */
import type { Spread } from './statistics.ts'

export type Format = (value: number) => string

export const whole: Format = (value) => Math.round(value).toLocaleString('en').replaceAll(',', ' ')
export const fixed =
  (digits: number): Format =>
  (value) =>
    value.toFixed(digits)

/** `median (min–max)`. */
export const show = (of: Spread | undefined, format: Format): string =>
  of === undefined || !Number.isFinite(of.median) ? '–' : `${format(of.median)} (${format(of.min)}–${format(of.max)})`

/** The first column is of words, the others of numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line), ''].join('\n')
}
