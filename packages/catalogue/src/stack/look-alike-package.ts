/** Packages whose names are easily taken for well-known ones. */
import { packageKey } from '../import/identity.ts'
import { distance } from '../search/distance.ts'
import type { LaunchedPackage } from './launch.ts'
import { WELL_KNOWN } from './well-known.ts'

/** A name without its scope's sign, separators and doubled letters, as a hurried eye reads it. */
function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/[0]/g, 'o')
    .replace(/[1]/g, 'l')
    .replace(/rn/g, 'm')
    .replace(/[^a-z2-9]/g, '')
}

interface WellKnownName {
  readonly registry: string
  readonly name: string
  readonly bare: string
}

const NAMES: readonly WellKnownName[] = [...WELL_KNOWN.keys()].map((key) => {
  const colon = key.indexOf(':')
  const name = key.slice(colon + 1)
  return { registry: key.slice(0, colon), name, bare: bare(name) }
})

function scopeOf(name: string): string | undefined {
  return /^@[^/]+(?=\/)/.exec(name)?.[0]
}

/** The nearest spelling: within the last 31 letters, which is what is compared. */
function near(one: string, other: string): boolean {
  const [a, b] = [one.slice(-31), other.slice(-31)]
  const most = Math.min(a.length, b.length) >= 12 ? 2 : 1
  return Math.abs(one.length - other.length) <= most && distance(a, b, most) <= most
}

/**
 * The well-known package of the same registry that a name imitates: one or two letters beside it, or the same words in
 * another scope. Undefined for the well-known ones themselves, for short names, and for names of the same scope.
 */
export function imitated(pkg: LaunchedPackage): string | undefined {
  if (pkg.registry === 'unknown' || WELL_KNOWN.has(packageKey(pkg)) || pkg.name.length > 100) return undefined
  const own = bare(pkg.name)
  if (own.length < 8) return undefined
  const scope = scopeOf(pkg.name)
  return NAMES.find((known) => {
    if (known.registry !== pkg.registry || (scope !== undefined && scope === scopeOf(known.name))) return false
    return own === known.bare || near(own, known.bare)
  })?.name
}
