/**
 * A typed client of the API: routes by their ids, with the shapes of their table. It needs nothing of the server but types, so it
 * also runs in a browser; `routeTable` says where each route is.
 */
import type { z } from 'zod'
import type { FieldError, ProblemCode } from './api/problem.ts'
import type { Method } from './api/route.ts'
import type { RouteTable } from './api/route-table.ts'
import type { ROUTES } from './routes/index.ts'

type AnyRoute = (typeof ROUTES)[number]

/** Ids of all routes: `servers.create`. */
export type RouteId = AnyRoute['id']

type ShapesOf<Id extends RouteId> = Extract<AnyRoute, { readonly id: Id }>['shapes']

type Sent<Shapes, Part extends 'params' | 'query' | 'body'> = Shapes extends { readonly [P in Part]: z.ZodType }
  ? z.input<Shapes[Part]>
  : undefined

type Received<Shapes> = Shapes extends { readonly answer: z.ZodType } ? z.output<Shapes['answer']> : undefined

/** A member that may be left out where everything in it may. */
type Optional<Name extends string, Value> = [Value] extends [undefined]
  ? { readonly [N in Name]?: undefined }
  : Partial<Value> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value }

/** What is sent to a route. */
export type Asking<Id extends RouteId> = Optional<'params', Sent<ShapesOf<Id>, 'params'>> &
  Optional<'query', Sent<ShapesOf<Id>, 'query'>> &
  Optional<'body', Sent<ShapesOf<Id>, 'body'>> & {
    /** The `ETag` of what was last read. */
    readonly ifMatch?: string | undefined
    /** A repeated request with the same key is done once. */
    readonly idempotencyKey?: string | undefined
    readonly signal?: AbortSignal | undefined
  }

/** What came back. */
export type Returned<Id extends RouteId> =
  | {
      readonly ok: true
      readonly status: number
      readonly body: Received<ShapesOf<Id>>
      /** Of what is shown, for `ifMatch`. */
      readonly etag: string | undefined
    }
  | { readonly ok: false; readonly status: number; readonly problem: ReceivedProblem }

/** A problem as it came. */
export interface ReceivedProblem {
  /** `unanswered`: nobody answered, or not as the API does. */
  readonly code: ProblemCode | 'unanswered'
  readonly title: string
  readonly detail: string
  readonly remedy?: string
  readonly errors?: readonly FieldError[]
}

/** Asks the API. */
export interface Client {
  /** Never throws for what the server says; a request that fails is a problem `unanswered`. */
  call<Id extends RouteId>(id: Id, asking: Asking<Id>): Promise<Returned<Id>>
}

/** Which API, and who asks. */
export interface ClientOptions {
  /** `http://127.0.0.1:4101` */
  readonly origin: string
  readonly routes: RouteTable
  /** Sent with every request: `{ authorization: 'Bearer pck_…' }`. */
  readonly headers: () => Readonly<Record<string, string>>
  readonly fetch?: typeof fetch
}

/** What any route may be asked. */
interface AnyAsking {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
  readonly ifMatch?: string | undefined
  readonly idempotencyKey?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Creates a client. */
export function createClient(options: ClientOptions): Client {
  return {
    async call<Id extends RouteId>(id: Id, asking: Asking<Id>): Promise<Returned<Id>> {
      const found = await ask(options, id, asking)
      // The table and the types come from the same routes.
      return found as Returned<Id>
    },
  }
}

interface Raw {
  readonly ok: boolean
  readonly status: number
  readonly body?: unknown
  readonly etag?: string | undefined
  readonly problem?: ReceivedProblem
}

async function ask(options: ClientOptions, id: string, asking: AnyAsking): Promise<Raw> {
  const place = options.routes[id]
  if (place === undefined) return unanswered(0, `There is no route \`${id}\`.`)
  try {
    const response = await (options.fetch ?? fetch)(addressOf(options.origin, place.path, asking), {
      method: place.method,
      headers: headersOf(options, place.method, asking),
      ...(asking.body !== undefined && { body: JSON.stringify(asking.body) }),
      ...(asking.signal && { signal: asking.signal }),
    })
    return await read(response)
  } catch (error) {
    return unanswered(0, `${options.origin} did not answer: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function addressOf(origin: string, path: string, asking: AnyAsking): string {
  const params = new Map(membersOf(asking.params))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params.get(name))))
  const search = new URLSearchParams()
  for (const [name, value] of membersOf(asking.query)) if (value !== undefined) search.set(name, String(value))
  return `${origin}/api/v1${filled}${search.size > 0 ? `?${search}` : ''}`
}

const membersOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []

function headersOf({ headers }: ClientOptions, method: Method, asking: AnyAsking): Record<string, string> {
  return {
    ...headers(),
    accept: 'application/json, application/problem+json',
    ...(asking.body !== undefined && { 'content-type': 'application/json' }),
    ...(asking.ifMatch !== undefined && { 'if-match': asking.ifMatch }),
    ...(asking.idempotencyKey !== undefined && method === 'POST' && { 'idempotency-key': asking.idempotencyKey }),
  }
}

async function read(response: Response): Promise<Raw> {
  const { status } = response
  const text = await response.text()
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  if (response.ok) return { ok: true, status, body, etag: response.headers.get('etag') ?? undefined }
  return isProblemBody(body)
    ? { ok: false, status, problem: body }
    : unanswered(status, `The answer has the status ${status}, and is none of the API.`)
}

const isProblemBody = (body: unknown): body is ReceivedProblem =>
  typeof body === 'object' && body !== null && 'code' in body && 'detail' in body

const unanswered = (status: number, detail: string): Raw => ({
  ok: false,
  status,
  problem: {
    code: 'unanswered',
    title: 'Nobody answered',
    detail,
    remedy: 'See that the address is that of a control plane, and that it runs.',
  },
})
