/** IP addresses in their one canonical text form: RFC 5952 for IPv6, four decimal numbers for IPv4. */

/** An address as a whole number; an IPv4 address in IPv6 clothes (RFC 4291, 2.5.5.2) is the IPv4 address. */
export interface IpAddress {
  readonly family: 4 | 6
  readonly value: bigint
}

/** No address is written in more characters. */
const MAX_LENGTH = 45

const OCTET = /^(?:0|[1-9]\d{0,2})$/
const GROUP = /^[0-9a-f]{1,4}$/
const MAPPED = 0xffffn

/** Reads an address; undefined where the text is none, or not its canonical form. */
export function readIpAddress(text: string): IpAddress | undefined {
  if (text.length > MAX_LENGTH) return undefined
  if (!text.includes(':')) return readIpv4(text)
  const groups = readGroups(text)
  if (groups === undefined) return undefined
  const value = groups.reduce((sum, group) => sum * 65_536n + BigInt(group), 0n)
  const isMapped = value >> 32n === MAPPED
  if (!isMapped) return formatIpv6(groups) === text ? { family: 6, value } : undefined
  const known = formatIpv6(groups) === text || formatMapped(value) === text
  return known ? { family: 4, value: value & 0xffff_ffffn } : undefined
}

function readIpv4(text: string): IpAddress | undefined {
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255)) return undefined
  return { family: 4, value: octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n) }
}

/** The eight groups of an IPv6 address; its last two may be written as an IPv4 address. */
function readGroups(text: string): readonly number[] | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  const [, head = '', tail = ''] = dotted ?? []
  const ipv4 = dotted === null ? undefined : readIpv4(tail)
  if (dotted !== null && ipv4 === undefined) return undefined
  const plain =
    ipv4 === undefined ? text : `${head}${(ipv4.value >> 16n).toString(16)}:${(ipv4.value & 0xffffn).toString(16)}`
  const halves = plain.split('::')
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - left.length - right.length
  const fits = halves.length === 1 ? missing === 0 : halves.length === 2 && missing > 0
  if (!fits || ![...left, ...right].every((group) => GROUP.test(group))) return undefined
  const filled = [...left, ...Array.from({ length: missing }, () => '0'), ...right]
  return filled.map((group) => Number.parseInt(group, 16))
}

/** The longest run of two or more zeros is shortened, the first of equals (RFC 5952, section 4.2). */
function formatIpv6(groups: readonly number[]): string {
  let start = 0
  let length = 1
  for (let from = 0; from < groups.length; from++) {
    let to = from
    while (groups[to] === 0) to++
    if (to - from > length) {
      start = from
      length = to - from
    }
  }
  const written = groups.map((group) => group.toString(16))
  if (length < 2) return written.join(':')
  return `${written.slice(0, start).join(':')}::${written.slice(start + length).join(':')}`
}

function formatMapped(value: bigint): string {
  const octets = [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n)
  return `::ffff:${octets.join('.')}`
}
