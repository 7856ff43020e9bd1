/** What servers claim to be theirs, a package or an address, and which servers do: by keys that both sides write alike. */
import type { ServerLine } from '../import/codec.ts'
import { packageKey } from '../import/identity.ts'
import type { ServerFacts } from '../import/server-facts.ts'
import { isServerLine } from '../import/shards.ts'

/** Places of servers' lines, by what they claim. */
export type Claims = ReadonlyMap<string, readonly number[]>

/** Lines that claim something: only these are parsed. */
const CLAIMING = /"[pm]":/

/** The key of an address: host and path. */
export function addressKey(url: string): string {
  return `remote:${url.replace(/^https?:\/\//i, '').replace(/\/+$/, '')}`.toLowerCase()
}

/** An image's name without registry of its own, tag and digest; other packages' names as they are. */
function imageName({ registry, name }: { readonly registry: string; readonly name: string }): string {
  return registry === 'oci' || registry === 'docker'
    ? name
        .replace(/@sha256:.*$/, '')
        .replace(/:[\w.-]+$/, '')
        .replace(/^docker\.io\//, '')
    : name
}

/** The keys by which an entry can be claimed: its package and its address. */
function keysOfEntry({ package: pkg, remote }: Pick<ServerFacts, 'package' | 'remote'>): readonly string[] {
  return [
    ...(pkg === undefined ? [] : [packageKey({ ...pkg, name: imageName(pkg) })]),
    ...(remote === undefined ? [] : [addressKey(remote)]),
  ]
}

/** Reads the claims of all lines, each once. */
export function claimsOf(lines: readonly string[]): Claims {
  const claims = new Map<string, number[]>()
  for (const [at, text] of lines.entries()) {
    if (!isServerLine(text) || !CLAIMING.test(text)) continue
    const { p, m }: ServerLine = JSON.parse(text)
    const pkg = p === undefined ? undefined : { registry: p[0], name: p[1] }
    for (const key of keysOfEntry({ ...(pkg && { package: pkg }), ...(m !== undefined && { remote: m }) })) {
      const there = claims.get(key)
      if (there === undefined) claims.set(key, [at])
      else there.push(at)
    }
  }
  return claims
}
