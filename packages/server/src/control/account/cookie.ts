/** The cookie of a session: half of what proves it. */
import { isSecret } from '../../crypto/token.ts'

/** How the cookie is called where the control plane is reached. */
export interface CookieName {
  readonly name: string
  readonly secure: boolean
}

/**
 * `__Host-` (RFC 6265bis, section 4.1.3.2): set by this host alone, over TLS, for all of its paths. Over plain HTTP, which
 * there is on this machine only, no browser takes such a cookie everywhere; there the name carries the port, as cookies
 * do not know ports and two installations would overwrite each other's. That a program on another port of this machine
 * sees the cookie does no harm: without the page's key it proves nothing.
 * @param origin where people reach the control plane
 */
export function cookieNameOf(origin: string): CookieName {
  const { protocol, port } = new URL(origin)
  return protocol === 'https:'
    ? { name: '__Host-portcullis', secure: true }
    : { name: `portcullis-${port === '' ? '80' : port}`, secure: false }
}

/** A `Set-Cookie` that lasts as long as the session. @param seconds until the session ends in any case */
export function setCookie({ name, secure }: CookieName, secret: string, seconds: number): string {
  return `${name}=${secret}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}

/** A `Set-Cookie` that takes it away. */
export function clearCookie(name: CookieName): string {
  return setCookie(name, '', 0)
}

/**
 * The session's secret in a `Cookie` header; undefined: there is none, or there are two, one of which somebody else
 * planted.
 */
export function readCookie({ name }: CookieName, header: string | null): string | undefined {
  if (header === null) return undefined
  const values = header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at > 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : []
  })
  const [value] = values
  return values.length === 1 && value !== undefined && isSecret('sessionCookie', value) ? value : undefined
}
