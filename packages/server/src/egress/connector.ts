/** Connections that a guard allowed: the address that was judged is the one that is dialled. */
import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { type Destination, DestinationRefused, type Guard } from './guard.ts'

/** Resolves a name to all of its addresses; tests give one of their own. */
export type Resolve = (
  host: string,
  done: (error: Error | null, addresses: readonly { readonly address: string; readonly family: number }[]) => void,
) => void

const systemResolve: Resolve = (host, done) => lookup(host, { all: true }, (error, found) => done(error, found ?? []))

/** Connectors that are kept, for the TLS sessions they know. */
const KEPT = 64

/**
 * For `connect` of undici's `Pool`, `Client` and `Agent`. Every connection is judged anew: a name may have come to mean
 * another address since the last one.
 * @param timeout milliseconds
 */
export function guardedConnector(
  guard: Guard,
  timeout: number,
  resolve: Resolve = systemResolve,
): buildConnector.connector {
  const known = new Map<string, buildConnector.connector>()
  return (options, callback) => {
    const destination = destinationFor(options)
    const refused = guard.name(destination)
    if (refused !== undefined) {
      callback(new DestinationRefused(refused), null)
      return
    }
    const key = `${options.protocol}//${destination.host}:${destination.port}`
    const connect =
      known.get(key) ?? buildConnector({ timeout, allowH2: false, lookup: guardedLookup(guard, destination, resolve) })
    known.delete(key)
    known.set(key, connect)
    for (const oldest of known.keys()) if (known.size > KEPT) known.delete(oldest)
    connect(options, callback)
  }
}

/**
 * The same judgement for whoever opens sockets alone: asked before each connection, it says how the name is resolved,
 * or why nothing is dialled.
 */
export function guardedDial(guard: Guard, resolve: Resolve = systemResolve) {
  return (destination: Destination): LookupFunction | DestinationRefused => {
    const refused = guard.name(destination)
    return refused === undefined ? guardedLookup(guard, destination, resolve) : new DestinationRefused(refused)
  }
}

function destinationFor({ hostname, port, protocol }: buildConnector.Options): Destination {
  const standard = protocol === 'https:' ? 443 : 80
  return { host: hostname.replaceAll(/^\[|\]$/g, ''), port: port === '' ? standard : Number(port) }
}

/** One address that may not be dialled refuses all: whoever answers with both means no good. */
function guardedLookup(guard: Guard, destination: Destination, resolve: Resolve): LookupFunction {
  return (host, { all }, callback) => {
    resolve(host, (error, found) => {
      const [first] = found
      const problem = error ?? judged(guard, destination, found)
      if (problem !== null || first === undefined)
        callback(problem ?? new DestinationRefused(`${host} has no address.`), '')
      else if (all === true) callback(null, [...found])
      else callback(null, first.address, first.family)
    })
  }
}

function judged(guard: Guard, destination: Destination, found: readonly { readonly address: string }[]): Error | null {
  for (const { address } of found) {
    const refused = isIP(address) === 0 ? `${address} is no IP address.` : guard.address(destination, address)
    if (refused !== undefined) return new DestinationRefused(refused)
  }
  return null
}
