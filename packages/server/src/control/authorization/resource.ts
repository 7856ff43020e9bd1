/** What a token is asked for: one server of this gateway, or all that a grant reaches (RFC 8707). */

/** A resource of this gateway. */
export interface Resource {
  /** The URL, as it was asked for. */
  readonly url: string
  /** Slug of the server; undefined: all that the grant reaches. */
  readonly slug: string | undefined
}

const PATH = /^\/(?:mcp|sse)(?:\/([a-z0-9-]{1,63}))?$/
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Reads a resource: its text is compared character by character. A gateway that people reach at this machine only is
 * the same by each of the names that this machine has for itself.
 * @param gateway where clients reach it, such as `https://gate.example.com`
 */
export function resourceOf(gateway: string, text: string): Resource | undefined {
  const origin = originsOf(gateway).find((one) => text.startsWith(`${one}/`))
  const path = origin === undefined ? null : PATH.exec(text.slice(origin.length))
  return path === null ? undefined : { url: text, slug: path[1] }
}

function originsOf(gateway: string): readonly string[] {
  if (!URL.canParse(gateway)) return []
  const { protocol, hostname, port } = new URL(gateway)
  if (!LOOPBACK.includes(hostname)) return [gateway]
  const at = port === '' ? '' : `:${port}`
  return LOOPBACK.map((host) => `${protocol}//${host}${at}`)
}
