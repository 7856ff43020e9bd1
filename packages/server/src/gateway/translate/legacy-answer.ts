/** An answer of the modern era in the words of the legacy one. */
import type { JsonObject } from '@portcullis/engine'
import type { AnswerFacts } from '../wire/answer.ts'
import { LEGACY_VERSIONS, META, RPC } from '../wire/era.ts'
import { isObject } from '../wire/shape.ts'
import { dropAll, setAt, valueAt } from '../wire/splice.ts'
import { serverCapabilities } from './capabilities.ts'

/** Members of results that only the modern era has. */
const MODERN_ONLY = ['resultType', 'ttlMs', 'cacheScope']
/** What legacy servers say of a resource that they do not have (MCP 2025-11-25, resources). */
const RESOURCE_UNKNOWN = -32002

/** @param method of the request that is answered */
export function legacyAnswer(bytes: Buffer, facts: AnswerFacts, method: string): Buffer {
  if (!facts.failed) return dropAll(bytes, ['result'], MODERN_ONLY)
  const isUnknown = method === 'resources/read' && facts.errorCode === RPC.invalidParams
  const data = isUnknown ? valueAt(bytes, ['error', 'data']) : undefined
  return isObject(data) && Object.hasOwn(data, 'uri')
    ? setAt(bytes, ['error', 'code'], String(RESOURCE_UNKNOWN))
    : bytes
}

/**
 * The result of `initialize` that says what `server/discover` said.
 * @param requested the version that the client asked for
 */
export function initializeResult(discovered: JsonObject, requested: unknown): JsonObject {
  const { capabilities, instructions, _meta: meta } = discovered
  const info = isObject(meta) ? meta[META.serverInfo] : undefined
  const version = LEGACY_VERSIONS.find((known) => known === requested) ?? LEGACY_VERSIONS[0] ?? ''
  return {
    protocolVersion: version,
    capabilities: serverCapabilities(isObject(capabilities) ? capabilities : {}),
    serverInfo: isObject(info) ? info : { name: 'unnamed', version: '0' },
    ...(typeof instructions === 'string' ? { instructions } : undefined),
  }
}
