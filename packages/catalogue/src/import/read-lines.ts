/** Compilations in JSON Lines: a server, a tool or a bare name a line. */
import type { FactSource, ToolAnnotations, Transport } from '../entry.ts'
import { addressOf, identityOf, repositoryOf } from './identity.ts'
import { licenceName } from './license.ts'
import { canBeTool, shownName } from './names.ts'
import { own, type Row, rowOf, rowsIn, textIn } from './row.ts'
import type { Found, FoundServer, FoundTool } from './server-facts.ts'

const REGISTRY = /^[a-z]{1,16}$/
const PACKAGE = /^[\x21-\x7e]{1,200}$/
const SOURCE = /^[A-Za-z0-9 ._/-]{1,64}$/

/** Sources whose own word on a server counts more than a compiler's. */
export const AUTHORITIES: ReadonlySet<string> = new Set(['mcp-official-registry'])

/** A package whose names can be printed; a compiler's `unknown` is none. */
export function packageOf(registry: string | undefined, name: string | undefined): FoundServer['package'] {
  if (registry === undefined || name === undefined || registry === 'unknown') return undefined
  return REGISTRY.test(registry) && PACKAGE.test(name) ? { registry, name } : undefined
}

/** How a server is reached, as its package and its address tell. */
export function transportsOf(pkg: unknown, remote: string | undefined): readonly Transport[] {
  const transports: Transport[] = []
  if (pkg !== undefined) transports.push('stdio')
  if (remote !== undefined) transports.push(remote.endsWith('/sse') ? 'sse' : 'http')
  return transports
}

function sourceOf(row: Row, key = 'source'): FactSource | undefined {
  const [source, license] = [textIn(row, key, 64), textIn(row, 'license', 64)]
  if (source === undefined || !SOURCE.test(source)) return undefined
  return { source, license: license !== undefined && SOURCE.test(license) ? license : 'identifiers only' }
}

function sourcesOf(row: Row): readonly FactSource[] {
  const listed = rowsIn(row, 'sources').flatMap((source) => sourceOf(source) ?? [])
  const from = sourceOf({ ...row, license: undefined }, 'from')
  const unique = new Map([...listed, ...(from === undefined ? [] : [from])].map((one) => [one.source, one]))
  return [...unique.values()]
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V }
}

function addressIn(row: Row, key: string): string | undefined {
  const text = textIn(row, key, 300)
  return text === undefined ? undefined : addressOf(text)
}

/** A line about a server: `id`, `name`, and what else is known. Nothing where it has no identity. */
export function readServerRow(row: Row): FoundServer | undefined {
  const given = textIn(row, 'id', 160)
  const packed = rowOf(own(row, 'package'))
  const pkg = packageOf(textIn(packed, 'registry', 16), textIn(packed, 'name', 200))
  const remote = addressIn(row, 'remote')
  const named = given === undefined ? undefined : repositoryOf(given)
  const written = textIn(row, 'repository', 512)
  const repository = named ?? (written === undefined ? undefined : repositoryOf(written))
  const id = identityOf({ repository, package: pkg, remote, given })
  if (id === undefined) return undefined
  const license = textIn(row, 'license', 64)
  const sources = sourcesOf(row)
  return {
    kind: 'server',
    id,
    ...optional('givenId', given),
    name: shownName(textIn(row, 'name', 200) ?? '', id),
    ...optional('repository', repository === undefined ? undefined : `https://${repository.key}`),
    ...optional('package', pkg),
    ...optional('remote', remote),
    ...optional('homepage', addressIn(row, 'homepage')),
    transports: transportsOf(pkg, remote),
    official: own(row, 'official') === true,
    ...optional('license', license === undefined ? undefined : licenceName(license)),
    sources,
    authoritative: sources.some(({ source }) => AUTHORITIES.has(source)),
    ...optional('words', textIn(row, 'description', 65_536)),
  }
}

const HINTS = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const

/** The four hints of a tool's annotations (MCP 2026-07-28, ToolAnnotations), where they are booleans; no titles. */
export function hintsOf(value: unknown): ToolAnnotations | undefined {
  const row = rowOf(value)
  const hints = HINTS.flatMap((hint) => {
    const said = own(row, hint)
    return typeof said === 'boolean' ? [[hint, said] as const] : []
  })
  return hints.length === 0 ? undefined : Object.fromEntries(hints)
}

/** A line about a tool: `server`, `name`, and its definition. Nothing where its name cannot be a tool's. */
export function readToolRow(row: Row): FoundTool | undefined {
  const [server, name, source] = [textIn(row, 'server', 160), textIn(row, 'name', 128), sourceOf(row)]
  if (server === undefined || name === undefined || source === undefined || !canBeTool(name)) return undefined
  const description = own(row, 'description')
  return {
    kind: 'tool',
    server,
    definition: {
      name,
      ...(typeof description === 'string' && description !== '' && { description }),
      ...optional('inputSchema', own(row, 'inputSchema')),
      ...optional('annotations', hintsOf(own(row, 'annotations'))),
    },
    source,
  }
}

/** One line of JSON, whichever kind it is; nothing where it is neither. A line that is no JSON has nothing. */
export function readLine(line: string): Found | undefined {
  const row = rowOf(parsed(line))
  if (row === undefined) return undefined
  return Object.hasOwn(row, 'server') ? readToolRow(row) : readServerRow(row)
}

function parsed(line: string): unknown {
  // An exception costs a hundred times as much: a file that is something else altogether has one for each line.
  if (!/^\s*\{/.test(line)) return undefined
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** Why `readLine` finds nothing in a line. */
export function whyDropped(line: string): string {
  const row = rowOf(parsed(line))
  if (row === undefined) return 'not an object of JSON'
  if (!Object.hasOwn(row, 'server')) return 'a server without an identity'
  if (textIn(row, 'server', 160) === undefined) return 'a tool without a server'
  return sourceOf(row) === undefined ? 'a tool whose source is not named' : 'a name that no tool can have'
}
