/** Who sends a form: from a page of ours or of somebody else's, and from which address. */

/** What the listener tells the pages of a request: its own finding, or the socket of `@hono/node-server`. */
export interface SiteBindings {
  /** The client's address, where proxies were taken into account. */
  readonly address?: string
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } }
}

/** The address by which senders are told apart; all that have none are one sender. */
export function addressOf(bindings: SiteBindings | undefined): string {
  return bindings?.address ?? bindings?.incoming?.socket?.remoteAddress ?? 'unknown'
}

/**
 * Whether a request was sent by a page of this origin. Browsers say so by `Sec-Fetch-Site` (Fetch Metadata) and `Origin`
 * (RFC 6454); what they say has to be true. A program that sends neither is not a visitor who is being misled.
 * @param ownHosts hosts of this site, as they stand in `Host`
 */
export function isOwnForm(headers: Headers, ownHosts: readonly string[]): boolean {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  if (site !== null && site !== 'same-origin') return false
  if (origin === null) return true
  // A strict referrer policy makes browsers hide the origin from the site's own forms, too.
  if (origin === 'null') return site !== null
  return URL.canParse(origin) && ownHosts.includes(new URL(origin).host)
}
