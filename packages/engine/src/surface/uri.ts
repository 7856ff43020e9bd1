/**
 * Addresses of resources, as rules judge them.
 *
 * Rules compare texts, and servers open what a text means. So an address is judged only where it is written in the one
 * form that has no other spelling (RFC 3986 section 6, RFC 3987 section 5): otherwise `file:///a/../b`,
 * `file:///%62` or `FILE:///b` would open what a rule for `file:///b` keeps closed.
 */
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import { TOO_MANY_MARKS } from '../text/folding.ts'
import { isPlainHost } from './plain-host.ts'

/** No address is longer, in UTF-16 code units. */
export const MAX_URI_LENGTH = 8_192

/** Schemes whose addresses every reader takes apart in the same way (WHATWG URL, special schemes), with their ports. */
const WEB: ReadonlyMap<string, string> = new Map([
  ['http', '80'],
  ['https', '443'],
  ['ws', '80'],
  ['wss', '443'],
  ['ftp', '21'],
])

const SCHEME = /^([a-z][a-z0-9+.-]*):/
/** Everything that RFC 3987 lets stand, and nothing that is invisible or a space. */
const CHARACTERS = /^(?:[!#-;=?-[\]_a-z~]|(?![\0-\x7f])[\p{L}\p{M}\p{N}\p{P}\p{S}])*$/u
const NOT_ASCII = /[^\0-\x7f]/gu
/** A dot segment, wherever a reader may see a path; `/..;x` is one to some. */
const DOT_SEGMENT = /(?:^|[/?#:])\.{1,2}(?:$|[/?#;])/
const ESCAPES = /(?:%[0-9A-F]{2})+/g
const UNRESERVED = /[A-Za-z0-9\-._~]/
/** What a decoded octet must not be: it would mean something else than its escape, or nothing visible. */
const UNSAFE_OCTET = /[/\\\0-\x1f\x7f]/
/** ASCII characters that take an address apart: nothing may turn into one when its compatibility form is taken. */
const DELIMITERS = /[/\\.%?#:@]/

/**
 * Reads an address.
 * @returns the text that patterns are compared with: octets that stand for characters beyond ASCII are those characters
 */
export function readUri(text: string): OrFlaw<string> {
  const scheme = SCHEME.exec(text)?.[1]
  if (scheme === undefined) return bad('it does not begin with a scheme in lower case')
  const plain = readPart(text)
  if (!plain.ok) return plain
  const rest = plain.value.slice(scheme.length + 1)
  const objection = scheme === 'file' ? fileObjection(rest) : webObjection(scheme, rest)
  return objection === undefined ? plain : bad(objection)
}

function readPart(text: string): OrFlaw<string> {
  if (text.length > MAX_URI_LENGTH) return bad(`it has more than ${MAX_URI_LENGTH} characters`)
  if (!CHARACTERS.test(text))
    return bad('it has a character that must be written as an escape, or must not stand there')
  const plain = decodeBeyondAscii(text)
  if (plain === undefined) return bad('it has an escape that is not the one way to write its character')
  if (DOT_SEGMENT.test(plain)) return bad('it has a segment . or ..')
  return hasOneForm(plain) ? sound(plain) : bad('it has characters that others may read as different ones')
}

function bad(what: string): OrFlaw<never> {
  return flawed(
    'bad_value',
    what,
    'Write the address in its plain form: lower-case scheme and host, no dot segments, no needless escapes.',
  )
}

/** Escapes of octets below 0x80 stay; undefined where an escape is malformed or needless. */
function decodeBeyondAscii(text: string): string | undefined {
  if (!text.includes('%')) return text
  let sound = text.replace(ESCAPES, '').includes('%') === false
  const decoded = text.replace(ESCAPES, (run: string, at: number) => {
    const plain = decodeRun(run)
    // %25 before two digits becomes another escape for whoever decodes twice.
    const doubles = run.endsWith('%25') && /^[0-9A-Fa-f]{2}/.test(text.slice(at + run.length))
    sound &&= plain !== undefined && !doubles
    return plain ?? ''
  })
  return sound ? decoded : undefined
}

function decodeRun(run: string): string | undefined {
  if (/%25(?:%[0-9A-F]{2}){2}/.test(run)) return undefined
  let characters: string
  try {
    characters = decodeURIComponent(run)
  } catch {
    return undefined
  }
  let plain = ''
  for (const character of characters) {
    const isAscii = character < '\x80'
    if (isAscii ? UNRESERVED.test(character) || UNSAFE_OCTET.test(character) : !CHARACTERS.test(character))
      return undefined
    plain += isAscii ? encodeURIComponentStrictly(character) : character
  }
  return plain
}

const encodeURIComponentStrictly = (ascii: string): string =>
  `%${ascii.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

function hasOneForm(text: string): boolean {
  const beyond = text.match(NOT_ASCII)
  if (beyond === null) return true
  if (TOO_MANY_MARKS.test(text) || text.normalize('NFC') !== text) return false
  return !beyond.some((character) => DELIMITERS.test(character.normalize('NFKC')))
}

function fileObjection(rest: string): string | undefined {
  return rest.startsWith('///') ? undefined : 'a file is written as file:/// and its path'
}

function webObjection(scheme: string, rest: string): string | undefined {
  const standardPort = WEB.get(scheme)
  if (standardPort === undefined) return undefined
  const { host, port } =
    /^\/\/(?<host>\[[^\]/?#]*\]|[^:/?#]*)(?::(?<port>[1-9][0-9]{0,4}))?(?:\/|$)/.exec(rest)?.groups ?? {}
  if (host === undefined || !isPlainHost(host)) return 'its host is not written plainly'
  if (port !== undefined && (port === standardPort || Number(port) > 65_535))
    return 'its port is the standard one, or none'
  return undefined
}
