/** The policy document of the language's version "1", as `parsePolicy` gives it. */
import type { ClassName } from './label.ts'
import type { JsonValue } from './request.ts'

/** A whole policy document. */
export interface Policy {
  readonly $schema?: string
  readonly version: '1'
  readonly name?: string
  readonly description?: string
  readonly default: 'allow' | 'deny'
  readonly hide?: readonly string[]
  readonly all_tools?: Rule
  readonly tools?: Readonly<Record<string, Rule>>
  readonly classes?: Classes
}

/** What a rule does with the tools it governs, before its conditions are looked at. */
export type Action = 'allow' | 'deny' | 'hide' | 'require_approval'

/** The rule of one tool, of a pattern of names, or of all tools. */
export interface Rule {
  readonly action?: Action
  readonly reason?: string
  readonly require?: readonly Predicate[]
  readonly deny_if?: readonly Predicate[]
  readonly limits?: readonly Limit[]
  readonly rate_limit?: RateLimit
}

/** Rules by class of tools, as their labels say. */
export type Classes = { readonly [name in ClassName]?: ClassRule }

/** The rule of a class of tools. */
export interface ClassRule extends Rule {
  /** It may allow tools whose label no operator reviewed. */
  readonly trust?: 'derived'
}

/** Conditions that are ANDed, and what the agent is told when the rule refuses because of them. */
export interface Predicate {
  readonly conditions: readonly Condition[]
  readonly on_deny?: string
}

/** One question about the call, or a combination of questions. */
export type Condition = Comparison | AnyOf | AllOf | Not

export interface Comparison {
  readonly path: string
  readonly op: string
  readonly value: JsonValue
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

/** How much may be taken from one counter within one window. */
export interface Limit {
  readonly counter: string
  readonly window: string | number
  readonly max: number | string
  readonly scope?: 'grant' | 'session'
  readonly increment?: number | string
  readonly increment_from?: string
  readonly on_deny?: string
}

/** The short form of a limit: calls in each window, for each session. */
export type RateLimit = string | { readonly max: number; readonly window: number }
