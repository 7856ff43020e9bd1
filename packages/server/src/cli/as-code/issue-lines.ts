/** What is wrong with the data of a file, by its place in it. */
import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** Lines such as `limits.maxConnections: Too small`. Of several forms that a value may have, the nearest one counts. */
export function issueLines(issues: readonly Issue[], above: readonly PropertyKey[] = []): readonly string[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path]
    if (issue.code === 'invalid_union') {
      const nearest = [...issue.errors]
        .filter((form) => form.length > 0)
        .sort((one, other) => weight(one) - weight(other))[0]
      if (nearest !== undefined) return issueLines(nearest, path)
    }
    return [`${path.map(String).join('.') || 'all of it'}: ${issue.message}`]
  })
}

/** A member that is not known, or the wrong kind of value, tells of another form. */
const weight = (issues: readonly Issue[]): number =>
  issues.reduce(
    (sum, { code, path }) =>
      sum + (code === 'unrecognized_keys' || (code === 'invalid_type' && path.length < 2) ? 10 : 1),
    0,
  )
