/** A stack as an address: slugs of entries and nothing else, so that it can be shared. */

const SLUG = /^[a-z0-9-]{1,80}$/

/** Most servers of a shared stack. */
const MOST = 50

/** The slugs that a query names: `s=a&s=b` as a form sends them, and `s=a,b` as links hold them. Each once, in order. */
export function slugsOfQuery(values: readonly string[]): readonly string[] {
  const slugs = values.slice(0, 2 * MOST).flatMap((value) => value.slice(0, MOST * 81).split(','))
  return [...new Set(slugs.map((slug) => slug.trim()).filter((slug) => SLUG.test(slug)))].slice(0, MOST)
}

/** The query of a stack: the same servers in any order make the same text. Empty for none. */
export function queryOfSlugs(slugs: readonly string[]): string {
  const sorted = [...slugsOfQuery(slugs)].sort()
  return sorted.length === 0 ? '' : `s=${sorted.join(',')}`
}
