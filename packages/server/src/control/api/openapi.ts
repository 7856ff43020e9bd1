/** The description of the API (OpenAPI 3.1), generated from the routes that answer. */
import { PROBLEMS, type ProblemCode } from './problem.ts'
import type { Route } from './route.ts'
import { type Json, type JsonObject, propertiesOf, type SharedSchemas, schemaOf, sharedSchemas } from './schemas.ts'

/** The description, for a control plane at that origin. */
export function openApiOf(routes: readonly Route[], origin: string): JsonObject {
  const paths: Record<string, Record<string, Json>> = {}
  const shared = sharedSchemas()
  for (const route of routes) {
    paths[`/api/v1${route.path}`] ??= {}
    Object.assign(paths[`/api/v1${route.path}`] ?? {}, { [route.method.toLowerCase()]: operationOf(route, shared) })
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Portcullis control plane',
      version: '1',
      description:
        'Accounts, servers, policies and grants of organisations. Whatever is wrong is answered as a problem (RFC 9457) that says what to do.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: origin }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { schemas: { Problem: PROBLEM, ...shared.all }, securitySchemes: SECURITY },
  }
}

const SECURITY: JsonObject = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, `pck_…`, or the token of a command line that a person let in, `pct_…`.',
  },
  session: {
    type: 'apiKey',
    in: 'header',
    name: 'portcullis-session',
    description: 'The key of a session, beside its cookie: what pages of the control plane send.',
  },
}

const PROBLEM: JsonObject = {
  type: 'object',
  description: 'What went wrong, and what to do.',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', description: 'Where the kind of problem is explained.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(PROBLEMS) },
    detail: { type: 'string', description: 'What is wrong in this case.' },
    remedy: { type: 'string', description: 'What to do.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message', 'remedy'],
        properties: {
          field: { type: 'string', description: 'JSON Pointer: `/body/…`, `/query/…`, `/path/…`, `/header/…`.' },
          message: { type: 'string' },
          remedy: { type: 'string' },
        },
      },
    },
  },
}

function operationOf(route: Route, shared: SharedSchemas): JsonObject {
  const { id, tag, summary, shapes } = route
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: descriptionOf(route),
    parameters: [...parametersOf(route), ...headersOf(route)],
    ...(shapes.body !== undefined && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: shared.take(schemaOf(shapes.body, 'input')) } },
      },
    }),
    responses: responsesOf(route, shared),
    security: route.permission === 'public' ? [] : [{ apiKey: [] }, { session: [] }],
  }
}

const PERMISSIONS: Readonly<Record<string, string>> = {
  public: 'Answers everybody.',
  signed_in: 'Answers everybody who is signed in.',
  operator: 'Answers operators of the installation.',
}

function descriptionOf({ description, permission, once, stream }: Route): string {
  return [
    description,
    PERMISSIONS[permission] ?? `Asks for \`${permission}\`.`,
    once === true ? 'What it makes is shown this once.' : undefined,
    stream === true ? 'Answers with server-sent events.' : undefined,
  ]
    .filter((sentence) => sentence !== undefined)
    .join(' ')
}

function parametersOf({ path, shapes }: Route): readonly Json[] {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const inPath = propertiesOf(shapes.params)
  const inQuery = propertiesOf(shapes.query)
  const required = new Set(inQuery.required)
  return [
    ...named.map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: inPath.properties[name] ?? { type: 'string' },
    })),
    ...Object.entries(inQuery.properties).map(([name, schema]) => ({
      ...{ name, in: 'query' },
      required: required.has(name),
      schema,
    })),
  ]
}

function headersOf({ method, ifMatch, status }: Route): readonly Json[] {
  const changes = method === 'PUT' || method === 'PATCH' || method === 'DELETE'
  const found: Json[] = []
  if (changes || ifMatch !== undefined)
    found.push(header('If-Match', 'The `ETag` of what was last read.', ifMatch === 'required'))
  if (status === 201)
    found.push(header('Idempotency-Key', 'A request that is repeated with its key is done once.', false))
  return found
}

const header = (name: string, description: string, required: boolean): Json => ({
  ...{ name, in: 'header', description, required },
  schema: { type: 'string' },
})

/** Problems that every route of a kind may answer with. */
function problemsOf({ permission, shapes, path, ifMatch, method }: Route): readonly ProblemCode[] {
  const codes: ProblemCode[] = ['too_many', 'failed']
  if (permission !== 'public') codes.push('unauthenticated')
  if (permission !== 'public' && permission !== 'signed_in') codes.push('forbidden')
  if (path.includes('{')) codes.push('not_found')
  if (shapes.body !== undefined) codes.push('malformed', 'too_large', 'unsupported_type')
  if (shapes.body !== undefined || shapes.query !== undefined || shapes.params !== undefined) codes.push('invalid')
  if (method !== 'GET') codes.push('conflict')
  if (method === 'PUT' || method === 'PATCH' || method === 'DELETE') codes.push('changed')
  if (ifMatch === 'required') codes.push('revision_required')
  return codes
}

function responsesOf(route: Route, shared: SharedSchemas): JsonObject {
  const { shapes, status, stream } = route
  const good: JsonObject =
    stream === true
      ? { '200': { description: 'The stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } } }
      : shapes.answer === undefined
        ? { '204': { description: 'It is done.' } }
        : { [String(status ?? 200)]: answered(shared.take(schemaOf(shapes.answer, 'output'))) }
  const statuses = new Map<number, string>()
  for (const code of problemsOf(route)) {
    const [number, title] = PROBLEMS[code]
    statuses.set(number, title)
  }
  const wrong = [...statuses].map(([number, title]) => [
    String(number),
    {
      description: `${title}.`,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ])
  return { ...good, ...Object.fromEntries(wrong) }
}

const answered = (schema: JsonObject): JsonObject => ({
  description: 'The answer.',
  content: { 'application/json': { schema } },
})
