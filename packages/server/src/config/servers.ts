/** From the section `servers` to servers as the gateway knows them. */
import { nameLookup } from '@portcullis/engine'
import type {
  HttpTransport,
  OperatorLabel,
  Server,
  ServerTransport,
  ToolVetting,
  UpstreamLimits,
} from '../ports/directory.ts'
import { serverPart } from '../ports/prefixed-name.ts'
import type { Draft } from './draft.ts'
import { createExposure } from './exposure.ts'
import { formatAddress, isLoopback } from './field/address.ts'
import { guardedFiles } from './guarded-files.ts'
import { isHeaderValue, whyRefused } from './headers.ts'
import type { Path } from './problem.ts'
import type { ConfigurationFile } from './schema.ts'
import { commandKeys, type ServerSection, serverStandards, urlKeys } from './section/server.ts'
import { resolveSecret, type ServerEntry } from './server-entry.ts'
import { ownFolder, resolveStdio } from './stdio.ts'
import { judgeExposure } from './stdio-exposure.ts'

/** Resolves every server; unchanged ones keep their identity from the earlier version. */
export function resolveServers(
  draft: Draft,
  file: ConfigurationFile,
  earlier: readonly Server[],
): ReadonlyMap<string, Server> {
  const before = new Map(earlier.map((server) => [server.slug, server]))
  const servers = new Map<string, Server>()
  const exposure = draft.world.portable ? undefined : createExposure(guardedFiles(draft, file))
  for (const [slug, section] of Object.entries(file.servers)) {
    const entry: ServerEntry = { slug, section, path: ['servers', slug] }
    const transport = resolveTransport(draft, file, entry)
    if (transport === undefined) continue
    if (transport.kind === 'stdio' && exposure !== undefined) {
      judgeExposure(draft, { ...entry, transport, own: ownFolder(draft.absolute(file.data), slug) }, exposure)
    }
    const server: Server = { id: slug, slug, transport, limits: limitsOf(section), vetting: vettingOf(draft, entry) }
    const known = before.get(slug)
    servers.set(slug, known !== undefined && sameServer(known, server) ? known : server)
  }
  reportAlike(draft, [...servers.keys()])
  return servers
}

/** Names of tools begin with their server's, cut where it is long: no two may be cut to the same. */
function reportAlike(draft: Draft, slugs: readonly string[]): void {
  const seen = new Map<string, string>()
  for (const slug of slugs) {
    const part = serverPart(slug)
    const before = seen.get(part)
    seen.set(part, slug)
    if (before === undefined) continue
    draft.report({
      path: ['servers', slug],
      at: 'key',
      code: 'wrong_value',
      message: `The tools of \`${slug}\` and of \`${before}\` would have the same names at \`/mcp\`: both begin with \`${part}__\`.`,
      remedy: 'Give one of the two servers another, shorter name.',
    })
  }
}

/** Whether two servers are reached in the same way with the same credentials and bounds. */
export function sameServer(a: Server, b: Server): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function vettingOf(draft: Draft, { section, path }: ServerEntry): ToolVetting {
  const { trusted, descriptions } = section
  const labels = Object.fromEntries(
    Object.entries(section.labels).map(([name, { category, risk }]): [string, OperatorLabel] => [
      name,
      { category, risk },
    ]),
  )
  const { flow } = section
  return {
    labels: byName(draft, [...path, 'labels'], labels),
    flow: byName(draft, [...path, 'flow'], flow),
    trusted,
    descriptions,
  }
}

/** Says where two patterns of names are equally good; nothing is taken over then. */
function byName<T>(draft: Draft, path: Path, entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const lookup = nameLookup(entries)
  if (lookup.ok) return entries
  const { message, remedy } = lookup.flaw
  draft.report({
    path: [...path, lookup.name],
    at: 'key',
    code: 'wrong_value',
    message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
    remedy,
  })
  return {}
}

const limitsOf = (section: ServerSection): UpstreamLimits => ({
  headersTimeout: section.headers_timeout,
  bodyTimeout: section.body_timeout,
  connectTimeout: section.connect_timeout,
  maxConnections: section.max_connections,
  maxMessageBytes: section.max_message,
  maxConcurrency: section.max_concurrency,
  maxQueued: section.max_queued,
  queueTimeout: section.queue_timeout,
  callTimeout: section.call_timeout,
})

function resolveTransport(draft: Draft, file: ConfigurationFile, entry: ServerEntry): ServerTransport | undefined {
  const { section, path } = entry
  const { url, command } = section
  if ((url === undefined) === (command === undefined)) {
    draft.report({
      path,
      at: 'key',
      code: url === undefined ? 'missing_key' : 'wrong_combination',
      message:
        url === undefined ? 'The server has neither `url` nor `command`.' : 'The server has both `url` and `command`.',
      remedy: 'Write `url` for a server that runs elsewhere, or `command` for one that is started here.',
    })
    return undefined
  }
  refuseKeys(draft, entry, url === undefined ? urlKeys : commandKeys)
  return url === undefined ? resolveStdio(draft, file, entry) : resolveHttp(draft, file, entry, url)
}

function refuseKeys(draft: Draft, { section, path }: ServerEntry, keys: readonly (keyof ServerSection)[]): void {
  for (const key of keys.filter((name) => section[name] !== undefined)) {
    draft.report({
      path: [...path, key],
      at: 'key',
      code: 'wrong_combination',
      message: `\`${key}\` does not go with \`${keys === urlKeys ? 'command' : 'url'}\`.`,
      remedy: 'Remove it.',
    })
  }
}

function resolveHttp(draft: Draft, file: ConfigurationFile, entry: ServerEntry, url: URL): HttpTransport {
  const headers = resolveHeaders(draft, entry)
  const { mcp } = file.listen
  const path = [...entry.path, 'url']
  const local = isLoopback(url.hostname.replaceAll(/^\[|\]$/g, ''))
  if (local && mcp.port !== 0 && Number(url.port) === mcp.port) {
    draft.report({
      path,
      code: 'wrong_value',
      message: `The URL is that of the gateway itself (${formatAddress(mcp)}).`,
      remedy: 'Write the URL of the server, which listens on a port of its own.',
    })
  }
  if (!local && url.protocol === 'http:' && Object.keys(headers).length > 0) {
    draft.report({
      path,
      code: 'clear_text',
      severity: 'warning',
      message: 'The headers of this server, and everything else, travel unencrypted.',
      remedy: 'Use https, or a tunnel.',
    })
  }
  return { kind: entry.section.transport ?? serverStandards.transport, url, headers }
}

function resolveHeaders(draft: Draft, { section, path: parent }: ServerEntry): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  const seen = new Set<string>()
  for (const [name, written] of Object.entries(section.headers ?? {})) {
    const path = [...parent, 'headers', name]
    const refused = seen.has(name.toLowerCase()) ? 'it stands twice' : whyRefused(name)
    seen.add(name.toLowerCase())
    if (refused !== undefined) {
      draft.report({
        path,
        at: 'key',
        code: 'forbidden_header',
        message: `The header ${JSON.stringify(name)} cannot be set: ${refused}.`,
        remedy: 'Remove it.',
      })
      continue
    }
    const value = resolveSecret(draft, path, written)
    if (value === undefined) continue
    if (isHeaderValue(value)) headers[name] = value
    else
      draft.report({
        path,
        code: 'wrong_value',
        message: 'The value cannot be sent in a header.',
        remedy: 'Remove line ends and other control characters.',
      })
  }
  return headers
}
