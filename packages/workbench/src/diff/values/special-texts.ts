/** Addresses of the web, of networks, and instants, around those that a policy names. */
import { type JsonValue, readDate, readInstant } from '@portcullis/engine'
import type { Atom } from '../atoms.ts'
import type { Values } from './leaf.ts'

function textsOf(atoms: readonly Atom[]): readonly string[] {
  const literals = atoms.flatMap(({ comparison }): readonly JsonValue[] => {
    const value = comparison?.value ?? null
    return Array.isArray(value) ? value : [value]
  })
  return [...new Set(literals.filter((each) => typeof each === 'string'))]
}

const nothing: Values = { values: [], whole: true }

/** For each host: itself, one below it, with the ports that are named and with others; and hosts of nobody. */
export function hostsFor(atoms: readonly Atom[]): Values {
  const written = textsOf(atoms)
  if (atoms.length === 0) return nothing
  const parts = written.map((each) => /^(?:\*\.)?(.*?)(?::(\d+))?$/.exec(each) ?? [])
  const ports = [...new Set(['', ...parts.flatMap(([, , port]) => (port === undefined ? [] : [`:${port}`])), ':8'])]
  const hosts = parts.flatMap(([, host = '']) => [host, ...(/[a-z]$/.test(host) ? [`a.${host}`, `b.${host}`] : [])])
  const urls = [...hosts, 'x.invalid', 'x.example'].flatMap((host) =>
    ports.flatMap((port) => [`https://${host}${port}/`, `http://${host}${port}/x`]),
  )
  return { values: [...new Set(urls)], whole: written.length <= 100 }
}

/** For each network: its first and last address, and those just outside. */
export function addressesFor(atoms: readonly Atom[]): Values {
  if (atoms.length === 0) return nothing
  const texts = textsOf(atoms).flatMap((written) => {
    const [base = '', prefix] = written.split('/')
    const isMapped = base.includes(':') && base.includes('.')
    if (isMapped) return [base]
    const size = base.includes(':') ? 128 : 32
    const value = base.includes(':') ? ipv6Value(base) : ipv4Value(base)
    const free = BigInt(size - (prefix === undefined ? size : Number(prefix)))
    const last = value + (1n << free) - 1n
    return [value, last, value - 1n, last + 1n]
      .filter((each) => each >= 0n && each < 1n << BigInt(size))
      .map(size === 32 ? ipv4Text : ipv6Text)
  })
  const whole = !texts.some((text) => text.includes(':') && text.includes('.'))
  return { values: [...new Set([...texts, '203.0.113.7', '2001:db8:ffff::7'])], whole }
}

const ipv4Value = (text: string): bigint => text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)

const ipv4Text = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')

function ipv6Value(text: string): bigint {
  const [head = '', tail] = text.split('::')
  const groups = (part: string | undefined): readonly string[] =>
    part === undefined || part === '' ? [] : part.split(':')
  const before = groups(head)
  const behind = groups(tail)
  const zeros = Array.from({ length: 8 - before.length - behind.length }, () => '0')
  return [...before, ...zeros, ...behind].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

/** The form of RFC 5952: the longest run of zeros is left out. */
function ipv6Text(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16))
  const runs = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run)
  const longest = runs.reduce(
    (best, run) => (run.replace(/^:/, '').length > best.replace(/^:/, '').length ? run : best),
    '',
  )
  if (longest === '') return groups.join(':')
  const text = groups.join(':')
  const at = text.indexOf(longest)
  return `${text.slice(0, at)}::${text.slice(at + longest.length).replace(/^:/, '')}`
}

const DAY = 86_400_000

/** Each instant or date that is named, and its neighbours. */
export function instantsFor(atoms: readonly Atom[]): Values {
  if (atoms.length === 0) return nothing
  const values = textsOf(atoms).flatMap((written) => {
    const date = readDate(written)
    if (date !== undefined) {
      const day = Date.parse(`${written}T00:00:00Z`)
      return [written, ...[day - DAY, day + DAY].map((each) => new Date(each).toISOString().slice(0, 10))]
    }
    const instant = readInstant(written)
    if (instant === undefined) return []
    return [written, ...[instant.second - 1, instant.second + 1_000].map((each) => new Date(each).toISOString())]
  })
  return { values: [...new Set([...values, '2000-01-01', '2000-01-01T00:00:00Z'])], whole: values.length <= 300 }
}
