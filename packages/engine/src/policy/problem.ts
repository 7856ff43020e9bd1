/** What is wrong with a policy document, and where. */

/** The kinds of findings: stable, and safe to build on. */
export type ProblemCode =
  | 'too_large'
  | 'too_deep'
  | 'too_complex'
  | 'syntax'
  | 'duplicate_key'
  | 'forbidden_key'
  | 'inexact_number'
  | 'missing_key'
  | 'unknown_key'
  | 'unsupported'
  | 'wrong_type'
  | 'bad_value'
  | 'bad_path'
  | 'bad_pattern'
  | 'bad_regex'
  | 'tie'
  | 'hidden_entry'
  | 'differing_increments'
  | 'differing_refunds'
  | 'unbounded_values'
  | 'null_literal'
  | 'absent_passes'
  | 'part_of_texts'
  | 'laxer_exception'
  | 'reviewed_only'
  | 'no_effect'
  | 'internal'

/** What is wrong with one value, without its place. */
export interface Flaw {
  readonly code: ProblemCode
  /** What is wrong. */
  readonly message: string
  /** What to do about it. */
  readonly remedy: string
}

/** One finding of `parsePolicy`. */
export interface Problem extends Flaw {
  /** An `error` refuses the document; a `warning` lets it stand. */
  readonly severity: 'error' | 'warning'
  /** JSON Pointer into the document; empty for the document itself. A missing key is pointed at where it should be. */
  readonly pointer: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
}

/** A finding whose line and column are not known yet. */
export interface Finding extends Flaw {
  readonly severity: 'error' | 'warning'
  /** Unescaped segments of the place. */
  readonly path: readonly (string | number)[]
  /** Point at the key rather than at its value. */
  readonly atKey?: boolean
}

/** Either what was asked for, or why it could not be had. */
export type OrFlaw<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly flaw: Flaw }

/** A success. */
export function sound<T>(value: T): OrFlaw<T> {
  return { ok: true, value }
}

/** A failure. */
export function flawed(
  code: ProblemCode,
  message: string,
  remedy: string,
): { readonly ok: false; readonly flaw: Flaw } {
  return { ok: false, flaw: { code, message, remedy } }
}
