/** Which claims of a token prove which grant, as lines that people write: `sub = build, repo = shop`. */

/** Claims of a rule: each has to be one of its values. */
export type Claims = Readonly<Record<string, string | readonly string[]>>

/** “sub = build, repo = shop | web”. */
export const printClaims = (claims: Claims): string =>
  Object.entries(claims)
    .map(([name, value]) => `${name} = ${typeof value === 'string' ? value : value.join(' | ')}`)
    .join(', ')

/** Reads them; undefined where something is no `name = value`. */
export function readClaims(text: string): Record<string, string | string[]> | undefined {
  const found = new Map<string, string | string[]>()
  for (const part of text.split(',')) {
    const at = part.indexOf('=')
    const name = part.slice(0, at).trim()
    const values = part
      .slice(at + 1)
      .split('|')
      .map((value) => value.trim())
    if (at < 0 || name === '' || values.includes('')) return undefined
    const [only] = values
    found.set(name, values.length === 1 && only !== undefined ? only : values)
  }
  return Object.fromEntries(found)
}
