/** `in_cidr`: addresses within networks (RFC 4632). */
import type { JsonValue } from '../decide/request.ts'
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import { isArray } from '../text/json.ts'
import { Fault } from './fault.ts'
import { type IpAddress, readIpAddress } from './ip-address.ts'
import { never, type Operator, unfit } from './operator.ts'

/** A network: all addresses whose first bits are these. */
interface Network {
  readonly family: 4 | 6
  readonly bits: bigint
  /** So many bits of an address are not looked at. */
  readonly free: bigint
}

/** An address that is within one of several networks. */
export const inCidr: Operator = {
  summary: 'a string that is an IP address in its usual form, within one of the networks',
  takes: 'a network, or a list',
  absent: never,
  reads: true,
  foldsCase: false,
  prepare(literal, { subject }) {
    const networks = readNetworks(literal)
    if (!networks.ok) return networks
    const wrong = new Fault(`${subject} must be an IP address in its canonical form`)
    return sound((value) => {
      const address = typeof value === 'string' ? readIpAddress(value) : undefined
      return address === undefined ? wrong : networks.value.some((network) => holds(network, address))
    })
  },
}

function readNetworks(literal: JsonValue): OrFlaw<readonly Network[]> {
  const written = isArray(literal) ? literal : [literal]
  const networks: Network[] = []
  for (const each of written) {
    if (typeof each !== 'string') return unfit('a network or an array of networks', 'Write "10.0.0.0/8".')
    const network = readNetwork(each)
    if (!network.ok) return network
    networks.push(network.value)
  }
  return sound(networks)
}

function readNetwork(text: string): OrFlaw<Network> {
  const [, base = '', prefix] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? []
  const address = readIpAddress(base)
  const size = address?.family === 4 ? 32 : 128
  const length = lengthOf(base, prefix, size)
  if (address === undefined || length < 0 || length > size) {
    const shown = JSON.stringify(text.slice(0, 64))
    return flawed('bad_value', `${shown} is not a network`, 'Write "10.0.0.0/8", "2001:db8::/32", or one address.')
  }
  const free = BigInt(size - length)
  const bits = address.value >> free
  if (bits << free === address.value) return sound({ family: address.family, bits, free })
  const remedy = 'Write the network’s first address: "10.0.0.0/8" rather than "10.1.2.3/8".'
  return flawed('bad_value', `${JSON.stringify(text)} has bits beyond its prefix`, remedy)
}

/** Without a prefix, one address. Of an IPv4 address in IPv6 clothes the prefix counts the clothes too. */
function lengthOf(base: string, prefix: string | undefined, size: number): number {
  if (prefix === undefined) return size
  return base.includes(':') && size === 32 ? Number(prefix) - 96 : Number(prefix)
}

function holds({ family, bits, free }: Network, address: IpAddress): boolean {
  return address.family === family && address.value >> free === bits
}
