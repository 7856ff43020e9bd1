/** What may be refused before a byte of the body is read: Host, Origin, method, media type, length, target. */
import type { RefusalCode } from '../errors.ts'
import type { ProxyTrust } from './client-address.ts'
import type { FailedTokens } from './failed-tokens.ts'
import type { RequestHead } from './http-head.ts'

/** From the configuration, once for each change. */
export interface AdmissionRules {
  /** Lower-case `host` or `host:port` that this gateway answers for. */
  readonly allowedHosts: ReadonlySet<string>
  /** Origins of web pages that may call (scheme, host, port). */
  readonly allowedOrigins: ReadonlySet<string>
  /** Whose word for a client's address is believed. */
  readonly proxies: ProxyTrust
  readonly publicOrigin?: string | undefined
  readonly tls: object | undefined
  readonly maxBodyBytes: number
  /** Tokens that prove nothing, which one address may present in a minute. */
  readonly failedTokensPerMinute: number
  /** How many each did. */
  readonly failedTokens: FailedTokens
}

/** `GET /mcp/shop`: which endpoint, and which server. */
export interface Target {
  readonly endpoint: 'mcp' | 'sse'
  /** Empty: all servers of the grant. */
  readonly slug: string
  /** Id behind `/sse/<server>/`: where a client of the HTTP+SSE transport posts its messages. */
  readonly mailbox: string | undefined
}

const TARGET = /^\/(mcp|sse)\/([a-z0-9-]{1,63})(?:\/([A-Za-z0-9_.-]{1,1024}))?$/
const JSON_TYPE = /^application\/json[ \t]*(?:;.*)?$/i
const LENGTH = /^(?:0|[1-9][0-9]{0,15})$/
const ORIGIN = /^https?:\/\/([^/@?#]+)$/
const DEFAULT_PORTS = /:(?:80|443)$/

/** Reads the raw request target: no decoding, no dot segments, no query. */
export function readTarget(url: string): Target | undefined {
  if (url === '/mcp') return { endpoint: 'mcp', slug: '', mailbox: undefined }
  const found = TARGET.exec(url)
  if (found === null) return undefined
  const [, endpoint, slug = '', mailbox] = found
  if (endpoint === 'mcp') return mailbox === undefined ? { endpoint, slug, mailbox } : undefined
  return { endpoint: 'sse', slug, mailbox }
}

function hostAllowed(host: string | undefined, rules: AdmissionRules): boolean {
  if (host === undefined) return false
  if (rules.allowedHosts.has(host)) return true
  const lower = host.toLowerCase()
  return rules.allowedHosts.has(lower) || rules.allowedHosts.has(lower.replace(DEFAULT_PORTS, ''))
}

/**
 * The origin of a web page, judged apart from the host (DNS rebinding: MCP, transports, security warning). Clients that
 * are no web pages send none.
 */
function originAllowed(head: RequestHead, rules: AdmissionRules): boolean {
  if (head.origin !== undefined)
    return isOwnOrigin(head.origin, rules) || rules.allowedOrigins.has(head.origin.toLowerCase())
  return head.fetchSite === undefined || head.fetchSite === 'same-origin' || head.fetchSite === 'none'
}

/** A page that came from this very gateway, under one of its names. */
function isOwnOrigin(origin: string, { allowedHosts }: AdmissionRules): boolean {
  const [, host] = ORIGIN.exec(origin.toLowerCase()) ?? []
  return host !== undefined && allowedHosts.has(host)
}

/** Host and Origin: for every method and endpoint. */
export function refuseCaller(head: RequestHead, rules: AdmissionRules): RefusalCode | undefined {
  if (!hostAllowed(head.host, rules)) return 'forbidden_host'
  if (!originAllowed(head, rules)) return 'forbidden_origin'
  return undefined
}

const isJson = (type: string | undefined): boolean =>
  type === 'application/json' || (type !== undefined && JSON_TYPE.test(type))

/** Media type, encoding and announced length of a POST. */
export function refuseBody(head: RequestHead, rules: AdmissionRules): RefusalCode | undefined {
  if (!isJson(head.contentType)) return 'unsupported_media_type'
  if (head.contentEncoding !== undefined && head.contentEncoding.toLowerCase() !== 'identity') {
    return 'unsupported_media_type'
  }
  if (head.contentLength === undefined) return undefined
  if (!LENGTH.test(head.contentLength)) return 'malformed_head'
  return Number(head.contentLength) > rules.maxBodyBytes ? 'body_too_large' : undefined
}
