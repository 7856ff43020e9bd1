/** Bringing what the language's own readers find wrong into zod's issues. */
import type * as z from 'zod'
import type { Flaw, OrFlaw } from './problem.ts'

/** A refinement that raises the flaw which a reader finds in the value. */
export function raising<T>(read: (value: T) => OrFlaw<unknown>): (value: T, context: z.RefinementCtx) => void {
  return (value, context) => {
    const result = read(value)
    if (!result.ok) raise(context, result.flaw)
  }
}

/** Raises a flaw at a place below the value that is being checked. */
export function raise(context: z.RefinementCtx, flaw: Flaw, path: readonly (string | number)[] = []): void {
  context.addIssue({ code: 'custom', message: flaw.message, params: { flaw }, path: [...path] })
}

/** The flaw that an issue of `raise` carries. */
export function raisedFlaw(issue: z.core.$ZodIssue): Flaw | undefined {
  if (issue.code !== 'custom') return undefined
  const { flaw } = (issue.params ?? {}) as { readonly flaw?: Flaw }
  return flaw
}
