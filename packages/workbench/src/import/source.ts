/** Foreign documents, looked into without trust. */

/** A mapping of the source. */
export type Mapping = Readonly<Record<string, unknown>>

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member, own properties only. */
export function member(mapping: Mapping, key: string): unknown {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined
}

/** A member that is text; undefined where it is absent or anything else. */
export function textOf(mapping: Mapping, key: string): string | undefined {
  const value = member(mapping, key)
  return typeof value === 'string' ? value : undefined
}

/** The keys that nobody expects. */
export function strangers(mapping: Mapping, known: ReadonlySet<string>): readonly string[] {
  return Object.keys(mapping).filter((key) => !known.has(key))
}
