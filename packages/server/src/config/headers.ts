/** Which headers a configuration may send to a server. */

/** A header's name (RFC 9110, section 5.1). */
const namePattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/
/** A header's value (RFC 9110, section 5.5), without line ends or other control characters. */
const valuePattern = /^[\t\x20-\x7e\x80-\xff]*$/

const ownNames = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'content-length',
  'content-type',
  'content-encoding',
  'accept',
  'accept-encoding',
  'last-event-id',
])

/** Why a header must not be configured; undefined where it may. */
export function whyRefused(name: string): string | undefined {
  if (!namePattern.test(name)) return 'it is not a header’s name'
  const folded = name.toLowerCase()
  return ownNames.has(folded) || folded.startsWith('mcp-') ? 'the gateway sets it by itself' : undefined
}

/** Whether a text can be sent as a header's value. */
export function isHeaderValue(value: string): boolean {
  return valuePattern.test(value)
}

/** Whether the name says that the value is a secret. */
export function isSecretName(name: string): boolean {
  return /auth|cookie|secret|token|password|credential|(?:^|[-_])key|apikey/i.test(name)
}
