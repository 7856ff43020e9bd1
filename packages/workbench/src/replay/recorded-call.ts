/** A call as the decision log keeps it: facts, never values. */
import type { Answered, Instant, JsonValue, Subject, ToolLabel, ValueKind } from '@portcullis/engine'

/** What is kept of an argument. */
export interface RecordedArgument {
  /** Undefined where the value was too large, or digests are off. */
  readonly digest: string | undefined
  /** Undefined where digests are off. */
  readonly kind: ValueKind | undefined
}

/** How a call was answered. */
export type Effect = 'allow' | 'ask' | 'deny'

/** One record, or several that are alike. */
export interface RecordedCall {
  readonly at: Instant
  readonly id: string
  readonly grant: string
  /** Whose grant it is, where the configuration still says so. */
  readonly subject: Subject | undefined
  readonly server: string
  readonly tool: string
  readonly label: ToolLabel | undefined
  readonly was: { readonly effect: Effect; readonly code: string | undefined; readonly rule: string | undefined }
  /** By name. */
  readonly args: ReadonlyMap<string, RecordedArgument>
  /** Arguments whose names were not kept. */
  readonly otherArgs: number
  /** Arguments that the schema's defaults complete; `*`: any may be. */
  readonly defaults: ReadonlySet<string>
  /** By name of the question. */
  readonly answers: ReadonlyMap<string, Answered>
  readonly slot: 0 | 1 | 2 | 3
  /** How it ended; undefined where that is not known. */
  readonly outcome: string | undefined
  readonly count: number
}

/** What can be asked of the keys with which facts were kept. */
export interface Keyring {
  /** Under which name the answer to a question is kept. */
  question(text: string): string
  /** The digest that a value would have had; undefined for one that is too large. */
  digest(call: RecordedCall, argument: string, value: JsonValue): string | undefined
}

/** Codes of refusals that a policy gave: others come before or after it, and no draft changes them. */
const JUDGED: ReadonlySet<string> = new Set([
  'policy_denied',
  'argument_invalid',
  'limit_exceeded',
  'approval_unavailable',
  'approval_pending',
  'approval_rejected',
  'approval_expired',
  'approval_superseded',
  'approval_running',
  'approval_unknown',
  'approval_limit',
])

/** Whether a policy answered the call. */
export function wasJudged({ was: { effect, code, rule } }: RecordedCall): boolean {
  if (effect !== 'deny') return true
  if (rule === '(no policy)') return false
  return (code !== undefined && JUDGED.has(code)) || rule === '(hidden)'
}
