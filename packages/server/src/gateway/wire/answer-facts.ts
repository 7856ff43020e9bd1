/** The envelope of a server's message: the few members that the gateway has to know, and what they say. */
import { META_PREFIX } from './era.ts'
import { isLookAlike, type KnownKeys, knownKeys, MESSAGE_KEYS } from './known-keys.ts'
import type { RequestId } from './message.ts'

/** The few things that the gateway has to know of an answer. */
export interface AnswerFacts {
  /** `null`: the server could not read the request's id. */
  readonly id: RequestId | null
  /** It is an error of the protocol, not a result. */
  readonly failed: boolean
  /** `error.code`, of a failed one. */
  readonly errorCode: number | undefined
  /** A tool's result that says that the tool failed. */
  readonly isError: boolean
  /** `complete`, `input_required` or an extension's; undefined where the server says none, as older ones do. */
  readonly resultType: string | undefined
  /** A key of `result._meta` lies under the gateway's own prefix, which no server may use. */
  readonly ownMeta: boolean
}

/** The objects of a message whose members are known: the message itself, its `result`, its `error`, `result._meta`. */
export type Part = 'message' | 'result' | 'error' | 'meta'

/** Members whose value is read. */
const READ = ['jsonrpc', 'id', 'isError', 'resultType', 'code'] as const
/** Members of which only one may stand: whoever reads them must read the same. */
const SEEN = ['method', 'params', 'result', 'error', '_meta'] as const
const SEEN_IN_RESULT = ['tools', 'nextCursor', 'ttlMs', 'cacheScope', 'inputRequests', 'requestState'] as const

type ReadName = (typeof READ)[number]
type SeenName = (typeof SEEN)[number] | (typeof SEEN_IN_RESULT)[number]

/** A member of an envelope. */
export type MemberName = ReadName | SeenName

/** What is known of a message. A member is undefined until its key was seen, then `''`, then its source text if read. */
export interface Envelope extends Record<MemberName, string | undefined> {
  /** `result` or `error` is an object. */
  hasBody: boolean
  ownMeta: boolean
}

/** Nothing is known yet. */
export const emptyEnvelope = (): Envelope => ({
  jsonrpc: undefined,
  id: undefined,
  method: undefined,
  params: undefined,
  result: undefined,
  error: undefined,
  isError: undefined,
  resultType: undefined,
  _meta: undefined,
  code: undefined,
  tools: undefined,
  nextCursor: undefined,
  ttlMs: undefined,
  cacheScope: undefined,
  inputRequests: undefined,
  requestState: undefined,
  hasBody: false,
  ownMeta: false,
})

const NO_KEYS = knownKeys()

/** The keys of each part that are members of an envelope. */
export const PART_KEYS: Readonly<Record<Part, KnownKeys>> = {
  message: MESSAGE_KEYS,
  result: knownKeys('isError', 'resultType', '_meta', ...SEEN_IN_RESULT),
  error: knownKeys('code'),
  meta: NO_KEYS,
}

/** The part that a member's value is, if it is an object. */
export function partOf(part: Part, name: MemberName | undefined): Part | undefined {
  if (part === 'message' && (name === 'result' || name === 'error')) return name
  return part === 'result' && name === '_meta' ? 'meta' : undefined
}

/** True for a member whose value is read. */
export const isRead = (name: MemberName): name is ReadName => (READ as readonly string[]).includes(name)

/** True for the name of a member that stands in this part. */
export const isMember = (part: Part, key: string): key is MemberName => PART_KEYS[part].names.includes(key)

/**
 * Takes note of a key.
 * @returns false where it stands twice or has a look-alike: readers would disagree on which of them counts
 */
export function noteKey(envelope: Envelope, part: Part, key: string): boolean {
  if (isMember(part, key)) {
    if (envelope[key] !== undefined) return false
    envelope[key] = ''
    return true
  }
  if (part === 'meta' && key.startsWith(META_PREFIX)) envelope.ownMeta = true
  return part !== 'message' || !isLookAlike(MESSAGE_KEYS, key)
}

/** What an envelope says; undefined where it is not that of an answer (JSON-RPC 2.0, section 5). */
export function factsOf(envelope: Envelope): AnswerFacts | undefined {
  const failed = envelope.error !== undefined
  const isAnswer = envelope.hasBody && failed !== (envelope.result !== undefined) && envelope.method === undefined
  if (!isAnswer || parse(envelope.jsonrpc) !== '2.0') return undefined
  const id = parse(envelope.id)
  const resultType = parse(envelope.resultType)
  if (!isAnswerId(id) || (id === null && !failed)) return undefined
  if (envelope.resultType !== undefined && typeof resultType !== 'string') return undefined
  const code = parse(envelope.code)
  return {
    id,
    failed,
    errorCode: typeof code === 'number' ? code : undefined,
    isError: envelope.isError === 'true',
    resultType: typeof resultType === 'string' ? resultType : undefined,
    ownMeta: envelope.ownMeta,
  }
}

const isAnswerId = (id: unknown): id is RequestId | null =>
  id === null || typeof id === 'string' || (typeof id === 'number' && Number.isSafeInteger(id))

const SMALL_INTEGER = /^[1-9][0-9]{0,8}$/

/** A string or scalar; what nearly every answer holds is known without parsing. */
function parse(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  if (text === '"2.0"') return '2.0'
  if (text === '"complete"') return 'complete'
  if (SMALL_INTEGER.test(text)) return Number(text)
  try {
    return JSON.parse(text)
  } catch {
    // A string with a control character.
    return undefined
  }
}
