/** Who counts as one sender. */
import { isIPv6 } from 'node:net'

/**
 * The part of an address by which senders are told apart: an IPv4 address as a whole, of an IPv6 address the network
 * (64 bits), for the rest is the sender's own choice (RFC 4291, section 2.5.4).
 */
export function senderOf(address: string): string {
  const bare = address.split('%', 1)[0] ?? ''
  if (!isIPv6(bare)) return bare
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups =
    tail === undefined ? before : [...before, ...Array(8 - before.length - after.length).fill('0'), ...after]
  const mapped = groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff'
  return mapped ? dotted(groups) : `${groups.slice(0, 4).join(':')}::/64`
}

/** The IPv4 address in the last two groups of an IPv4-mapped one. */
function dotted(groups: readonly string[]): string {
  const bytes = groups.slice(6).flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 255]
  })
  return bytes.join('.')
}
