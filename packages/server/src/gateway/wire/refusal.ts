/** The bytes of the answers that the gateway gives by itself (JSON-RPC 2.0, section 5). Ids are echoed as they came. */
import type { JsonObject, JsonValue } from '@portcullis/engine'
import { META_PREFIX } from './era.ts'
import type { Era } from './message.ts'

/** What a refused call carries for programs, beside the sentence for the model. */
export interface CallDecision {
  /** Of the decision's record in the log. */
  readonly id: string
  readonly code: string
  /** A JSON Pointer into `document`, or `(no policy)`, `(hidden)`, `(default deny)`. */
  readonly rule?: string | undefined
  readonly counter?: string | undefined
  readonly document?: string | undefined
  readonly version?: string | undefined
  /** Seconds. */
  readonly retryAfter?: number | undefined
  readonly remaining?: number | string | undefined
  /** The question to people that it waits for, or was refused by. */
  readonly approval?: ToldApproval | undefined
  /** Page on which a person gives consent. */
  readonly consent?: string | undefined
}

/** A question to people. */
export interface ToldApproval {
  readonly id: string
  readonly state: string
  /** Where people answer. */
  readonly page: string
  /** ISO 8601. */
  readonly expires: string
}

/** A refused `tools/call`. */
export interface CallRefusal {
  readonly idText: string
  readonly era: Era
  /** What the model is told: one sentence. */
  readonly message: string
  readonly decision: CallDecision
}

/** These are not the policy's doing, and the model must not take them for it. */
const NOT_POLICY = /^(?:upstream_|credential_|counters_unavailable$|log_unavailable$|undecided$|internal$)/
const MARKS: Readonly<Record<string, string>> = {
  stopped: '[STOPPED]',
  consent_required: '[CONSENT REQUIRED]',
  approval_pending: '[WAITING FOR APPROVAL]',
  approval_rejected: '[REJECTED BY A PERSON]',
  approval_running: '[ALREADY BEING MADE]',
  approval_unknown: '[OUTCOME UNKNOWN]',
}

function markOf(code: string): string {
  const own = Object.hasOwn(MARKS, code) ? MARKS[code] : undefined
  return own ?? (NOT_POLICY.test(code) ? '[GATEWAY ERROR]' : '[POLICY DENIED]')
}

/** @param idText source text of the request's id; undefined where it could not be read */
export function errorAnswer(idText: string | undefined, code: number, message: string, data?: JsonValue): Buffer {
  const error = JSON.stringify(data === undefined ? { code, message } : { code, message, data })
  return Buffer.from(`{"jsonrpc":"2.0","id":${idText ?? 'null'},"error":${error}}`)
}

/** A successful answer. */
export function resultAnswer(idText: string, result: JsonObject): Buffer {
  return Buffer.from(`{"jsonrpc":"2.0","id":${idText},"result":${JSON.stringify(result)}}`)
}

/** A refusal as a tool's result: only that reaches the model, since clients keep protocol errors to themselves. */
export function callRefusal({ idText, era, message, decision }: CallRefusal): Buffer {
  const { id, code, rule, counter, document, version, retryAfter, remaining, approval, consent } = decision
  const result = {
    content: [{ type: 'text', text: `${markOf(code)} ${message}` }],
    isError: true,
    ...(era === 'modern' ? { resultType: 'complete' } : undefined),
    _meta: {
      [`${META_PREFIX}decision`]: {
        code,
        rule,
        counter,
        document,
        version,
        retryAfter,
        remaining,
        approval,
        consent,
        id,
      },
    },
  }
  return Buffer.from(`{"jsonrpc":"2.0","id":${idText},"result":${JSON.stringify(result)}}`)
}
