/** Addresses to listen on: `127.0.0.1:4100`, `[::1]:4100`, `localhost:4100`. */
import { isIP, isIPv4, isIPv6 } from 'node:net'
import type { Fault } from './fault.ts'

/** Where a listener binds. */
export interface Address {
  /** An IP address without brackets, or `localhost`. */
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  /** Whether only this machine can connect. */
  readonly loopback: boolean
}

const remedy =
  'Write an address and a port, such as "127.0.0.1:4100" or "[::1]:4100"; "0.0.0.0:4100" binds every interface.'

/** An address to bind; host names other than `localhost` are refused, for what they resolve to may change. */
export function readAddress(text: string): Address | Fault {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9.-]{1,253})):([0-9]{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain?.toLowerCase()
  if (host === undefined || digits === undefined)
    return { fault: `${JSON.stringify(text)} is not an address with a port.`, remedy }
  if (bracketed !== undefined ? !isIPv6(bracketed) : host !== 'localhost' && !isIPv4(host)) {
    return { fault: `${JSON.stringify(host)} is not an IP address.`, remedy }
  }
  const port = Number(digits)
  if (port > 65_535) return { fault: `${digits} is not a port.`, remedy: 'Write a port between 0 and 65535.' }
  const canonical = bracketed === undefined ? host : new URL(`http://[${host}]`).hostname.slice(1, -1)
  return { host: canonical, port, loopback: isLoopback(canonical) }
}

/** Whether an IP address, or `localhost`, reaches this machine only. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  if (isIPv4(host)) return host.startsWith('127.')
  if (isIP(host) !== 6) return false
  const canonical = new URL(`http://[${host}]`).hostname
  return canonical === '[::1]' || canonical.startsWith('[::ffff:7f')
}

/** Whether an address stands for all addresses of this machine. */
export function isEveryInterface(host: string): boolean {
  return host === '0.0.0.0' || (isIPv6(host) && new URL(`http://[${host}]`).hostname === '[::]')
}

/** An address as it stands in a URL or a `Host` header. */
export function formatAddress({ host, port }: { readonly host: string; readonly port: number }): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
}
