/** Bytes → one message of JSON-RPC 2.0 (sections 4 and 5), or what is wrong with them. No revision is known yet. */
import type { JsonObject } from '@portcullis/engine'
import type { RequestId, Span } from './message.ts'
import { createScan, type Scan, type ScanRules } from './scan.ts'
import { MEMBER } from './scan-value.ts'
import { badMessage, badText, type Objection, type WireRefusal } from './wire-refusal.ts'

/** A message before its revision is known. */
export type Shape = RequestShape | NotificationShape | ResponseShape

export interface RequestShape {
  readonly kind: 'request'
  readonly id: RequestId
  readonly idText: string
  readonly method: string
  readonly params: JsonObject
  readonly spans: ReadonlyMap<string, Span>
  readonly inexact: ReadonlySet<string>
}

export interface NotificationShape {
  readonly kind: 'notification'
  readonly method: string
  readonly params: JsonObject
}

export interface ResponseShape {
  readonly kind: 'response'
  readonly id: RequestId
  readonly failed: boolean
}

/** Longer ids are refused: each is kept while its request is under way. */
const LONGEST_ID = 1024
const LONGEST_METHOD = 256

const REQUEST = MEMBER.jsonrpc | MEMBER.id | MEMBER.method
const NOTIFICATION = MEMBER.jsonrpc | MEMBER.method
const RESULT = MEMBER.jsonrpc | MEMBER.id | MEMBER.result
const ERROR = MEMBER.jsonrpc | MEMBER.id | MEMBER.error

const NO_PARAMS: JsonObject = {}

/** Prepares the reading of messages. */
export function createShapeReader(rules?: ScanRules): (bytes: Buffer) => Shape | WireRefusal {
  const scan = createScan(rules)
  return (bytes) => {
    const found = scan(bytes)
    const idText = idTextOf(bytes, found)
    const shape = found.fault === undefined ? shapeOf(bytes, found, idText) : badText(found.fault)
    if (!('refused' in shape)) return shape
    // Nothing of a text that is not JSON is believed; an answer to a response has nobody to go to.
    const isKnown = shape.refused !== 'parse_error' && (found.present & MEMBER.method) !== 0
    return { ...shape, idText: isKnown && canBeEchoed(idText) ? idText : undefined }
  }
}

/** An object as JSON has it. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A string, or an integer that a double holds exactly. */
export const isId = (value: unknown): value is RequestId =>
  typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value))

function shapeOf(bytes: Buffer, found: Scan, idText: string | undefined): Shape | Objection {
  if (found.kind === 'array') return badMessage('JSON-RPC batches are not taken; send one message a request.')
  if (found.kind !== 'object') return badMessage('A message has to be a JSON object.')
  const message = parse(bytes, found.ascii)
  if (message === undefined) return badText({ code: 'syntax', at: 0 })
  if (message['jsonrpc'] !== '2.0') return badMessage('The member "jsonrpc" has to be "2.0".')
  switch (found.present & ~MEMBER.params) {
    case REQUEST:
      return requestOf(message, found, idText)
    case NOTIFICATION:
      return notificationOf(message)
    case RESULT:
    case ERROR:
      return responseOf(message, found)
    default:
      return badMessage(
        'A message is a request (jsonrpc, id, method, params), a notification (jsonrpc, method, params) or a response (jsonrpc, id, and either result or error), and nothing else.',
      )
  }
}

function requestOf(message: JsonObject, found: Scan, idText: string | undefined): Shape | Objection {
  const { id, method } = message
  const params = paramsOf(message)
  if (!isId(id) || idText === undefined) {
    return badMessage(`The id has to be a string or an integer of at most ${LONGEST_ID} bytes.`)
  }
  if (!isMethod(method)) return badMethod()
  if (params === undefined) return badParamsMember()
  return { kind: 'request', id, idText, method, params, spans: found.spans, inexact: found.inexact }
}

function notificationOf(message: JsonObject): Shape | Objection {
  const { method } = message
  const params = paramsOf(message)
  if (!isMethod(method)) return badMethod()
  return params === undefined ? badParamsMember() : { kind: 'notification', method, params }
}

function responseOf(message: JsonObject, found: Scan): Shape | Objection {
  const { id, result, error } = message
  const failed = (found.present & MEMBER.error) !== 0
  if ((found.present & MEMBER.params) !== 0) return badMessage('A response has no "params".')
  if (!isId(id)) return badMessage('The id of a response has to be that of the request.')
  return isObject(failed ? error : result)
    ? { kind: 'response', id, failed }
    : badMessage('The result or error of a response has to be an object.')
}

const isMethod = (method: unknown): method is string =>
  typeof method === 'string' && method.length > 0 && method.length <= LONGEST_METHOD

const badMethod = (): Objection => badMessage(`The method has to be a string of 1 to ${LONGEST_METHOD} characters.`)

const badParamsMember = (): Objection =>
  badMessage('The members "params" and "_meta" have to be objects, and a "progressToken" a string or an integer.')

/** Absent `params` are empty ones; undefined where they are not what any method's would be. */
function paramsOf(message: JsonObject): JsonObject | undefined {
  if (!Object.hasOwn(message, 'params')) return NO_PARAMS
  const { params } = message
  if (!isObject(params)) return undefined
  return !Object.hasOwn(params, '_meta') || isMeta(params['_meta']) ? params : undefined
}

const isMeta = (meta: unknown): boolean =>
  isObject(meta) && (!Object.hasOwn(meta, 'progressToken') || isId(meta['progressToken']))

function parse(bytes: Buffer, ascii: boolean): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString(ascii ? 'latin1' : 'utf8'))
    return isObject(value) ? value : undefined
  } catch {
    // A control character within a long string: the scan leaves those to this parser.
    return undefined
  }
}

function idTextOf(bytes: Buffer, { id }: Scan): string | undefined {
  return id === undefined || id.end - id.start > LONGEST_ID ? undefined : bytes.toString('utf8', id.start, id.end)
}

/** Any string or number may be echoed, even one that is no proper id. */
function canBeEchoed(idText: string | undefined): boolean {
  try {
    const id: unknown = idText === undefined ? undefined : JSON.parse(idText)
    return typeof id === 'string' || typeof id === 'number'
  } catch {
    return false
  }
}
