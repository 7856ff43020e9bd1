/** The address of a client, as far as it can be trusted. */
import { BlockList, isIP } from 'node:net'

/** The proxies whose `X-Forwarded-For` is believed; none by default. */
export interface ProxyTrust {
  trusts(address: string): boolean
}

/** @param ranges addresses and CIDR ranges, checked when the configuration was read */
export function proxyTrust(ranges: readonly string[]): ProxyTrust {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    list.addSubnet(address, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family)
  }
  return {
    trusts(address) {
      const kind = isIP(address)
      return kind !== 0 && list.check(address, kind === 6 ? 'ipv6' : 'ipv4')
    },
  }
}

const V4_MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/

/** @returns the rightmost hop that is no trusted proxy; undefined where that is no address */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trust: ProxyTrust,
): string | undefined {
  let address = peer?.startsWith(':') ? peer.replace(V4_MAPPED, '') : peer
  if (address === undefined || forwardedFor === undefined || !trust.trusts(address)) return address
  const hops = forwardedFor.split(',').map((hop) => hop.trim())
  for (let hop = hops.pop(); hop !== undefined; hop = hops.pop()) {
    if (isIP(hop) === 0) return undefined
    address = hop
    if (!trust.trusts(hop)) return hop
  }
  return address
}
