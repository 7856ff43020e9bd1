/** Header values as RFC 9110 and MCP 2026-07-28 (transports, value encoding) define them. All checks are linear. */

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const TEXT = /^[\t\x20-\x7e]*$/
const SENTINEL_START = '=?base64?'
const SENTINEL_END = '?='
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** An RFC 9110 token: what a header's name may be. */
export const isToken = (text: string): boolean => TOKEN.test(text)

/** Visible ASCII, spaces and tabs: what may go into a header as it is. No CR, LF or NUL. */
export const isHeaderText = (text: string): boolean => TEXT.test(text)

/** Takes off the optional white space around a value (RFC 9110, section 5.5). */
export function stripSpace(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isSpace(value.charCodeAt(start))) start += 1
  while (end > start && isSpace(value.charCodeAt(end - 1))) end -= 1
  return start === 0 && end === value.length ? value : value.slice(start, end)
}

const isSpace = (c: number): boolean => c === 0x20 || c === 0x09

/** The text that a value of `Mcp-Name` or `Mcp-Param-*` stands for; undefined if its Base64 or UTF-8 is not valid. */
export function decodeHeaderValue(value: string): string | undefined {
  if (!isSentinel(value)) return value
  const encoded = value.slice(SENTINEL_START.length, -SENTINEL_END.length)
  if (!BASE64.test(encoded)) return undefined
  try {
    return strictUtf8.decode(Buffer.from(encoded, 'base64'))
  } catch {
    return undefined
  }
}

/** A value of `Mcp-Name` or `Mcp-Param-*` that stands for any text. */
export function encodeHeaderValue(text: string): string {
  const plain = isHeaderText(text) && stripSpace(text) === text && !isSentinel(text)
  return plain ? text : `${SENTINEL_START}${Buffer.from(text).toString('base64')}${SENTINEL_END}`
}

const isSentinel = (value: string): boolean =>
  value.startsWith(SENTINEL_START) &&
  value.endsWith(SENTINEL_END) &&
  value.length >= SENTINEL_START.length + SENTINEL_END.length

/** Whether a `Content-Type` names `application/json`, whatever its parameters. */
export function isJsonContentType(value: string | undefined): boolean {
  return value !== undefined && (value === 'application/json' || essenceOf(value) === 'application/json')
}

/**
 * Whether an `Accept` header takes a media type (RFC 9110, section 12.5.1): the most specific range that fits decides,
 * and a weight of zero refuses. Without the header everything is acceptable.
 * @param type lower-case, without parameters
 */
export function accepts(header: string | undefined, type: string): boolean {
  if (header === undefined) return true
  const major = type.slice(0, type.indexOf('/'))
  const fits = [type, `${major}/*`, '*/*']
  let best = fits.length
  let accepted = false
  for (const range of splitUnquoted(header, ',')) {
    const rank = fits.indexOf(essenceOf(range))
    if (rank < 0 || rank > best) continue
    accepted = (rank === best && accepted) || !isRefused(range)
    best = rank
  }
  return accepted
}

/** A media type or range without its parameters, lower-cased. */
function essenceOf(range: string): string {
  const end = range.indexOf(';')
  return stripSpace(end < 0 ? range : range.slice(0, end)).toLowerCase()
}

const ZERO_WEIGHT = /^q=0(?:\.0{0,3})?$/i

function isRefused(range: string): boolean {
  return splitUnquoted(range, ';').some((part) => ZERO_WEIGHT.test(stripSpace(part)))
}

/** Splits at a separator that does not stand within a quoted string. */
function splitUnquoted(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator)
  const parts: string[] = []
  let start = 0
  let quoted = false
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i]
    if (quoted && c === '\\') i += 1
    else if (c === '"') quoted = !quoted
    else if (c === separator && !quoted) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}
