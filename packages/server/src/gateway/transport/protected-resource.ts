/** Where clients learn how to get a token: protected-resource metadata (RFC 9728; MCP, authorization). */
import type { Target } from './admission.ts'
import type { Answer } from './exchange.ts'

const WELL_KNOWN = /^\/\.well-known\/oauth-protected-resource(\/(?:mcp|sse)(?:\/[a-z0-9-]{1,63})?)?$/
/** The document without a path stands for the endpoint of all servers. */
const ALL = '/mcp'

/** Where this gateway is, as the client addressed it. */
export interface Place {
  /** Undefined: as the request's `Host` says, which was held against the hosts that are answered. */
  readonly publicOrigin: string | undefined
  readonly secure: boolean
  readonly host: string | undefined
}

/** `https://gate.example.com`, in lower case. */
export function originAt({ publicOrigin, secure, host = '' }: Place): string {
  return publicOrigin ?? `${secure ? 'https' : 'http'}://${host.toLowerCase()}`
}

/** The path of the resource that a raw request target asks the metadata of; undefined for any other target. */
export function describedPath(url: string): string | undefined {
  const found = WELL_KNOWN.exec(url)
  return found === null ? undefined : (found[1] ?? ALL)
}

/** Path of the endpoint that a request goes to: together with the origin, what its token has to be issued for. */
export const resourcePath = ({ endpoint, slug }: Pick<Target, 'endpoint' | 'slug'>): string =>
  slug === '' ? `/${endpoint}` : `/${endpoint}/${slug}`

/** The challenge of a 401 (RFC 6750, section 3; RFC 9728, section 5.1). */
export function challengeFor(origin: string, path: string | undefined): string {
  const place = path === undefined || path === ALL ? '' : path
  return `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource${place}"`
}

/** Answers with the metadata of one resource. Which servers there are is not told: any path has some. */
export function answerMetadata(
  response: Answer,
  about: { readonly origin: string; readonly path: string; readonly authorizationServer: string },
): void {
  const { origin, path, authorizationServer } = about
  const metadata = {
    resource: origin + path,
    authorization_servers: [authorizationServer],
    bearer_methods_supported: ['header'],
    resource_name: 'Portcullis',
  }
  const body = Buffer.from(JSON.stringify(metadata))
  const headers = ['content-type', 'application/json', 'content-length', String(body.length)]
  headers.push('x-content-type-options', 'nosniff', 'cache-control', 'no-store')
  response.writeHead(200, headers)
  response.end(body)
}
