/** Which server behind which gateway a client is connected to, and with whose token. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Configuration } from '../../config/configuration.ts'
import { formatAddress } from '../../config/field/address.ts'
import { readFileSet } from '../../config/file-set.ts'
import { loadConfiguration } from '../../config/load.ts'
import { isToken } from '../../crypto/token.ts'
import { findGrant } from '../grants/find.ts'
import { standardConfig, type WhichControl } from '../remote/find-control.ts'
import { openSession } from '../remote/session.ts'
import { Stop } from '../remote/stop.ts'

/** What the command says of it. */
export interface TargetOptions extends WhichControl {
  readonly server?: string
  readonly url?: string
  readonly newGrant?: string
  readonly policy?: string
  readonly expires?: number | null
  readonly rotate?: string
  readonly byVariable: boolean
}

/** Where the client is led. */
export interface Target {
  readonly url: string
  /** What the server is called in the client’s file, unless it is said. */
  readonly name: string
}

/** All servers of a grant are at one address. */
const ALL = 'portcullis'

/** Finds the address. Throws `Stop`. */
export async function findTarget(options: TargetOptions): Promise<Target> {
  const { url, server } = options
  if (url !== undefined) return { url: addressOf(url), name: server ?? nameIn(url) }
  const written = options.context === undefined ? await configurationAt(options.config ?? standardConfig()) : undefined
  if (written !== undefined && (server === undefined || written.servers.some(({ slug }) => slug === server)))
    return { url: `${gatewayOf(written)}/mcp${server === undefined ? '' : `/${server}`}`, name: server ?? ALL }
  const session = await openSession(options)
  if (server === undefined) {
    const { body } = await session.ask('servers.list', {
      params: { organisation: session.organisation },
      query: { limit: 1 },
    })
    const [any] = body.items
    if (any === undefined) throw new Stop('There is no server yet. Add one with portcullis server add.')
    return { url: any.url.slice(0, -any.slug.length - 1), name: ALL }
  }
  const { body } = await session.ask('servers.read', { params: { organisation: session.organisation, server } })
  return { url: body.url, name: server }
}

function addressOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new Stop(`${JSON.stringify(url)} is no http or https URL. Copy the one that the gateway prints when it starts.`)
}

const nameIn = (url: string): string => /\/(?:mcp|sse)\/([a-z0-9-]+)\/?$/.exec(url)?.[1] ?? ALL

/** The installation on this machine; undefined: there is none, or it is in disorder. */
async function configurationAt(path: string): Promise<Configuration | undefined> {
  if (!existsSync(resolve(path))) return undefined
  const loaded = loadConfiguration(await readFileSet(resolve(path)), { environment: process.env, portable: true })
  return loaded.ok ? loaded.configuration : undefined
}

function gatewayOf({ settings: { publicUrl, listen, tls } }: Configuration): string {
  if (publicUrl !== undefined) return publicUrl.href.replace(/\/$/, '')
  const { host, port } = listen.mcp
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `${tls === undefined ? 'http' : 'https'}://${formatAddress({ host: near, port })}`
}

/** A word for the token in previews, where it is still to be made or asked for. */
export const PENDING = '(the token)'

/** The token: that of a new grant, a new one of a grant, or one that is asked for; undefined: the file refers to a variable. */
export async function obtainToken(options: TargetOptions, ask: () => Promise<string>): Promise<string | undefined> {
  const { newGrant, rotate, byVariable, server, policy, expires } = options
  if ([newGrant, rotate, byVariable || undefined].filter((one) => one !== undefined).length > 1)
    throw new Stop('Give one of --new-grant, --rotate and --by-variable.')
  if (byVariable) return undefined
  if (newGrant !== undefined) {
    if (server === undefined) throw new Stop('--new-grant goes with --server: it is the one that the grant reaches.')
    const session = await openSession(options)
    const { body } = await session.ask('grants.create', {
      params: { organisation: session.organisation },
      body: {
        label: newGrant,
        servers: { [server]: { policy: policy ?? null } },
        ...(expires !== undefined && { expires }),
      },
    })
    return body.token
  }
  if (rotate !== undefined) {
    const session = await openSession(options)
    const { params } = await findGrant(session, rotate)
    return (await session.ask('grants.rotate', { params, body: {} })).body.token
  }
  const token = await ask()
  if (!isToken(token))
    throw new Stop(
      'This is no token of a grant, or it is mistyped: it begins with pc_. Make one with portcullis grant add, or with --new-grant.',
    )
  return token
}
