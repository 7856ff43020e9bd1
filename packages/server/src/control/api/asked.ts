/** From HTTP to what was asked, held against the route's shapes. */
import type { z } from 'zod'
import { type FieldError, isProblem, type Problem, problem } from './problem.ts'
import { readBody } from './read-body.ts'
import type { Asked, Route } from './route.ts'
import { readStrictJson } from './strict-json.ts'
import { remedyOf } from './value-remedy.ts'

const MAX_BODY = 256 * 1024
/** Values that do not fit, and that are told of at once. */
const MOST_ERRORS = 50

/** A request that found its route. */
interface Arrived {
  readonly request: Request
  readonly params: Readonly<Record<string, string>>
}

/** What was asked, and the body as it came; a problem names each value that does not fit. */
export async function askedOf(
  route: Route,
  { request, params }: Arrived,
): Promise<(Asked<unknown, unknown, unknown> & { readonly bytes: Uint8Array }) | Problem> {
  const { shapes } = route
  const sent = shapes.body === undefined ? NO_BODY : await bodyOf(request, route.maxBody ?? MAX_BODY)
  if (isProblem(sent)) return sent
  const errors: FieldError[] = []
  const take = (part: string, shape: z.ZodType | undefined, value: unknown): unknown => {
    const read = shape?.safeParse(value)
    if (read === undefined || read.success) return read?.data ?? {}
    for (const issue of read.error.issues) errors.push(...fieldErrors(part, issue))
    return undefined
  }
  const query = queryOf(request, errors)
  const asked = {
    params: take('path', shapes.params, params),
    query: take('query', shapes.query ?? undefined, query),
    body: shapes.body === undefined ? undefined : readAs(shapes.body, sent.value, errors),
    bytes: sent.bytes,
  }
  return errors.length === 0 ? asked : misfit(errors)
}

const NO_BODY = { value: undefined, bytes: new Uint8Array() }

function readAs(shape: z.ZodType, value: unknown, errors: FieldError[]): unknown {
  const read = shape.safeParse(value)
  if (read.success) return read.data
  for (const issue of read.error.issues) errors.push(...fieldErrors('body', issue))
  return undefined
}

function misfit(errors: readonly FieldError[]): Problem {
  const count = errors.length === 1 ? 'One value does not fit.' : `${errors.length} values do not fit.`
  return problem('invalid', count, {
    remedy: errors.length === 1 ? (errors[0]?.remedy ?? '') : 'Mend each of the values that `errors` names.',
    errors: errors.slice(0, MOST_ERRORS),
  })
}

function queryOf(request: Request, errors: FieldError[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = Object.create(null)
  for (const [name, value] of new URL(request.url).searchParams) {
    if (value.includes('\0')) {
      errors.push({
        field: pointer('query', [name]),
        message: 'It contains a null character.',
        remedy: 'Leave it out.',
      })
    }
    if (Object.hasOwn(found, name)) {
      errors.push({
        field: pointer('query', [name]),
        message: 'It stands twice in the query.',
        remedy: 'Send it once.',
      })
    }
    found[name] = value
  }
  return { ...found }
}

async function bodyOf(
  request: Request,
  maxBytes: number,
): Promise<{ readonly value: unknown; readonly bytes: Uint8Array } | Problem> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return problem('unsupported_type', 'The body is not announced as JSON.', {
      remedy: 'Send JSON, with `Content-Type: application/json`.',
    })
  }
  const bytes = await readBody(request, maxBytes)
  if (isProblem(bytes)) return bytes
  const read = readStrictJson(bytes)
  if (read.ok) return { value: read.value, bytes }
  const { message, remedy } = read
  return problem('malformed', message, { remedy, errors: [{ field: `/body${read.pointer}`, message, remedy }] })
}

function fieldErrors(part: string, issue: z.core.$ZodIssue): readonly FieldError[] {
  const remedy = remedyOf(issue)
  if (issue.code !== 'unrecognized_keys')
    return [{ field: pointer(part, issue.path), message: messageOf(issue), remedy }]
  return issue.keys.map((key) => ({
    field: pointer(part, [...issue.path, key]),
    message: 'There is no such member.',
    remedy,
  }))
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'It is missing.'
  // A name that is no member's is the client's text, which is not repeated at any length.
  return issue.message.length > 300 ? `${issue.message.slice(0, 299)}…` : issue.message
}

const pointer = (part: string, path: readonly PropertyKey[]): string =>
  [`/${part}`, ...path.map((step) => String(step).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/')
