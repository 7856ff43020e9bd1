/** Revisions of rows: shown as `ETag`, expected as `If-Match` (RFC 9110, section 13.1.1). */
import { type Problem, problem } from './problem.ts'
import type { RouteFacts } from './route.ts'

/** `"r12"` */
export const etagOf = (revision: number): string => `"r${revision}"`

const FORM = /^"r([1-9][0-9]{0,15})"$/

/** The revision that the client last saw; undefined where it does not say, and need not. */
export function expectedRevision(
  request: Request,
  route: RouteFacts,
): { readonly revision: number | undefined } | Problem {
  const given = request.headers.get('if-match')
  if (given === null || given === '*') {
    return route.ifMatch === 'required' && given === null
      ? problem('revision_required', 'This change says which revision it changes.', {
          remedy: 'Send the `ETag` of what you last read as `If-Match`; `*` overwrites whatever is there.',
        })
      : { revision: undefined }
  }
  const revision = FORM.exec(given.trim())?.[1]
  if (revision !== undefined) return { revision: Number(revision) }
  const remedy = 'Send one `ETag` as it was given, such as `"r12"`.'
  const message = '`If-Match` holds no `ETag` of ours.'
  return problem('malformed', message, { remedy, errors: [{ field: '/header/if-match', message, remedy }] })
}

/** Refuses to change a row that is not as the client last saw it. */
export function unlessChanged(expected: number | undefined, revision: number): Problem | undefined {
  if (expected === undefined || expected === revision) return undefined
  return problem('changed', `You saw revision ${expected}; it is at revision ${revision} now.`, {
    remedy: 'Read it again, and repeat your change on what you find.',
    headers: { etag: etagOf(revision) },
  })
}
