/** Where this installation may connect to when people who are not its operator name the address. */
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { isPublicAddress } from './public-address.ts'

/** What the operator says. */
export interface GuardOptions {
  /** `host:port`, lower case, exactly as servers' URLs name them: where addresses that are not public are allowed. */
  readonly allowed: () => ReadonlySet<string>
  /** Our own listeners and public names, `host:port`: never a destination. */
  readonly own: () => readonly string[]
}

/** Where a connection goes: as the URL names it. */
export interface Destination {
  /** A name, or an IP address without brackets. */
  readonly host: string
  readonly port: number
}

/** Judges connections. */
export interface Guard {
  /** Why the name is not even looked up; undefined: what it resolves to decides. */
  name(destination: Destination): string | undefined
  /** Why this address, to which the name resolved, is not dialled. */
  address(destination: Destination, address: string): string | undefined
  /** Whether the operator named this very destination. */
  allows(destination: Destination): boolean
}

/** A connection that was refused before anything was sent. */
export class DestinationRefused extends Error {
  readonly code = 'DESTINATION_REFUSED'
}

/** `host:port`, in the form in which destinations are compared. */
export function destinationKey({ host, port }: Destination): string {
  return `${host.includes(':') ? `[${host}]` : host.toLowerCase().replace(/\.$/, '')}:${port}`
}

/** The destination of a URL. */
export function destinationOf(url: URL): Destination {
  const standard = url.protocol === 'https:' ? 443 : 80
  return { host: url.hostname.replaceAll(/^\[|\]$/g, ''), port: url.port === '' ? standard : Number(url.port) }
}

/** A guard that asks for the operator's words at every connection. */
export function createGuard({ allowed, own }: GuardOptions): Guard {
  const allows = (destination: Destination): boolean => allowed().has(destinationKey(destination))
  return {
    allows,
    name(destination) {
      if (own().includes(destinationKey(destination))) return ownListener(destination)
      return isIP(destination.host) === 0 ? undefined : judge(destination, destination.host)
    },
    address: judge,
  }

  function judge(destination: Destination, address: string): string | undefined {
    const { port } = destination
    if (ownPorts(own()).has(port) && isThisMachine(address)) return ownListener(destination)
    if (isPublicAddress(address) || allows(destination)) return undefined
    const key = destinationKey(destination)
    // Not which one: whoever may name servers is not told what names of this network stand for.
    return `${key} is at no public address. The operator can allow exactly "${key}" under \`allow_destinations\`.`
  }
}

/**
 * A guard for what a server names rather than a person, such as its authorization server: the operator's exceptions
 * hold only where the server itself is at one of them.
 */
export function guardFor(guard: Guard, server: Destination): Guard {
  if (guard.allows(server)) return guard
  const judge = (destination: Destination, address: string): string | undefined => {
    if (isPublicAddress(address)) return guard.address(destination, address)
    return `${destinationKey(destination)} is at no public address, and a server elsewhere named it.`
  }
  return {
    allows: () => false,
    name: (destination) =>
      guard.name(destination) ?? (isIP(destination.host) === 0 ? undefined : judge(destination, destination.host)),
    address: judge,
  }
}

const ownListener = (destination: Destination): string =>
  `${destinationKey(destination)} is this installation itself. Name the server that stands behind it.`

function ownPorts(own: readonly string[]): ReadonlySet<number> {
  return new Set(own.map((key) => Number(key.slice(key.lastIndexOf(':') + 1))))
}

/** Whether connections to an address stay on this machine. */
function isThisMachine(address: string): boolean {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
  if (plain.startsWith('127.') || plain === '0.0.0.0' || plain === '::1' || plain === '::') return true
  return Object.values(networkInterfaces()).some((list) => list?.some((one) => one.address === plain) ?? false)
}
