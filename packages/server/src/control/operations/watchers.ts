/** Who may see how the gateway does. */
import type { Watchers } from '../../config/operations.ts'
import { digestToken, sameSecret } from '../../crypto/token.ts'
import { type Networks, readNetworks } from '../../ports/networks.ts'

/** @returns whether a request may see it */
export type MayWatch = (headers: Headers, address: string) => boolean

/** What proxies add. Where one does, and nobody said to trust it, the address is the proxy's own. */
const FORWARDED = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']
const BEARER = /^Bearer ([\x21-\x7e]{1,500})$/i

/** Reads who it is, once. */
export function createWatchers({ networks: ranges, tokenDigest }: Watchers, trustsProxies: boolean): MayWatch {
  const networks = readNetworks(ranges)
  return (headers, address) => byToken(headers, tokenDigest) || byAddress(headers, { networks, address, trustsProxies })
}

function byToken(headers: Headers, digest: string | undefined): boolean {
  const token = BEARER.exec(headers.get('authorization') ?? '')?.[1]
  return token !== undefined && digest !== undefined && sameSecret(digestToken(token), digest)
}

interface Place {
  readonly networks: Networks | { readonly wrong: string }
  readonly address: string
  readonly trustsProxies: boolean
}

function byAddress(headers: Headers, { networks, address, trustsProxies }: Place): boolean {
  if (!trustsProxies && FORWARDED.some((name) => headers.has(name))) return false
  return 'has' in networks && networks.has(address)
}
