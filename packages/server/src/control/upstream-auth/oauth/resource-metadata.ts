/** Protected resource metadata (RFC 9728): which authorization servers a server trusts, and what it is called by them. */
import type { BearerChallenge } from './challenge.ts'
import { done, failed, type Outcome } from './outcome.ts'
import { askJson, type OAuthWorld, type Row, secureUrl, textIn, textsIn } from './world.ts'

/** What a server says of itself. */
export interface ResourceMetadata {
  /** Exactly as published: it is sent on as `resource` (RFC 8707). */
  readonly resource: string
  /** Issuer of the authorization server that is asked: the first that is named. */
  readonly issuer: string
  readonly scopes: readonly string[] | undefined
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource'

/**
 * The metadata of a server: where its challenge points, else at the well-known places, of which the most specific wins.
 * Where a server has none at all, it is taken for its own authorization server, as up to MCP 2025-03-26.
 */
export async function discoverResource(
  world: OAuthWorld,
  server: URL,
  challenge: BearerChallenge | undefined,
): Promise<Outcome<ResourceMetadata>> {
  const named = challenge?.resourceMetadata
  if (named !== undefined) {
    const url = secureUrl(named, world.guard)
    if (url === undefined) return failed('The server names its metadata by a URL that is not https.')
    const row = await readRow(world, url)
    return row.ok ? readMetadata(world, server, row.value) : row
  }
  for (const url of wellKnown(server)) {
    const row = await readRow(world, url)
    if (row.ok) return readMetadata(world, server, row.value)
    if (row.final) return row
  }
  return done({ resource: canonicalResource(server), issuer: server.origin, scopes: undefined })
}

function wellKnown(server: URL): readonly URL[] {
  const path = server.pathname === '/' ? '' : server.pathname
  const specific = new URL(`${WELL_KNOWN}${path}${server.search}`, server.origin)
  const root = new URL(WELL_KNOWN, server.origin)
  return specific.href === root.href ? [root] : [specific, root]
}

type Found =
  | { readonly ok: true; readonly value: Row }
  | { readonly ok: false; readonly problem: string; readonly final: boolean }

/** Final: nothing can be said, so that no other place is asked. */
async function readRow(world: OAuthWorld, url: URL): Promise<Found> {
  const answer = await askJson(world, url, {})
  if (!answer.ok) return { ...answer, final: true }
  const { status, row } = answer.value
  if (status === 200 && textIn(row, 'resource') !== undefined) return { ok: true, value: row }
  const problem = `The server's metadata was asked for at ${url.href}: HTTP ${status}, and not what RFC 9728 describes.`
  return { ok: false, problem, final: status >= 500 }
}

function readMetadata(world: OAuthWorld, server: URL, row: Row): Outcome<ResourceMetadata> {
  const resource = textIn(row, 'resource') ?? ''
  if (!covers(resource, server))
    return failed(
      `The server at ${server.origin} says that it is another one (\`resource\` in its metadata). No token is asked for.`,
    )
  const [issuer] = textsIn(row, 'authorization_servers') ?? []
  if (issuer === undefined || secureUrl(issuer, world.guard) === undefined)
    return failed('The server’s metadata names no authorization server with an https URL (`authorization_servers`).')
  return done({ resource, issuer, scopes: textsIn(row, 'scopes_supported') })
}

/** Whether a resource is the server's URL, or whole segments of the path above it. */
function covers(resource: string, server: URL): boolean {
  if (resource.length > 2048 || !URL.canParse(resource)) return false
  const { origin, pathname, search, hash } = new URL(resource)
  if (origin !== server.origin || hash !== '' || (search !== '' && search !== server.search)) return false
  const above = pathname.endsWith('/') ? pathname : `${pathname}/`
  return `${server.pathname}/`.startsWith(above)
}

/** The URL of a server as a resource: no fragment, no slash at the end of an empty path. */
function canonicalResource(server: URL): string {
  return server.pathname === '/' && server.search === ''
    ? server.origin
    : `${server.origin}${server.pathname}${server.search}`
}
