/** Which eras a server speaks: found out once, by asking it as clients do (MCP 2026-07-28, versioning). */

import type { Outgoing } from '../upstream/link.ts'
import { modernMeta, PROTOCOL_MODERN } from '../wire/era.ts'
import { isObject } from '../wire/shape.ts'
import { valueAt } from '../wire/splice.ts'
import { headersFor } from './modern-request.ts'
import type { Told } from './whole-answer.ts'

/** What is known of one server. Undefined: not yet. */
export interface Eras {
  modern: boolean | undefined
  legacy: boolean | undefined
}

/** What an answer to `server/discover` says: the server is modern, or not, or nothing can be said. */
export type Verdict = 'modern' | 'legacy' | 'unsure'

const UNSUPPORTED_VERSION = -32022

/** The question of a client that does not know the server yet. */
export function discoverRequest(id: string): Outgoing {
  const method = 'server/discover'
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params: { _meta: modernMeta() } }))
  return {
    kind: 'request',
    bytes,
    era: 'modern',
    id,
    method,
    progressToken: undefined,
    headers: headersFor(method, ''),
  }
}

/**
 * Only a server that answers, and does not know the question, is taken for a legacy one: one that is down, busy, or
 * wants another credential says nothing of its era.
 */
export function verdictOf(told: Told): Verdict {
  if (told.kind === 'empty')
    return told.status === 400 || told.status === 404 || told.status === 405 ? 'legacy' : 'unsure'
  if (told.kind === 'failed') return 'unsure'
  const { bytes, facts, head } = told
  if (!facts.failed) return supports(bytes) ? 'modern' : 'unsure'
  if (head.status >= 500) return 'unsure'
  if (facts.errorCode !== UNSUPPORTED_VERSION) return 'legacy'
  const versions = valueAt(bytes, ['error', 'data', 'supported'])
  const isModern =
    Array.isArray(versions) && versions.some((each) => typeof each === 'string' && each >= PROTOCOL_MODERN)
  return isModern ? 'unsure' : 'legacy'
}

function supports(bytes: Buffer): boolean {
  const result = valueAt(bytes, ['result'])
  const versions = isObject(result) ? result['supportedVersions'] : undefined
  return Array.isArray(versions) && versions.includes(PROTOCOL_MODERN)
}
