/** Sets of networks, and whether an address belongs to one of them. */
import { BlockList, isIP } from 'node:net'

/** Networks that were read. */
export interface Networks {
  /** False for what is no address. IPv4 addresses may be written as IPv6 ones (RFC 4291, section 2.5.5.2). */
  has(address: string): boolean
}

const RANGE = /^([0-9A-Fa-f:.]{2,45})(?:\/([0-9]{1,3}))?$/

/**
 * Reads networks in CIDR notation (RFC 4632, RFC 4291), or single addresses.
 * @returns the first text that is none
 */
export function readNetworks(ranges: readonly string[]): Networks | { readonly wrong: string } {
  const list = new BlockList()
  for (const range of ranges) if (!add(list, range)) return { wrong: range }
  return {
    has(address) {
      const kind = isIP(address)
      return kind !== 0 && list.check(address, kind === 6 ? 'ipv6' : 'ipv4')
    },
  }
}

function add(list: BlockList, range: string): boolean {
  const [, address = '', digits] = RANGE.exec(range) ?? []
  const kind = isIP(address)
  const bits = kind === 6 ? 128 : 32
  const prefix = digits === undefined ? bits : Number(digits)
  if (kind === 0 || prefix > bits) return false
  list.addSubnet(address, prefix, kind === 6 ? 'ipv6' : 'ipv4')
  return true
}
