/** Why a value does not fit a schema. */
import type { JsonValue } from '../decide/request.ts'

/** The first thing that is wrong with a value. The value itself is never part of it. */
export interface SchemaFault {
  /** Where, from the arguments down. */
  readonly path: readonly (string | number)[]
  /** What is wrong there, as the end of a sentence: `must be a number`. */
  readonly problem: string
}

/** What one reading of a value may cost, and has cost so far. */
export interface Effort {
  /** Steps that are left; below zero nothing more is judged. */
  left: number
  /** Schemas whose defaults are being given, within each other; absent: none. */
  depth?: number
}

/** Whether a pattern is found in a text. */
export type TextMatcher = (text: string, effort: Effort) => boolean

/** Judges a value; undefined where it fits. */
export type SchemaCheck = (value: JsonValue, effort: Effort) => SchemaFault | undefined

const HERE: readonly (string | number)[] = []

/** A fault of the value itself. */
export function fault(problem: string): SchemaFault {
  return { path: HERE, problem }
}

/** The same fault, seen from the container of the value. */
export function within(step: string | number, found: SchemaFault): SchemaFault {
  return { path: [step, ...found.path], problem: found.problem }
}

/** Said of what would take too long to judge. */
export const TOO_MUCH: SchemaFault = fault('is too large or too deeply nested to be judged')

/** Takes steps out; false where they are not left. */
export function spend(effort: Effort, steps: number): boolean {
  effort.left -= steps
  return effort.left >= 0
}

/** Every one of several checks, in their order. */
export function every(checks: readonly SchemaCheck[]): SchemaCheck {
  return (value, effort) => {
    for (const check of checks) {
      if (!spend(effort, 1)) return TOO_MUCH
      const found = check(value, effort)
      if (found !== undefined) return found
    }
    return undefined
  }
}
