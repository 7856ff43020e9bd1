/** Reads the head of an upstream's HTTP answer and says what it is worth (MCP, Streamable HTTP; RFC 9110). */
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
const VISIBLE_ASCII = /^[\x21-\x7e]+$/

function mediaType(value: string): Facts['body'] {
  if (value === 'application/json') return 'json'
  if (value === 'text/event-stream') return 'events'
  const end = value.indexOf(';')
  const essence = (end === -1 ? value : value.slice(0, end)).trim().toLowerCase()
  if (essence === 'application/json') return 'json'
  return essence === 'text/event-stream' ? 'events' : 'other'
}

/** The four headers that matter, each at most once. */
interface Fields {
  type: string | undefined
  encoding: string | undefined
  length: string | undefined
  session: string | undefined
}

const NAMES = new Map<string, keyof Fields>([
  ['content-type', 'type'],
  ['content-encoding', 'encoding'],
  ['content-length', 'length'],
  ['mcp-session-id', 'session'],
])
const LENGTHS = new Set([...NAMES.keys()].map((name) => name.length))

/** @returns undefined when one of the headers comes twice */
function fieldsOf(raw: readonly Buffer[]): Fields | undefined {
  const fields: Fields = { type: undefined, encoding: undefined, length: undefined, session: undefined }
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]
    if (name === undefined || !LENGTHS.has(name.length)) continue
    const field = NAMES.get(name.toString('latin1').toLowerCase())
    if (field === undefined) continue
    if (fields[field] !== undefined) return undefined
    fields[field] = raw[i + 1]?.toString('latin1').trim() ?? ''
  }
  return fields
}

function factsOf(raw: readonly Buffer[]): Facts | undefined {
  const fields = fieldsOf(raw)
  if (fields === undefined) return undefined
  if (fields.encoding !== undefined && fields.encoding.toLowerCase() !== 'identity') return undefined
  if (fields.session !== undefined && !VISIBLE_ASCII.test(fields.session)) return undefined
  const empty = fields.length === '0' || fields.type === undefined
  return { body: empty ? 'other' : mediaType(fields.type ?? ''), sessionId: fields.session }
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
 * their JSON; of the others only the statuses that MCP gives a meaning to are shown, without their body.
 * @param status 200 to 599
 * @param raw `[name, value, name, value, …]` as they came
 */
export function judgeHead(status: number, raw: readonly Buffer[], expected: Expected): Verdict {
  if (status === 401 || status === 403) return 'unauthorized'
  if (status >= 300 && status < 400) return 'redirect'
  if (expected === 'receipt') return empty(status)
  return status < 300 ? accepted(status, raw, expected) : refused(status, raw)
}
