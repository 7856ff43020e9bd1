/** Bounds of a grant as they are typed: addresses a line each, tags as `name=value`. */

/** Lines and commas part them. */
export const addressesIn = (text: string): string[] => text.split(/[\s,]+/).filter((one) => one !== '')

/** `team=crm` a line each; without `=` the value is empty. */
export function tagsIn(text: string): Record<string, string> {
  const lines = text
    .split(/\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=')
      return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    }),
  )
}

/** The same as it is typed. */
export const tagLines = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('\n')

const DAY = 86_400_000

/** For how long a grant is good. */
export const TERMS = [
  { value: '30', label: '30 days' },
  { value: '7', label: '7 days' },
  { value: '1', label: 'A day' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'Until it is revoked' },
] as const

/** When a term ends that begins now; null: never. */
export const endOf = (term: string, now: number): number | null => (term === '' ? null : now + Number(term) * DAY)
