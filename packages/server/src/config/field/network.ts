/** Networks of addresses: `10.0.0.0/8`, `fd00::/8`, or one address. */
import { isIP } from 'node:net'
import type { Fault } from './fault.ts'

const remedy = 'Write the address of a proxy, or a network such as "10.0.0.0/8" or "fd00::/8".'

/**
 * A network in CIDR notation (RFC 4632, RFC 4291), always with its prefix. Bits behind the prefix have to be zero, and
 * the network of all addresses is refused.
 */
export function readNetwork(text: string): string | Fault {
  const [, address, digits] = /^([0-9A-Fa-f:.]{2,45})(?:\/([0-9]{1,3}))?$/.exec(text) ?? []
  const version = address === undefined ? 0 : isIP(address)
  if (address === undefined || version === 0) return { fault: `${JSON.stringify(text)} is not a network.`, remedy }
  const bits = version === 4 ? 32 : 128
  const prefix = digits === undefined ? bits : Number(digits)
  if (prefix > bits) return { fault: `/${digits} is longer than an address of ${bits} bits.`, remedy }
  if (prefix === 0)
    return {
      fault: 'This network contains every address.',
      remedy: 'Name the proxies that stand before the gateway, and no one else.',
    }
  const value = addressBits(address)
  const host = BigInt(bits - prefix)
  if ((value >> host) << host !== value) {
    return {
      fault: `${JSON.stringify(text)} has bits set behind its prefix.`,
      remedy: 'Set the bits behind the prefix to zero, or lengthen the prefix.',
    }
  }
  return `${address}/${prefix}`
}

function addressBits(address: string): bigint {
  if (isIP(address) === 4) return fromGroups(address.split('.').map(Number), 8n)
  const hostname = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = hostname.split('::')
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
  const before = groups(head)
  const after = tail === undefined ? [] : groups(tail)
  return fromGroups([...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after], 16n)
}

const fromGroups = (groups: readonly number[], width: bigint): bigint =>
  groups.reduce((value, group) => (value << width) | BigInt(group), 0n)
