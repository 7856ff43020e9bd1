/** Strangers' JSON, read by its own properties only. */

/** An object of unknown content. */
export type Row = Readonly<Record<string, unknown>>

/** The value as an object; nothing for arrays, texts and the like. */
export function rowOf(value: unknown): Row | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : undefined
}

/** An own property. */
export function own(row: Row | undefined, key: string): unknown {
  return row !== undefined && Object.hasOwn(row, key) ? row[key] : undefined
}

/** An own text of 1 … `limit` UTF-16 units, trimmed. */
export function textIn(row: Row | undefined, key: string, limit = 2048): string | undefined {
  const value = own(row, key)
  if (typeof value !== 'string' || value.length > limit) return undefined
  const trimmed = value.trim()
  return trimmed === '' ? undefined : trimmed
}

/** The objects in an own list, at most `limit`. */
export function rowsIn(row: Row | undefined, key: string, limit = 256): readonly Row[] {
  const value = own(row, key)
  if (!Array.isArray(value)) return []
  return value
    .slice(0, limit)
    .map(rowOf)
    .filter((item) => item !== undefined)
}
