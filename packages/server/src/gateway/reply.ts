/** A refusal → the bytes that this client's era understands. */
import type { JsonObject } from '@portcullis/engine'
import { type Refusal, refusals } from './errors.ts'
import type { Inquiry } from './turn.ts'
import { callRefusal, errorAnswer } from './wire/refusal.ts'

/**
 * A refused `tools/call` is a tool result that the model can read; everything else is a JSON-RPC error.
 * @returns HTTP status and body
 */
export function refusalReply(turn: Inquiry, found: Refusal): { readonly status: number; readonly body: Buffer } {
  const { message, caller } = turn
  const form = refusals[found.code]
  if (form.asToolResult && message.method === 'tools/call') {
    return {
      status: 200,
      body: callRefusal({
        idText: message.idText,
        era: message.era,
        message: found.message,
        decision: {
          id: turn.id,
          code: found.code,
          rule: found.rule,
          counter: found.counter,
          document: found.document?.id || caller.policy?.id,
          version: found.document?.version || caller.policy?.version,
          retryAfter: found.retryAfter,
          approval: found.approval,
          consent: found.consent,
        },
      }),
    }
  }
  const status = found.code === 'method_not_found' && message.era === 'legacy' ? 200 : form.http
  return { status, body: errorAnswer(message.idText, form.rpc, found.message, reasonOf(turn, found)) }
}

/** Refusals of which programs are told more than the sentence. */
const TOLD: ReadonlySet<string> = new Set(['stopped', 'consent_required', 'credential_missing', 'credential_renewed'])

/** What programs are told of a refusal that somebody decided, or that passes: the same as of a refused call. */
function reasonOf({ caller, id }: Inquiry, found: Refusal): JsonObject | undefined {
  const { code, rule, document, consent, retryAfter } = found
  if (TOLD.has(code)) return { code, ...(consent !== undefined && { consent }), id }
  if (retryAfter !== undefined) return { code, retryAfter, id }
  if (code !== 'policy_denied') return undefined
  const { id: name, version } = document ?? caller.policy ?? {}
  return { code, ...(rule !== undefined && { rule }), ...(name && { document: name }), ...(version && { version }), id }
}

/**
 * The one answer for a name that is absent, hidden or quarantined: whoever asks cannot tell which.
 * @returns HTTP status and body, the same for all three apart from id and name
 */
export function unknownToolReply(turn: Inquiry, tool: string): { readonly status: number; readonly body: Buffer } {
  const { rpc, http } = refusals.tool_unknown
  return { status: http, body: errorAnswer(turn.message.idText, rpc, `Unknown tool: ${tool}`) }
}

/** A resource or a prompt that was asked for. */
export interface NamedItem {
  readonly surface: 'resources' | 'prompts'
  readonly name: string
}

/** What servers of the legacy era answer for a resource that they do not have (MCP 2025-11-25, resources, errors). */
const LEGACY_NOT_FOUND = -32002

/**
 * The one answer for a resource or a prompt that is absent or hidden: whoever asks cannot tell which.
 * @returns HTTP status and body, the same for both apart from id and name
 */
export function unknownItemReply(
  { message }: Inquiry,
  { surface, name }: NamedItem,
): { readonly status: number; readonly body: Buffer } {
  if (surface === 'prompts') {
    const { rpc, http } = refusals.prompt_unknown
    return { status: http, body: errorAnswer(message.idText, rpc, `Unknown prompt: ${name}`) }
  }
  const { rpc, http } = refusals.resource_unknown
  const code = message.era === 'legacy' ? LEGACY_NOT_FOUND : rpc
  return { status: http, body: errorAnswer(message.idText, code, `Resource not found: ${name}`, { uri: name }) }
}
