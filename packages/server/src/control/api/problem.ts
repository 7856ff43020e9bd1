/** What went wrong, for programs and people (RFC 9457): one table of codes. */

/** Status and title of each code. */
export const PROBLEMS = {
  malformed: [400, 'The request cannot be read'],
  unauthenticated: [401, 'Nobody is known by what was sent'],
  forbidden: [403, 'This may not be done by you'],
  proof_required: [403, 'Say again who you are'],
  second_factor_required: [403, 'A second factor is wanted'],
  not_found: [404, 'There is nothing here'],
  method_not_allowed: [405, 'This cannot be done here'],
  conflict: [409, 'Something else stands in the way'],
  changed: [412, 'It was changed by somebody else'],
  too_large: [413, 'The body is too large'],
  unsupported_type: [415, 'The body is no JSON'],
  invalid: [422, 'The values do not fit'],
  revision_required: [428, 'Say which revision you change'],
  too_many: [429, 'Too many requests'],
  failed: [500, 'It could not be answered'],
  unreachable: [502, 'Another server did not answer as it should'],
  unavailable: [503, 'This cannot be done at present'],
} as const satisfies Readonly<Record<string, readonly [status: number, title: string]>>

export type ProblemCode = keyof typeof PROBLEMS

/** What is wrong with one value. */
export interface FieldError {
  /** JSON Pointer below the request: `/body/label`, `/query/limit`, `/path/server`, `/header/if-match`. */
  readonly field: string
  /** What is wrong. */
  readonly message: string
  /** What to send instead. */
  readonly remedy: string
}

/** What only a problem has: rows and answers may have members of any name, `problem` among them. */
const PROBLEM: unique symbol = Symbol('problem')

/** Why it was not done. Made by `problem` and its likes alone. */
export interface Problem {
  readonly [PROBLEM]: true
  readonly problem: ProblemCode
  /** A sentence about this case; never a secret. */
  readonly detail: string
  /** What to do. */
  readonly remedy?: string
  readonly errors?: readonly FieldError[]
  readonly headers?: Readonly<Record<string, string>>
}

/** A problem: `return problem('conflict', 'A server `files` is there already.', { remedy: 'Choose another slug.' })`. */
export function problem(
  code: ProblemCode,
  detail: string,
  more: Pick<Problem, 'remedy' | 'errors' | 'headers'> = {},
): Problem {
  return { [PROBLEM]: true, problem: code, detail, ...more }
}

/** A problem with one value: `wrongField('/body/slug', 'A server `files` is there already.', 'Choose another slug.')`. */
export function wrongField(field: string, message: string, remedy: string): Problem {
  return problem('invalid', message, { remedy, errors: [{ field, message, remedy }] })
}

/** A problem with a header field. */
export function wrongHeader(name: string, message: string, remedy: string): Problem {
  return problem('malformed', message, { remedy, errors: [{ field: `/header/${name}`, message, remedy }] })
}

/** Whether it is a problem, and not something that has a member of that name. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, PROBLEM)
}

/** What strangers are told of organisations, servers and everything else that is not theirs, or not there. */
export const notFound: Problem = problem('not_found', 'There is no such thing, or you may not see it.', {
  remedy: 'Compare the address with `/api/v1/openapi.json`, and see that you are signed in for that organisation.',
})

/** The answer's document. */
export function problemBody({ problem: code, detail, remedy, errors }: Problem): Readonly<Record<string, unknown>> {
  const [status, title] = PROBLEMS[code]
  return { type: `/api/v1/problems#${code}`, title, status, code, detail, remedy, errors }
}

/** The HTTP answer. */
export function problemResponse(found: Problem): Response {
  return new Response(`${JSON.stringify(problemBody(found))}\n`, {
    status: PROBLEMS[found.problem][0],
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...found.headers,
    },
  })
}
