/** Requests and notifications that a server sends by itself: small, and judged, so they are read as strictly as a client's. */
import type { JsonObject } from '@portcullis/engine'
import type { AnswerFacts } from './answer.ts'
import { META } from './era.ts'
import type { RequestId } from './message.ts'
import { createScan } from './scan.ts'
import { parseText } from './parse-text.ts'

/** A message of a server's. */
export type ServerMessage =
  | { readonly kind: 'response'; readonly id: RequestId | null; readonly facts: AnswerFacts }
  | {
      readonly kind: 'request'
      readonly id: RequestId
      /** The id's source text. */
      readonly idText: string
      readonly method: string
      readonly params: JsonObject
    }
  | {
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
