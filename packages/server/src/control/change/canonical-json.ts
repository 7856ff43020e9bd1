/** JSON in one form (RFC 8785 for the values that we write): members sorted by UTF-16 units, no spaces. */

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
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter((entry): entry is [string, PlainJson] => entry[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

const isList = (value: PlainJson): value is readonly PlainJson[] => Array.isArray(value)
