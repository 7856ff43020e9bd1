/** The API out of its table of routes: who, how often, may they, what exactly, do it, say so. */
import { Hono } from 'hono'
import type { Actor } from '../actor.ts'
import type { Context } from '../context.ts'
import type { Control } from '../control.ts'
import { refusal, type ServerOf } from './access.ts'
import { answerOf } from './answer.ts'
import { askedOf } from './asked.ts'
import type { Authenticate } from './authenticate.ts'
import { expectedRevision } from './etag.ts'
import { once } from './idempotency.ts'
import { isProblem, notFound, type Problem, problem, problemResponse } from './problem.ts'
import { createRateLimit, type RateLimit, type Rates } from './rate-limit.ts'
import type { Route } from './route.ts'

/** What the API is made of. */
export interface RouterOptions {
  readonly control: Control
  readonly routes: readonly Route[]
  readonly authenticate: Authenticate
  readonly serverOf: ServerOf
  readonly rates?: Rates
  /** A request failed by our own fault: nothing of it was told to the client. */
  readonly onError: (error: unknown) => void
}

/** What is known of a request beside its own words. */
export interface ApiBindings {
  readonly address: string
}

/** An app with such bindings. */
export type ApiApp = Hono<{ Bindings: ApiBindings }>

interface Parts extends RouterOptions {
  readonly limit: RateLimit
}

/** The API below `/api/v1`. */
export function createRouter(options: RouterOptions): ApiApp {
  const app: ApiApp = new Hono()
  const parts = { ...options, limit: createRateLimit(options.control.clock, options.rates) }
  const methods = new Map<string, string[]>()
  for (const route of options.routes) {
    const path = `/api/v1${route.path.replace(/\{(\w+)\}/g, ':$1')}`
    methods.set(path, [...(methods.get(path) ?? []), route.method])
    app.on(route.method, path, async (c) =>
      answerRequest(parts, route, { request: c.req.raw, params: c.req.param(), address: c.env.address }),
    )
  }
  for (const [path, known] of methods) app.all(path, () => problemResponse(otherMethod(known)))
  app.notFound(() => problemResponse(notFound))
  app.onError((error) => {
    options.onError(error)
    return problemResponse(FAILED)
  })
  return app
}

const FAILED = problem('failed', 'It could not be answered.', { remedy: 'Try again later.' })

const otherMethod = (known: readonly string[]): Problem =>
  problem('method_not_allowed', 'This method is not known here.', {
    remedy: `Use ${known.join(' or ')}.`,
    headers: { allow: known.join(', ') },
  })

/** A request that found its route. */
interface Arrived {
  readonly request: Request
  readonly params: Readonly<Record<string, string>>
  readonly address: string
}

async function answerRequest(parts: Parts, route: Route, arrived: Arrived): Promise<Response> {
  const { control } = parts
  // No database of ours holds it in a text, and PostgreSQL does not even take the question.
  if (Object.values(arrived.params).some((value) => value.includes('\0'))) return problemResponse(notFound)
  const actor = await actorOf(parts, route, arrived)
  if (isProblem(actor)) return problemResponse(actor)
  const refused = await refusal(control, parts.serverOf, { route, actor, params: arrived.params })
  if (refused !== undefined) return problemResponse(refused)
  const expected = expectedRevision(arrived.request, route)
  if (isProblem(expected)) return problemResponse(expected)
  const asked = await askedOf(route, arrived)
  if (isProblem(asked)) return problemResponse(asked)
  const at = control.clock.now()
  const stands = (): Promise<boolean> => stillStands(parts, route, arrived, actor)
  const context = contextOf(control, arrived, { actor, at, expected: expected.revision, stands })
  const { bytes, ...question } = asked
  return once({ control, route, actor, request: arrived.request, bytes, at }, async () =>
    answerOf(route, await route.run(context, question as never)),
  )
}

function contextOf(
  control: Control,
  { request, params, address }: Arrived,
  known: Pick<Context, 'actor' | 'at' | 'expected' | 'stands'>,
): Context {
  return {
    control,
    ...known,
    organisation: params['organisation'] ?? '',
    address,
    agent: request.headers.get('user-agent') ?? '',
    signal: request.signal,
    header: (name) => request.headers.get(name) ?? undefined,
  }
}

/** Whether the same request would be let in now, by the same rights: what was chosen by others is not shown on. */
async function stillStands(
  { control, authenticate, serverOf }: Parts,
  route: Route,
  arrived: Arrived,
  before: Actor,
): Promise<boolean> {
  const actor = await authenticate(control, arrived.request, arrived.address)
  if (actor === undefined || isProblem(actor)) return route.permission === 'public'
  if (rightsOf(actor) !== rightsOf(before)) return false
  return (await refusal(control, serverOf, { route, actor, params: arrived.params })) === undefined
}

/** What somebody is, in a form that can be compared. */
const rightsOf = ({ operator, memberships }: Actor): string =>
  JSON.stringify([
    operator,
    memberships.map(({ organisation, server, role }) => `${organisation} ${server ?? ''} ${role}`).sort(),
  ])

const STRANGER: Actor = {
  kind: 'account',
  id: '',
  name: '',
  operator: false,
  memberships: [],
  session: undefined,
  proved: undefined,
}

const NOBODY = problem('unauthenticated', 'The request does not say who sends it.', {
  remedy: 'Sign in, or send an API key as `Authorization: Bearer pck_…`.',
  headers: { 'www-authenticate': 'Bearer' },
})

/** Who asks, once it is known that they do not ask too often. */
async function actorOf(parts: Parts, route: Route, { request, address }: Arrived): Promise<Actor | Problem> {
  const found = await parts.authenticate(parts.control, request, address)
  const actor = found === undefined || isProblem(found) ? undefined : found
  const tooOften = parts.limit(actor, address)
  if (tooOften !== undefined) return tooOften
  if (actor !== undefined) return actor
  if (route.permission === 'public') return STRANGER
  return found !== undefined && isProblem(found) ? found : NOBODY
}
