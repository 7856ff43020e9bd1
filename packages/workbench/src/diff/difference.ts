/** What is told of two policies. */
import type { Decision, JsonObject, RuleId, ToolLabel } from '@portcullis/engine'

/** Whether the later policy gives rights, takes them, or does neither plainly. */
export type Direction = 'loosened' | 'tightened' | 'changed'

/** What of a policy is different. */
export type Area =
  | 'calls'
  | 'lists'
  | 'approvals'
  | 'limits'
  | 'results'
  | 'resources'
  | 'prompts'
  | 'questions'
  | 'methods'
  | 'settings'

/** A rule, and the document that it stands in. */
export interface RuleRef {
  readonly document: string
  /** JSON Pointer, or a word in parentheses. */
  readonly rule: RuleId
}

/** What one policy answers. */
export interface Answered extends RuleRef {
  readonly effect: Decision['effect']
}

/** A call that the two policies answer differently, as `decide` says. */
export interface Witness {
  readonly tool: string
  readonly label: ToolLabel | undefined
  readonly arguments: JsonObject
  /** JSON Pointers of numbers that have to be written with more digits than are kept. */
  readonly inexact: readonly string[]
  /** What matters beside arguments, in words of paths: `time.hour`, `request.ip`. */
  readonly circumstances: Readonly<Record<string, string>>
  readonly before: Answered
  readonly after: Answered
}

/** One difference. */
export interface Difference {
  readonly area: Area
  readonly direction: Direction
  /** What it is about: a tool, or what stands for several. */
  readonly subject: string
  /** What is different: the rest of a sentence that begins with the subject. */
  readonly says: string
  readonly before: RuleRef | undefined
  readonly after: RuleRef | undefined
  /** A call that shows it; undefined where none is needed. */
  readonly witness: Witness | undefined
  /** Counters that start anew, because they are others by identity. */
  readonly resets: boolean
  /** Of something that changed: it may also loosen. */
  readonly doubtful: boolean
}

/** Something that may be different, and nobody could tell. */
export interface Undecided {
  readonly area: Area
  readonly subject: string
  readonly says: string
  /** What the difference would be. */
  readonly may: readonly Direction[]
  readonly before: RuleRef | undefined
  readonly after: RuleRef | undefined
}

/** All differences of two policies over a list of tools. */
export interface PolicyDiff {
  readonly differences: readonly Difference[]
  readonly undecided: readonly Undecided[]
  /** Nothing is undecided: what is not told is not different. */
  readonly complete: boolean
}

/** A difference that needs no witness. */
export function difference(
  area: Area,
  direction: Direction,
  subject: string,
  told: Pick<Difference, 'says'> & Partial<Pick<Difference, 'before' | 'after' | 'resets' | 'doubtful'>>,
): Difference {
  return {
    area,
    direction,
    subject,
    before: undefined,
    after: undefined,
    witness: undefined,
    resets: false,
    doubtful: false,
    ...told,
  }
}
