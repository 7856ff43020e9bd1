/** What an operator is. */
import type { JsonValue } from '../decide/request.ts'
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import type { Present } from '../text/json.ts'
import type { Evaluation } from './evaluation.ts'
import { Fault, type Truth } from './fault.ts'

/** Judges a value that is there. */
export type Verdict = (value: Present, evaluation: Evaluation) => Truth

/** Where an operator is used. */
export interface Use {
  /** What the path names, for faults: "argument amount". */
  readonly subject: string
  readonly ignoreCase: boolean
}

/** How one operator works. */
export interface Operator {
  /** What it asks, for the reference and for editors. */
  readonly summary: string
  /** What the policy's value has to be, for the reference. */
  readonly takes: string
  /** Its answer where the path names nothing, or null. */
  readonly absent: (literal: JsonValue) => boolean
  /** False where only the presence of a value counts, not the value. */
  readonly reads: boolean
  /** Whether `ignore_case` may stand beside it. */
  readonly foldsCase: boolean
  /** Prepares the comparison with the policy's value, or says why that value does not fit the operator. */
  readonly prepare: (literal: JsonValue, use: Use) => OrFlaw<Verdict>
}

/** The answer of every operator but `exists` where nothing is there. */
export const never = (): boolean => false

/** An operator on texts. */
export interface TextOperator {
  readonly summary: string
  /** Prepares the comparison with a text of the policy. */
  readonly prepare: (literal: string, use: Use) => OrFlaw<(value: string, evaluation: Evaluation) => Truth>
}

/** Defined on strings; the policy gives a string. */
export function onText({ summary, prepare }: TextOperator): Operator {
  return {
    summary,
    takes: 'a text',
    absent: never,
    reads: true,
    foldsCase: true,
    prepare(literal, use) {
      if (typeof literal !== 'string') return unfit('a string', 'Write it in quotes.')
      const judge = prepare(literal, use)
      if (!judge.ok) return judge
      const { value: judged } = judge
      return sound((value, evaluation) =>
        typeof value === 'string' ? judged(value, evaluation) : new Fault(`${use.subject} must be a string`),
      )
    },
  }
}

/** For a value of the policy that does not fit the operator. */
export function unfit(
  wanted: string,
  remedy: string,
): { readonly ok: false; readonly flaw: ReturnType<typeof flawed>['flaw'] } {
  return flawed('bad_value', `"value" must be ${wanted} for this operator`, remedy)
}
