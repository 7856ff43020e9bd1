/** The places of tools in addresses. */
import { byText } from './import/merge.ts'
import { sha256 } from './sha256.ts'
import { cut } from './text.ts'
import { tokenize } from './tokens.ts'

/** Longest slug. */
const LIMIT = 80

/** Digits of a name's SHA-256 that tell it from others of one slug. */
const DIGITS = 8

function plainOf(name: string): string {
  return tokenize(name)
    .join('-')
    .replace(/[^a-z0-9-]+/g, '')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '')
}

function hashed(name: string): string {
  const hash = sha256(name).slice(0, DIGITS)
  const plain = cut(plainOf(name), LIMIT - DIGITS - 1).replace(/-$/, '')
  return plain === '' ? `tool-${hash}` : `${plain}-${hash}`
}

/** Lower case with one kind of joint comes first: what most names of a server look like. */
function styleOf(name: string): number {
  if (/^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(name)) return 0
  return /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) ? 1 : 2
}

/**
 * The slug of each tool of one server by its name: `[a-z0-9-]{1,80}`, each only once. `get_profiles` and `getProfiles` are
 * both `get-profiles`: where one server has both, the plainer name gets it, and the other ends in 8 digits of its name's
 * SHA-256, as does a name of other letters or one that is too long. The order of the names changes nothing.
 */
export function toolSlugs(names: Iterable<string>): ReadonlyMap<string, string> {
  const ordered = Array.from(new Set(names), (name) => ({ name, style: styleOf(name) })).sort(
    (a, b) => a.style - b.style || byText(a.name, b.name),
  )
  const slugs = new Map<string, string>()
  const used = new Set<string>()
  for (const { name } of ordered) {
    const plain = plainOf(name)
    const fits = plain !== '' && plain.length <= LIMIT && !used.has(plain)
    const slug = fits ? plain : hashed(name)
    used.add(slug)
    slugs.set(name, slug)
  }
  return slugs
}

/** The name of the tool that has this slug among these; undefined where none has. */
export function toolOfSlug(names: Iterable<string>, slug: string): string | undefined {
  for (const [name, own] of toolSlugs(names)) if (own === slug) return name
  return undefined
}
