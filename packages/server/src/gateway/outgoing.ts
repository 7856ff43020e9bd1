/** The protocol headers of a message on its way to an HTTP upstream: built from an allow-list, never copied whole. */
import type { Conversation } from './session/conversation.ts'
import type { Arrival } from './turn.ts'
import { META, NAMED_BY, PROTOCOL_MODERN } from './wire/era.ts'
import { encodeHeaderValue } from './wire/header-value.ts'
import type { Message } from './wire/message.ts'
import { type ParamHeader, paramHeadersFor } from './wire/param-headers.ts'
import { isObject } from './wire/shape.ts'

const NONE: readonly string[] = []
const NO_PARAM_HEADERS: readonly ParamHeader[] = []

/**
 * @param paramHeaders arguments that the called tool wants in headers as well
 * @returns names and values in turn; none for an upstream that does not speak HTTP
 */
export function outgoingHeaders(
  arrival: Arrival,
  conversation: Conversation,
  message: Message,
  paramHeaders: readonly ParamHeader[] = NO_PARAM_HEADERS,
): readonly string[] {
  if (arrival.caller.server.transport.kind !== 'http') return NONE
  return message.era === 'modern' ? modernHeaders(arrival, message, paramHeaders) : legacyHeaders(arrival, conversation)
}

function legacyHeaders({ head }: Arrival, conversation: Conversation): readonly string[] {
  const headers: string[] = []
  const version = head === undefined ? conversation.version : head.protocolVersion
  if (version !== undefined) headers.push('mcp-protocol-version', version)
  if (conversation.sessionId !== undefined) headers.push('mcp-session-id', conversation.sessionId)
  return headers
}

/** Over a channel nobody brought the headers, so they are made from the body, as a client of HTTP would. */
function modernHeaders({ head }: Arrival, message: Message, paramHeaders: readonly ParamHeader[]): readonly string[] {
  if (head !== undefined) {
    const headers = ['mcp-protocol-version', head.protocolVersion ?? '']
    if (head.mcpMethod !== undefined) headers.push('mcp-method', head.mcpMethod)
    if (head.mcpName !== undefined) headers.push('mcp-name', head.mcpName)
    return head.paramHeaders.length === 0 ? headers : [...headers, ...head.paramHeaders]
  }
  if (message.kind === 'response') return NONE
  const headers = ['mcp-protocol-version', protocolVersionOf(message.params), 'mcp-method', message.method]
  const name = message.params[NAMED_BY.get(message.method) ?? '']
  if (typeof name === 'string') headers.push('mcp-name', encodeHeaderValue(name))
  const args = message.params['arguments']
  return isObject(args) ? [...headers, ...paramHeadersFor(paramHeaders, args)] : headers
}

function protocolVersionOf(params: { readonly [key: string]: unknown }): string {
  const meta = params['_meta']
  if (typeof meta !== 'object' || meta === null) return PROTOCOL_MODERN
  const version: unknown = Reflect.get(meta, META.protocolVersion)
  return typeof version === 'string' ? version : PROTOCOL_MODERN
}
