/** Where answers of the authorization server may be sent. */

const LONGEST = 2000
const VISIBLE = /^[\x21-\x7e]+$/
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])
/** Schemes that run something, read something of this machine, or belong to another protocol. */
const NEVER: ReadonlySet<string> = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'file:',
  'blob:',
  'about:',
  'filesystem:',
  'view-source:',
  'ws:',
  'wss:',
  'ftp:',
  'mailto:',
  'tel:',
  'sms:',
  'intent:',
])

/** Why a client cannot have its answers sent there, a sentence; undefined: it can. */
export function redirectProblem(text: string): string | undefined {
  if (text.length > LONGEST || !VISIBLE.test(text) || !URL.canParse(text)) return 'A redirect URI is no absolute URI.'
  const { protocol, hostname, username, password } = new URL(text)
  if (text.includes('#')) return 'A redirect URI has a fragment.'
  if (username !== '' || password !== '') return 'A redirect URI names a user.'
  if (NEVER.has(protocol)) return `A redirect URI has the scheme ${protocol.slice(0, -1)}.`
  if (protocol !== 'http:' || LOOPBACK.has(hostname)) return undefined
  return 'A redirect URI is plain http, which is good for programs on the same machine only (127.0.0.1, [::1], localhost).'
}

/**
 * Whether a redirect URI is the one that was registered: character by character, but for the port of a program on the
 * same machine, which it cannot choose (RFC 8252, section 7.3).
 */
export function sameRedirect(registered: string, asked: string): boolean {
  if (registered === asked) return true
  const [one, other] = [loopbackForm(registered), loopbackForm(asked)]
  return one !== undefined && one === other
}

/** The text without its port; undefined for what is no plain http address of this machine. */
function loopbackForm(text: string): string | undefined {
  const found = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?(\/[\x21-\x7e]*)?$/.exec(text)
  return found === null ? undefined : `${found[1]} ${found[2] ?? '/'}`
}

/** Where an answer goes, for people. */
export interface RedirectTarget {
  /** `app.example.com`, `127.0.0.1:3334`, or the scheme of a program: `cursor:`. */
  readonly host: string
  /** `site`: a web site; `machine`: a program on the reader's own machine; `program`: whatever claims that scheme there. */
  readonly kind: 'site' | 'machine' | 'program'
}

/** @param uri one that was found good */
export function redirectTarget(uri: string): RedirectTarget {
  const { protocol, host } = new URL(uri)
  if (protocol === 'https:') return { host, kind: 'site' }
  return protocol === 'http:' ? { host, kind: 'machine' } : { host: protocol, kind: 'program' }
}

/** The answer's address: the URI with these parameters added to its query. */
export function redirectTo(uri: string, fields: Readonly<Record<string, string | undefined>>): string {
  const added = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) added.set(name, value)
  return `${uri}${uri.includes('?') ? '&' : '?'}${added}`
}
