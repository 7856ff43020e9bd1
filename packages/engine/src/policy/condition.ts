/** Conditions, as a policy writes them. */
import type { JsonValue } from '../decide/request.ts'

/** One question about the call, or a combination of questions. */
export type Condition = Comparison | AnyOf | AllOf | Not

export interface Comparison {
  readonly path: string
  readonly op: string
  readonly value: JsonValue
  /** For a path with `[*]`: whether any element or all of them must hold; the default is the safe reading. */
  readonly match?: 'any' | 'all'
  /** For operators on text. */
  readonly ignore_case?: boolean
}

export interface AnyOf {
  readonly any: readonly Condition[]
}

export interface AllOf {
  readonly all: readonly Condition[]
}

export interface Not {
  readonly not: Condition
}
