/** The gateway that clients should use, and which of their servers go around it. */
import { type ConfiguredServer, type Launch, launchOf, maskArguments } from '@portcullis/catalogue'
import type { Configuration } from '../config/configuration.ts'
import { formatAddress } from '../config/field/address.ts'

/** A server behind the gateway. */
interface Upstream {
  readonly slug: string
  readonly url?: string
  readonly launch?: Launch
  /** Program and arguments, secrets replaced as they are in clients' files. */
  readonly command?: readonly string[]
}

/** What a scan knows of the gateway. */
export interface KnownGateway {
  /** The origin that clients are pointed at, such as `http://127.0.0.1:4100`. */
  readonly origin: string
  /** All origins under which it is reached. */
  readonly origins: readonly string[]
  /** Its servers; empty where only its address is known. */
  readonly upstreams: readonly Upstream[]
}

/** How a client reaches a server. */
export type Way =
  /** Through the gateway, or through `portcullis wrap`. */
  | { readonly way: 'guarded'; readonly by: 'wrap' }
  /** `slug`: which server of the gateway, where the address says it. */
  | { readonly way: 'guarded'; readonly by: 'gateway'; readonly slug?: string }
  /** Directly, although the gateway has it: the policy there is passed by. */
  | { readonly way: 'around'; readonly slug: string }
  /** Directly, and the gateway does not know it. */
  | { readonly way: 'direct' }

/** The gateway of a configuration. */
export function gatewayOf({ settings, servers }: Configuration): KnownGateway {
  const { mcp } = settings.listen
  const scheme = settings.tls === undefined ? 'http' : 'https'
  const own = `${scheme}://${formatAddress(mcp)}`
  const origin = settings.publicUrl?.origin ?? own
  const local = [`${scheme}://127.0.0.1:${mcp.port}`, `${scheme}://localhost:${mcp.port}`]
  return {
    origin,
    origins: [...new Set([origin, own, ...local])],
    upstreams: servers.map(({ slug, transport }) =>
      transport.kind === 'stdio'
        ? {
            slug,
            launch: launchOf(transport.command, transport.args),
            command: [transport.command, ...maskArguments(transport.args).args],
          }
        : { slug, url: transport.url.href },
    ),
  }
}

/** A gateway of which only the address is known; undefined where the text is none. */
export function gatewayAt(text: string): KnownGateway | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined
  return { origin: url.origin, origins: [url.origin], upstreams: [] }
}

function plainUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  return parsed === undefined ? url : `${parsed.host}${parsed.pathname.replace(/\/+$/, '')}`.toLowerCase()
}

/** The slug in an address of the gateway: empty for all its servers; undefined for an address elsewhere. */
function slugAt(url: string, { origins }: KnownGateway): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !origins.includes(parsed.origin)) return undefined
  const place = /^\/(?:mcp|sse)(?:\/([a-z0-9-]{1,63}))?\/?$/.exec(parsed.pathname)
  return place === null ? undefined : (place[1] ?? '')
}

/** The name of a program, wherever it lies. */
const programOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? ''

/** Whether both start the same program with the same arguments, of which one at least names a file. */
function isSameCommand({ command }: ConfiguredServer, [program = '', ...args]: readonly string[]): boolean {
  if (command === undefined || programOf(command.program) !== programOf(program)) return false
  const isTelling = args.some((argument) => /[/\\]/.test(argument))
  return isTelling && args.length === command.args.length && args.every((one, at) => one === command.args[at])
}

function isSame(server: ConfiguredServer, { url, launch, command }: Upstream): boolean {
  const own = server.url ?? server.launch.url
  if (url !== undefined) return own !== undefined && plainUrl(own) === plainUrl(url)
  const [a, b] = [server.launch.package, launch?.package]
  if (a !== undefined && b !== undefined) return a.registry === b.registry && a.name === b.name
  if (server.launch.repository !== undefined) return server.launch.repository === launch?.repository
  return command !== undefined && isSameCommand(server, command)
}

/** How the client reaches the server; undefined where no gateway is known and none is in the way. */
export function wayOf(server: ConfiguredServer, gateway: KnownGateway | undefined): Way | undefined {
  const { guard, url: behind } = server.launch
  if (guard === 'wrap') return { way: 'guarded', by: 'wrap' }
  const url = server.url ?? behind
  if (gateway === undefined) return guard === 'bridge' ? { way: 'guarded', by: 'gateway' } : undefined
  const slug = url === undefined ? undefined : slugAt(url, gateway)
  if (slug !== undefined) return { way: 'guarded', by: 'gateway', ...(slug !== '' && { slug }) }
  const known = gateway.upstreams.find((upstream) => isSame(server, upstream))
  return known === undefined ? { way: 'direct' } : { way: 'around', slug: known.slug }
}

/** A server as the gateway reaches it: what its address at the gateway does not tell. */
export function behindGateway(
  server: ConfiguredServer,
  way: Way | undefined,
  gateway: KnownGateway | undefined,
): ConfiguredServer {
  if (way?.way !== 'guarded' || way.by !== 'gateway') return server
  const upstream = gateway?.upstreams.find(({ slug }) => slug === way.slug)
  if (upstream === undefined) return server
  const { url: _own, ...rest } = server
  const { url, launch = { fetched: false } } = upstream
  return { ...rest, launch, ...(url !== undefined && { url }) }
}
