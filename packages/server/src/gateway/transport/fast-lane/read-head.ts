/**
 * The strict reader of heads: exactly the plain `POST` of an MCP client (RFC 9112), and nothing that could be read in two
 * ways. Whatever it does not take is no error here: the other lane reads it from its first byte.
 */
import { readTarget } from '../admission.ts'
import { type RequestHead, readHead } from '../http-head.ts'
import { COLON, CR, DIGIT, LF, NAME, SPACE, TARGET, VALUE, ZERO } from './characters.ts'

/** A head that was taken. */
export interface FastHead {
  readonly url: string
  readonly head: RequestHead
  /** The client wants to send more requests on the connection. */
  readonly persistent: boolean
  /** Of the body, bytes. */
  readonly length: number
  /** Index behind the head. */
  readonly end: number
  /** Index of the digits of `Content-Length`, and behind them. */
  readonly digits: number
  readonly digitsEnd: number
}

/** `more`: it is fine as far as it goes. `other`: not for this lane. */
export type NoHead = 'more' | 'other'

const START = Buffer.from('POST /mcp')
const VERSION = Buffer.from(' HTTP/1.1\r\n')
/** Longest target: `/mcp/` and a name. */
const LONGEST_TARGET = 5 + 63
/** Most digits of a length: below 2^53. */
const MOST_DIGITS = 15

/** Fields that say how the bytes of a request are to be read, or ask for more than an answer. */
const NOT_PLAIN: ReadonlySet<string> = new Set([
  ...['transfer-encoding', 'content-encoding', 'te', 'trailer', 'expect', 'upgrade', 'http2-settings'],
  ...['proxy-connection', 'proxy-authorization', 'proxy-authenticate'],
])

/** @param limit bytes that a head may have */
export function readFastHead(bytes: Buffer, limit: number): FastHead | NoHead {
  const fieldsAt = readRequestLine(bytes)
  if (typeof fieldsAt === 'string') return fieldsAt
  const fields = readFields(bytes, fieldsAt, limit)
  if (typeof fields === 'string') return fields
  const url = bytes.toString('latin1', 5, fieldsAt - VERSION.length)
  return readTarget(url) === undefined ? 'other' : plain(bytes, url, fields)
}

/** @returns where the fields begin */
function readRequestLine(bytes: Buffer): number | NoHead {
  const start = stands(START, bytes, 0)
  if (start !== undefined) return start
  let at = START.length
  while (TARGET[bytes[at] ?? 0] === 1) at += 1
  if (at - 5 > LONGEST_TARGET) return 'other'
  return stands(VERSION, bytes, at) ?? at + VERSION.length
}

/** @returns undefined where the text stands there wholly */
function stands(text: Buffer, bytes: Buffer, at: number): NoHead | undefined {
  for (let i = 0; i < text.length; i += 1) {
    if (at + i >= bytes.length) return 'more'
    if (bytes[at + i] !== text[i]) return 'other'
  }
  return undefined
}

/** Fields as they are read. */
interface Fields {
  /** Names and values in turn. */
  readonly raw: string[]
  /** Index behind the last one, and in the end behind the head. */
  end: number
  /** Where the value of the last `Content-Length` begins. */
  lengthAt: number
}

function readFields(bytes: Buffer, from: number, limit: number): Fields | NoHead {
  const fields = { raw: [], end: from, lengthAt: 0 }
  const size = Math.min(bytes.length, limit)
  while (fields.end < size && bytes[fields.end] !== CR) {
    const wrong = readField(bytes, size, fields)
    if (wrong !== undefined) return wrong === 'more' ? missing(bytes, limit) : wrong
  }
  if (fields.end + 1 >= size) return missing(bytes, limit)
  if (bytes[fields.end + 1] !== LF) return 'other'
  fields.end += 2
  return fields
}

/** @returns undefined where a whole field was read */
function readField(bytes: Buffer, size: number, fields: Fields): NoHead | undefined {
  const at = fields.end
  const colon = endOf(NAME, bytes, at)
  if (colon >= size) return 'more'
  if (colon === at || bytes[colon] !== COLON) return 'other'
  let value = colon + 1
  while (bytes[value] === SPACE) value += 1
  const lineEnd = endOf(VALUE, bytes, value)
  if (lineEnd + 1 >= size) return lineEnd < size && bytes[lineEnd] !== CR ? 'other' : 'more'
  if (bytes[lineEnd] !== CR || bytes[lineEnd + 1] !== LF) return 'other'
  const name = bytes.toString('latin1', at, colon)
  if (isLength(name)) fields.lengthAt = value
  fields.raw.push(name, bytes.toString('latin1', value, trimmedEnd(bytes, value, lineEnd)))
  fields.end = lineEnd + 2
  return undefined
}

const missing = (bytes: Buffer, limit: number): NoHead => (bytes.length < limit ? 'more' : 'other')

function endOf(characters: Uint8Array, bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && characters[bytes[at] ?? 0] === 1) at += 1
  return at
}

function trimmedEnd(bytes: Buffer, from: number, to: number): number {
  let end = to
  while (end > from && bytes[end - 1] === SPACE) end -= 1
  return end
}

const isLength = (name: string): boolean => name.length === 14 && name.toLowerCase() === 'content-length'

/** Each field by itself was fine: are they, together, those of a plain request? */
function plain(bytes: Buffer, url: string, { raw, end, lengthAt }: Fields): FastHead | 'other' {
  const connection = readConnection(raw)
  const head = readHead(raw)
  if (connection === undefined || typeof head === 'string') return 'other'
  if (head.host === undefined || head.contentLength === undefined || head.contentEncoding !== undefined) return 'other'
  const found = readDigits(bytes, lengthAt)
  if (found === undefined || found.end - lengthAt !== head.contentLength.length) return 'other'
  const { length } = found
  return { url, head, persistent: connection === 'keep', length, end, digits: lengthAt, digitsEnd: found.end }
}

/** @returns undefined where the fields ask for something that is not plain */
function readConnection(raw: readonly string[]): 'keep' | 'close' | undefined {
  let said: string | undefined
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase()
    if (NOT_PLAIN.has(name)) return undefined
    if (name !== 'connection') continue
    if (said !== undefined) return undefined
    said = (raw[i + 1] ?? '').toLowerCase()
  }
  if (said === undefined || said === 'keep-alive') return 'keep'
  return said === 'close' ? 'close' : undefined
}

/** A length in digits, without a sign or leading zeros; undefined where none stands there. */
export function readDigits(bytes: Buffer, at: number): { readonly length: number; readonly end: number } | undefined {
  let length = 0
  let end = at
  while (end - at <= MOST_DIGITS && DIGIT[bytes[end] ?? 0] === 1) {
    length = 10 * length + ((bytes[end] ?? ZERO) - ZERO)
    end += 1
  }
  const count = end - at
  if (count === 0 || count > MOST_DIGITS || (count > 1 && bytes[at] === ZERO)) return undefined
  return { length, end }
}
