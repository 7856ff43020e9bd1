/** JSON in one form (RFC 8785 for the values that we write): keys sorted by UTF-16 units, no spaces. */

/** A value of JSON; members that are undefined are left out. */
export type PlainJson =
  | string
  | number
  | boolean
  | null
  | readonly PlainJson[]
  | { readonly [key: string]: PlainJson | undefined }

/** The one text of a value: equal values give equal texts. */
export function canonicalJson(value: PlainJson): string {
  return JSON.stringify(sorted(value))
}

function sorted(value: PlainJson): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value) as [string, PlainJson | undefined][]
  return Object.fromEntries(
    entries
      .filter((entry): entry is [string, PlainJson] => entry[1] !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  )
}
