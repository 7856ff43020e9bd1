/** An answer of the legacy era in the words of the modern one. */
import type { JsonObject } from '@portcullis/engine'
import type { AnswerFacts } from '../wire/answer.ts'
import { META, PROTOCOL_MODERN, RPC } from '../wire/era.ts'
import { resultAnswer } from '../wire/refusal.ts'
import { isObject } from '../wire/shape.ts'
import { setAt, stringAt, valueAt } from '../wire/splice.ts'
import { serverCapabilities } from './capabilities.ts'

/** Results that may be remembered by their client, which the legacy era says nothing of: they must not be. */
const CACHEABLE: ReadonlySet<string> = new Set([
  ...['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list', 'resources/read'],
])
/** Requests that may be answered with questions. */
const MAY_ASK: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read'])

/** What legacy servers say of a resource that they do not have. */
const RESOURCE_UNKNOWN = -32002
/** What they say where a person has to open a page first. */
const PAGE_NEEDED = -32042

/** Whether a request may be answered with questions (MCP 2026-07-28, multi-round-trip requests). */
export const mayBeAsked = (method: string | undefined): boolean => method !== undefined && MAY_ASK.has(method)

/** @param asked of the request that is answered */
export function modernAnswer(
  bytes: Buffer,
  facts: AnswerFacts,
  asked: { readonly method: string; readonly idText: string; readonly uri: string | undefined },
): Buffer {
  const { method, idText } = asked
  const named = setAt(bytes, ['id'], idText)
  if (facts.failed) return modernError(named, facts, asked)
  const complete = facts.resultType === undefined ? setAt(named, ['result', 'resultType'], '"complete"') : named
  if (!CACHEABLE.has(method)) return complete
  return setAt(setAt(complete, ['result', 'ttlMs'], '0'), ['result', 'cacheScope'], '"private"')
}

function modernError(
  bytes: Buffer,
  { errorCode }: AnswerFacts,
  { method, idText, uri }: { readonly method: string; readonly idText: string; readonly uri: string | undefined },
): Buffer {
  if (errorCode === RESOURCE_UNKNOWN) {
    const coded = setAt(bytes, ['error', 'code'], String(RPC.invalidParams))
    return uri === undefined ? coded : setAt(coded, ['error', 'data', 'uri'], JSON.stringify(uri))
  }
  const pages = errorCode === PAGE_NEEDED && mayBeAsked(method) ? valueAt(bytes, ['error', 'data', 'elicitations']) : []
  return Array.isArray(pages) && pages.length > 0 ? questions(idText, pages.map(pageQuestion), undefined) : bytes
}

/** A page to be opened; the legacy era names it, the modern one does not. */
function pageQuestion(page: unknown): string {
  const { elicitationId: _id, ...params } = isObject(page) ? page : {}
  return JSON.stringify({ method: 'elicitation/create', params: { ...params, mode: 'url' } })
}

/**
 * An answer that asks.
 * @param requests JSON texts of `{ method, params }`
 * @param state to be sent back with the answers; undefined: none
 */
export function questions(idText: string, requests: readonly string[], state: string | undefined): Buffer {
  const asked = requests.map((text, index) => `"q${index + 1}":${text}`).join(',')
  const again = state === undefined ? '' : `,"requestState":${JSON.stringify(state)}`
  return Buffer.from(
    `{"jsonrpc":"2.0","id":${idText},"result":{"resultType":"input_required","inputRequests":{${asked}}${again}}}`,
  )
}

/** The result of `server/discover` that says what `initialize` said. */
export function discoverAnswer(idText: string, initialized: Buffer): Buffer {
  const result = valueAt(initialized, ['result'])
  const { capabilities, serverInfo } = isObject(result) ? result : {}
  const instructions = stringAt(initialized, ['result', 'instructions'])
  const told: JsonObject = {
    supportedVersions: [PROTOCOL_MODERN],
    capabilities: serverCapabilities(isObject(capabilities) ? capabilities : {}),
    ...(instructions === undefined ? undefined : { instructions }),
    resultType: 'complete',
    ttlMs: 0,
    cacheScope: 'private',
    _meta: { [META.serverInfo]: isObject(serverInfo) ? serverInfo : { name: 'unnamed', version: '0' } },
  }
  return resultAnswer(idText, told)
}
