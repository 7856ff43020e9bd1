/** Requests and notifications that a server sends by itself: small, and judged, so they are read whole. */
import type { JsonObject, JsonValue } from '@portcullis/engine'
import type { AnswerFacts } from './answer-facts.ts'
import { metaOf } from './envelope.ts'
import { META } from './era.ts'
import type { RequestId } from './message.ts'
import { SERVER_RULES } from './scan.ts'
import { createShapeReader, isId } from './shape.ts'

/** A message of a server's. */
export type ServerMessage = ServerResponse | ServerRequest | ServerNotification

export interface ServerResponse {
  readonly kind: 'response'
  readonly id: RequestId | null
  readonly facts: AnswerFacts
}

export interface ServerRequest {
  readonly kind: 'request'
  readonly id: RequestId
  /** The id's source text. */
  readonly idText: string
  readonly method: string
  readonly params: JsonObject
}

export interface ServerNotification {
  readonly kind: 'notification'
  readonly method: string
  readonly params: JsonObject
  /** Of progress: the token that the request gave. */
  readonly progressToken: RequestId | undefined
  /** Of a cancellation: the request that ends. */
  readonly requestId: RequestId | undefined
  /** The request that opened the subscription which this belongs to (modern). */
  readonly subscriptionId: RequestId | undefined
}

const readShape = createShapeReader(SERVER_RULES)

/** Reads a request or a notification; undefined if it is neither. */
export function readServerMessage(bytes: Buffer): ServerRequest | ServerNotification | undefined {
  const shape = readShape(bytes)
  if ('refused' in shape || shape.kind === 'response') return undefined
  const { method, params } = shape
  if (shape.kind === 'request') return { kind: 'request', id: shape.id, idText: shape.idText, method, params }
  return {
    kind: 'notification',
    method,
    params,
    progressToken: idAt(params, 'progressToken'),
    requestId: idAt(params, 'requestId'),
    subscriptionId: idAt(metaOf(params), META.subscriptionId),
  }
}

function idAt(object: JsonObject | undefined, key: string): RequestId | undefined {
  const value: JsonValue | undefined = object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined
  return isId(value) ? value : undefined
}
