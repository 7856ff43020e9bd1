/** Hosts in the one form that has no other spelling. */

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/
const NUMERIC = /^(?:[0-9]+|0x[0-9a-f]*)$/
const OCTET = /^(?:0|[1-9][0-9]{0,2})$/

/**
 * Whether a host is written plainly: lower-case letters, digits and hyphens in labels, or an IP address in its canonical
 * text form (RFC 5952 for IPv6, in brackets). A host whose last label is a number is an IPv4 address to every browser
 * (WHATWG URL, host parsing), so it must be one in full.
 */
export function isPlainHost(host: string): boolean {
  if (host.startsWith('[')) return host.endsWith(']') && isCanonicalIpv6(host.slice(1, -1))
  const labels = host.split('.')
  if (host.length > 253 || !labels.every((label) => LABEL.test(label))) return false
  return NUMERIC.test(labels.at(-1) ?? '') ? isIpv4(labels) : true
}

const isIpv4 = (octets: readonly string[]): boolean =>
  octets.length === 4 && octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255)

function isCanonicalIpv6(text: string): boolean {
  const groups = groupsOf(text)
  return groups !== undefined && formatIpv6(groups) === text
}

function groupsOf(text: string): readonly number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  if (![...left, ...right].every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined
  const missing = 8 - left.length - right.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  return [...left, ...Array.from({ length: missing }, () => '0'), ...right].map((group) => Number.parseInt(group, 16))
}

/** The longest run of two or more zeros is shortened, the first of equals (RFC 5952, section 4.2). */
function formatIpv6(groups: readonly number[]): string {
  let best = { at: 0, length: 1 }
  for (let at = 0; at < groups.length; at++) {
    let end = at
    while (end < groups.length && groups[end] === 0) end++
    if (end - at > best.length) best = { at, length: end - at }
  }
  const hex = groups.map((group) => group.toString(16))
  if (best.length < 2) return hex.join(':')
  return `${hex.slice(0, best.at).join(':')}::${hex.slice(best.at + best.length).join(':')}`
}
