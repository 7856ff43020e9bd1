/** `host_in`: hosts of addresses of the web, read so narrowly that every client reads the same host. */
import type { JsonValue } from '../decide/request.ts'
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import { isArray } from '../text/json.ts'
import { Fault } from './fault.ts'
import { readIpAddress } from './ip-address.ts'
import { never, type Operator, unfit } from './operator.ts'

/** What an address says of where it leads. */
export interface Authority {
  /** In the one form that the URL Standard (WHATWG) would write it in, too. */
  readonly host: string
  readonly port: number
}

/** Hosts that are meant. */
interface HostPattern {
  /** Without the beginning `*.`. */
  readonly host: string
  /** Whether names below the host are meant, and not the host. */
  readonly below: boolean
  /** Undefined: any. */
  readonly port: number | undefined
}

const MAX_HOST_LENGTH = 253
const PORTS: Readonly<Record<string, number>> = { http: 80, ws: 80, https: 443, wss: 443 }

/** Visible ASCII without the backslash, which browsers take for a slash. */
const PLAIN = /^[\x21-\x5b\x5d-\x7e]*$/
const URL = /^(https?|wss?):\/\/([^/?#:[\]@]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?(?:[/?#]|$)/
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** A last label of this kind makes browsers read the host as an IPv4 address. */
const NUMERIC = /^(?:\d+|0x[0-9a-f]*)$/
const PATTERN = /^(\*\.)?([^:[\]]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?$/

/**
 * Where an address leads; undefined for one that clients might read in different ways. Only http, https, ws and wss in
 * lower case; no user names, no escapes, no capitals, no unusual forms of numbers in the host.
 */
export function readAuthority(text: string): Authority | undefined {
  if (!PLAIN.test(text)) return undefined
  const [, scheme = '', host = '', digits] = URL.exec(text) ?? []
  const port = digits === undefined ? PORTS[scheme] : Number(digits)
  return isHost(host) && port !== undefined && port <= 65_535 ? { host, port } : undefined
}

/** An IPv4 address in IPv6 clothes leads where the IPv4 address does: it is that one. */
function plainAddress(host: string): string {
  const address = host.startsWith('[') ? readIpAddress(host.slice(1, -1)) : undefined
  if (address?.family !== 4) return host
  return [24n, 16n, 8n, 0n].map((shift) => (address.value >> shift) & 255n).join('.')
}

/** Prepares a test for the hosts of a list: names, `*.names`, addresses, each with a port where it is to count. */
export function hostTest(literal: JsonValue): OrFlaw<(authority: Authority) => boolean> {
  const written = isArray(literal) ? literal : [literal]
  const patterns: HostPattern[] = []
  for (const each of written) {
    if (typeof each !== 'string') return unfit('a host or an array of hosts', 'Write "example.com" or "*.example.com".')
    const pattern = readPattern(each)
    if (pattern === undefined) return notAHost(each)
    patterns.push(pattern)
  }
  return sound(({ host, port }) => {
    const meant = { host: plainAddress(host), port }
    return patterns.some((pattern) => isMeant(pattern, meant))
  })
}

/** An address whose host is one of several. */
export const hostIn: Operator = {
  summary:
    'a string that is a web address (http, https, ws, wss) on one of the hosts; "*.x" is every host below x, not x',
  takes: 'a host, or a list',
  absent: never,
  reads: true,
  foldsCase: false,
  prepare(literal, { subject }) {
    const test = hostTest(literal)
    if (!test.ok) return test
    const wrong = new Fault(
      `${subject} must be a plain web address: lower-case host, no user name, no spaces or backslashes`,
    )
    return sound((value) => {
      const authority = typeof value === 'string' ? readAuthority(value) : undefined
      return authority === undefined ? wrong : test.value(authority)
    })
  },
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) return isIpv6(host.slice(1, -1))
  const labels = host.split('.')
  if (host.length > MAX_HOST_LENGTH || !labels.every((label) => LABEL.test(label))) return false
  return !NUMERIC.test(labels.at(-1) ?? '') || readIpAddress(host) !== undefined
}

/** The URL Standard writes an IPv4 address in IPv6 clothes without dots; so it is read here. */
function isIpv6(text: string): boolean {
  return !text.includes('.') && text.includes(':') && readIpAddress(text) !== undefined
}

function readPattern(text: string): HostPattern | undefined {
  const [, star, host = '', digits] = PATTERN.exec(text) ?? []
  const port = digits === undefined ? undefined : Number(digits)
  if (!isHost(host) || (port !== undefined && port > 65_535)) return undefined
  if (star !== undefined && (host.startsWith('[') || NUMERIC.test(host.split('.').at(-1) ?? ''))) return undefined
  return { host: plainAddress(host), below: star !== undefined, port }
}

function isMeant({ host, below, port }: HostPattern, authority: Authority): boolean {
  if (port !== undefined && port !== authority.port) return false
  return below ? authority.host.endsWith(`.${host}`) : authority.host === host
}

function notAHost(text: string): OrFlaw<never> {
  return flawed(
    'bad_value',
    `${JSON.stringify(text.slice(0, 64))} is not a host`,
    'Write a host in small letters, such as "example.com", "*.example.com", "example.com:8443" or "192.0.2.1"; foreign letters as punycode.',
  )
}
