/** Reads the head of an upstream's HTTP answer and says what it is worth (MCP, Streamable HTTP; RFC 9110). */
import type { CredentialRefusal } from '../../ports/vault.ts'
import type { AnswerHead, UpstreamFailure } from './link.ts'

/**
 * What was asked for:
 * `answer`, a request was posted; `acknowledgement`, a notification or a response was posted; `stream`, a GET;
 * `receipt`, only the status counts.
 */
export type Expected = 'answer' | 'acknowledgement' | 'stream' | 'receipt'

/** An answer to relay, or why it is none. */
export type Verdict = AnswerHead | UpstreamFailure

interface Facts {
  readonly body: 'json' | 'events' | 'other'
  readonly sessionId: string | undefined
}

/** Statuses that tell an MCP client which kind of server it speaks to, so they pass even without a JSON body. */
const TELLING = new Set([400, 404, 405])
/** Whoever is answered so may repeat the request by itself (RFC 9110, sections 15.5.9 and 15.5.20; RFC 8470, section 5.2). */
const REPEATED = new Set([408, 421, 425])
const EMPTY = Buffer.alloc(0)
const VISIBLE_ASCII = /^[\x21-\x7e]+$/

/** The fields that matter, each at most once. */
const NAMES = ['content-type', 'content-encoding', 'content-length', 'mcp-session-id'] as const
type Name = (typeof NAMES)[number]
type Fields = { [name in Name]: Buffer | undefined }

/** Whether bytes are a text, whatever the case of their letters. @param lower the text in lower case */
function same(bytes: Buffer, lower: string): boolean {
  if (bytes.length !== lower.length) return false
  for (let i = 0; i < lower.length; i++) {
    const byte = bytes[i] ?? 0
    const folded = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte
    if (folded !== lower.charCodeAt(i)) return false
  }
  return true
}

/** The parser takes only the white space before a value away (RFC 9110, section 5.5). */
function withoutTrailingSpace(value: Buffer): Buffer {
  let end = value.length
  while (end > 0 && (value[end - 1] === 0x20 || value[end - 1] === 0x09)) end--
  return end === value.length ? value : value.subarray(0, end)
}

/** @returns undefined when one of the fields comes twice */
function fieldsOf(raw: readonly Buffer[]): Fields | undefined {
  const fields: Fields = {
    'content-type': undefined,
    'content-encoding': undefined,
    'content-length': undefined,
    'mcp-session-id': undefined,
  }
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const written = raw[i]
    if (written === undefined) continue
    for (const name of NAMES) {
      if (!same(written, name)) continue
      if (fields[name] !== undefined) return undefined
      fields[name] = withoutTrailingSpace(raw[i + 1] ?? EMPTY)
    }
  }
  return fields
}

function mediaType(value: Buffer): Facts['body'] {
  if (same(value, 'application/json')) return 'json'
  const [essence = ''] = value.toString('latin1').toLowerCase().split(';')
  if (essence.trim() === 'application/json') return 'json'
  return essence.trim() === 'text/event-stream' ? 'events' : 'other'
}

const isZero = (length: Buffer | undefined): boolean => length?.length === 1 && length[0] === 0x30

function factsOf(raw: readonly Buffer[]): Facts | undefined {
  const fields = fieldsOf(raw)
  if (fields === undefined) return undefined
  const encoding = fields['content-encoding']
  if (encoding !== undefined && !same(encoding, 'identity')) return undefined
  const sessionId = fields['mcp-session-id']?.toString('latin1')
  if (sessionId !== undefined && !VISIBLE_ASCII.test(sessionId)) return undefined
  const type = fields['content-type']
  const body = type === undefined || isZero(fields['content-length']) ? 'other' : mediaType(type)
  return { body, sessionId }
}

const empty = (status: number): AnswerHead => ({ kind: 'empty', status, sessionId: undefined })

function refused(status: number, raw: readonly Buffer[]): Verdict {
  const facts = factsOf(raw)
  if (facts?.body === 'json') return { kind: 'json', status, sessionId: facts.sessionId }
  return TELLING.has(status) ? empty(status) : 'garbage'
}

function accepted(status: number, raw: readonly Buffer[], expected: Expected): Verdict {
  if (expected === 'acknowledgement') return empty(status)
  if (status === 202 || status === 204) return 'garbage'
  const facts = factsOf(raw)
  if (facts === undefined || facts.body === 'other') return 'garbage'
  if (facts.body === 'json' && expected === 'stream') return 'garbage'
  return { kind: facts.body, status, sessionId: facts.sessionId }
}

/**
 * Judges an answer by its head alone.
 *
 * A request must be answered with JSON or an event stream; what answers a notification is never read. Errors pass with
 * their JSON; of the others only the statuses that MCP gives a meaning to are shown, without their body. The server has
 * the request, so no status is passed on by which anybody would send it again: it is shown as 400.
 * @param status 200 to 599
 * @param raw `[name, value, name, value, …]` as they came
 */
export function judgeHead(status: number, raw: readonly Buffer[], expected: Expected): Verdict {
  if (status === 401 || status === 403) return 'unauthorized'
  if (status >= 300 && status < 400) return 'redirect'
  const told = REPEATED.has(status) ? 400 : status
  if (expected === 'receipt') return empty(told)
  return status < 300 ? accepted(status, raw, expected) : refused(told, raw)
}

/** Characters of a challenge that are kept. */
const LONGEST_CHALLENGE = 2048

/** How a server refused our credential: what it says in `WWW-Authenticate`, several fields joined (RFC 9110, section 11.6.1). */
export function refusalIn(status: number, raw: readonly Buffer[]): CredentialRefusal {
  const said: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name = EMPTY, value = EMPTY] = [raw[i], raw[i + 1]]
    if (same(name, 'www-authenticate')) said.push(value.toString('latin1'))
  }
  return { status: status === 403 ? 403 : 401, challenge: said.join(', ').slice(0, LONGEST_CHALLENGE) }
}
