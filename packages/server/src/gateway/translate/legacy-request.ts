/** A request in the words of the legacy era, made of one of the modern era. */
import type { JsonValue } from '@portcullis/engine'
import type { Outgoing } from '../upstream/link.ts'
import { META } from '../wire/era.ts'
import type { RequestId } from '../wire/message.ts'
import { errorAnswer } from '../wire/refusal.ts'
import { isObject } from '../wire/shape.ts'
import { dropAll, setAt, spanAt, valueAt } from '../wire/splice.ts'

/** Newest revision with a handshake. */
export const PROTOCOL_LEGACY = '2025-11-25'

const META_PATH = ['params', '_meta']
const MODERN_META = [META.protocolVersion, META.clientCapabilities, META.clientInfo, META.logLevel]
const ROUND = ['inputResponses', 'requestState']

/**
 * Takes out of a request what only the modern era knows, and names it anew: calls of several clients share the session.
 * Every other byte stays.
 * @param id its id, and its progress token where it has one
 */
export function legacyBytes(bytes: Buffer, id: number): Buffer {
  const bare = dropAll(dropAll(bytes, META_PATH, MODERN_META), ['params'], ROUND)
  const named = setAt(bare, ['id'], String(id))
  const token = [...META_PATH, 'progressToken']
  return spanAt(named, token) === undefined ? named : setAt(named, token, String(id))
}

/** What a modern request says of its client and of what it wants. */
export function metaOf(bytes: Buffer, key: string): JsonValue | undefined {
  const meta = valueAt(bytes, META_PATH)
  return isObject(meta) && Object.hasOwn(meta, key) ? meta[key] : undefined
}

const message = (members: object): Buffer => Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...members }))

/** A request of the gateway's own. */
export function legacyRequest(id: RequestId, method: string, params: object, headers: readonly string[]): Outgoing {
  const bytes = message({ id, method, params })
  return { kind: 'request', bytes, era: 'legacy', id, method, progressToken: undefined, headers }
}

/** A notification of the gateway's own. */
export function legacyNotification(method: string, params: object | undefined, headers: readonly string[]): Outgoing {
  const bytes = message({ method, ...(params && { params }) })
  return { kind: 'notification', bytes, era: 'legacy', id: undefined, method, progressToken: undefined, headers }
}

/** An answer to a question of the server's. @param resultText the result's source text; undefined: refused */
export function legacyResponse(
  id: RequestId,
  idText: string,
  resultText: string | undefined,
  headers: readonly string[],
): Outgoing {
  const bytes =
    resultText === undefined
      ? errorAnswer(idText, -32601, 'The client cannot be asked this here.')
      : Buffer.from(`{"jsonrpc":"2.0","id":${idText},"result":${resultText}}`)
  return { kind: 'response', bytes, era: 'legacy', id, method: undefined, progressToken: undefined, headers }
}
