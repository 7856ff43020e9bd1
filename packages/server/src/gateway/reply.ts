/** A refusal → the bytes that this client's era understands. */
import { type Refusal, refusals } from './errors.ts'
import type { Turn } from './turn.ts'
import { callRefusal, errorAnswer } from './wire/refusal.ts'

/**
 * A refused `tools/call` is a tool result that the model can read; everything else is a JSON-RPC error.
 * @returns HTTP status and body
 */
export function refusalReply(turn: Turn, found: Refusal): { readonly status: number; readonly body: Buffer } {
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
          document: caller.policy?.id,
          version: caller.policy?.version,
          retryAfter: found.retryAfter,
        },
      }),
    }
  }
  const status = found.code === 'method_not_found' && message.era === 'legacy' ? 200 : form.http
  return { status, body: errorAnswer(message.idText, form.rpc, found.message) }
}

/**
 * The one answer for a name that is absent, hidden or quarantined: whoever asks cannot tell which.
 * @returns HTTP status and body, the same for all three apart from id and name
 */
export function unknownToolReply(turn: Turn, tool: string): { readonly status: number; readonly body: Buffer } {
  const { rpc, http } = refusals.tool_unknown
  return { status: http, body: errorAnswer(turn.message.idText, rpc, `Unknown tool: ${tool}`) }
}
