/** What a message of a server's is: as much as is needed to find whom it is for. */
import type { RequestId } from '../wire/message.ts'
import { SUBSCRIPTION_ID } from './rename.ts'

export type Incoming =
  | { readonly kind: 'response'; readonly id: RequestId }
  | { readonly kind: 'request'; readonly id: RequestId; readonly method: string }
  | {
      readonly kind: 'notification'
      readonly method: string
      /** Of progress. */
      readonly progressToken: RequestId | undefined
      /** The request that opened the subscription which this belongs to (modern). */
      readonly subscriptionId: RequestId | undefined
      /** Of a cancellation. */
      readonly requestId: RequestId | undefined
    }

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isId = (value: unknown): value is RequestId => typeof value === 'string' || typeof value === 'number'
const own = (value: unknown, key: string): unknown =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
const idOf = (value: unknown): RequestId | undefined => (isId(value) ? value : undefined)

/** @returns undefined when the text is no JSON-RPC message */
export function classify(bytes: Buffer): Incoming | undefined {
  let message: unknown
  try {
    message = JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
  if (own(message, 'jsonrpc') !== '2.0') return undefined
  const id = own(message, 'id')
  const method = own(message, 'method')
  if (typeof method === 'string') {
    if (isId(id)) return { kind: 'request', id, method }
    const params = own(message, 'params')
    return {
      kind: 'notification',
      method,
      progressToken: idOf(own(params, 'progressToken')),
      subscriptionId: idOf(own(own(params, '_meta'), SUBSCRIPTION_ID)),
      requestId: idOf(own(params, 'requestId')),
    }
  }
  return isId(id) ? { kind: 'response', id } : undefined
}
