/** What a step of an authorization gave. */

/** A value, or why there is none: what was tried, what is wrong, what to do. No secrets in it. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string }

/** It worked. */
export const done = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value })

/** It did not. */
export const failed = (problem: string): { readonly ok: false; readonly problem: string } => ({ ok: false, problem })
