/** The JSON API below `/api/catalogue`. */
import { CATEGORIES, type Filters, findAttack, RISK_LEVELS, visible } from '@portcullis/catalogue'
import { type Context, Hono } from 'hono'
import { findServer, findTool, type Knowledge, nearServers, search } from '../knowledge.ts'
import { attackAnswerOf, attacksOf, risksOf, searchOf, serverOf, statsOf, toolOf } from './answers.ts'
import { openApiOf } from './openapi.ts'
import { stackQuestion } from './shapes.ts'
import { stackOf } from './stack.ts'

const LONGEST_QUERY = 200
const HITS = 20
const MOST_HITS = 100

/** The routes; mounted at `/api/catalogue`. */
export function apiRoutes(knowledge: Knowledge): Hono {
  const app = new Hono()
  app.get('/openapi.json', (c) => c.json(openApiOf(knowledge.origin)))
  app.get('/stats', (c) => c.json(statsOf(knowledge)))
  app.get('/risks', (c) => c.json(risksOf(knowledge)))
  app.get('/attacks', (c) => c.json(attacksOf(knowledge)))
  app.get('/attacks/:slug', (c) => {
    const attack = findAttack(c.req.param('slug'))
    return attack === undefined
      ? notFound(c, 'There is no such attack pattern: /api/catalogue/attacks lists them.')
      : c.json(attackAnswerOf(knowledge, attack))
  })
  app.get('/search', (c) => answerSearch(c, knowledge))
  app.get('/servers/:server', (c) => {
    const server = findServer(knowledge, c.req.param('server'))
    return server === undefined ? noServer(c, knowledge) : c.json(serverOf(knowledge, server))
  })
  app.get('/servers/:server/tools/:tool', (c) => {
    const server = findServer(knowledge, c.req.param('server'))
    if (server === undefined) return noServer(c, knowledge)
    const tool = findTool(server, c.req.param('tool'))
    return tool === undefined
      ? notFound(c, `The server ${server.slug} has no such tool in the catalogue: ask for the server to see its tools.`)
      : c.json(toolOf(knowledge, server, tool))
  })
  app.post('/stack', (c) => answerStack(c, knowledge))
  app.all('/*', (c) => notFound(c, 'There is nothing here: /api/catalogue/openapi.json describes what there is.'))
  return app
}

/** An answer that says what went wrong (RFC 9457). */
export function problemOf(c: Context, status: 400 | 404 | 413 | 415 | 422 | 500, detail: string): Response {
  const titles = {
    400: 'Bad Request',
    404: 'Not Found',
    413: 'Content Too Large',
    415: 'Unsupported Media Type',
    422: 'Unprocessable Content',
    500: 'Internal Server Error',
  } as const
  return c.body(JSON.stringify({ type: 'about:blank', title: titles[status], status, detail }), status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'x-content-type-options': 'nosniff',
  })
}

const notFound = (c: Context, detail: string): Response => problemOf(c, 404, detail)

function noServer(c: Context, knowledge: Knowledge): Response {
  const near = nearServers(knowledge, c.req.param('server') ?? '')
  return notFound(c, `The catalogue has no such server.${near.length > 0 ? ` Near to it: ${near.join(', ')}.` : ''}`)
}

function answerSearch(c: Context, knowledge: Knowledge): Response {
  const { q = '', limit } = c.req.query()
  const filters = filtersOf(c.req.query())
  if (typeof filters === 'string') return problemOf(c, 400, filters)
  const number = limit === undefined ? HITS : Number(limit)
  if (!Number.isInteger(number) || number < 1 || number > MOST_HITS) {
    return problemOf(c, 400, `\`limit\` is a whole number from 1 to ${MOST_HITS}.`)
  }
  const query = visible(q.slice(0, LONGEST_QUERY))
  return c.json(searchOf(knowledge, query, search(knowledge, query, filters, number)))
}

/** What a query narrows a search to, or what is wrong with it. */
export function filtersOf(query: Readonly<Record<string, string>>): Filters | string {
  const { category, risk, transport, official, kind } = query
  const found: { -readonly [Key in keyof Filters]: Filters[Key] } = {}
  const wrong = [
    take(category, CATEGORIES, 'category', (value) => (found.category = value)),
    take(risk, RISK_LEVELS, 'risk', (value) => (found.risk = value)),
    take(transport, ['stdio', 'http', 'sse'] as const, 'transport', (value) => (found.transport = value)),
    take(kind, ['server', 'tool'] as const, 'kind', (value) => (found.kind = value)),
    take(official, ['true', 'false'] as const, 'official', (value) => (found.official = value === 'true')),
  ]
  return wrong.find((one) => one !== undefined) ?? found
}

/** @returns what is wrong with the value */
function take<Value extends string>(
  given: string | undefined,
  known: readonly Value[],
  name: string,
  keep: (value: Value) => void,
): string | undefined {
  if (given === undefined || given === '') return undefined
  const value = known.find((one) => one.toLowerCase() === given.toLowerCase())
  if (value === undefined) return `\`${name}\` is one of: ${known.join(', ')}.`
  keep(value)
  return undefined
}

async function answerStack(c: Context, knowledge: Knowledge): Promise<Response> {
  if (!/^application\/json\s*(?:;|$)/i.test(c.req.header('content-type') ?? '')) {
    return problemOf(c, 415, 'Send JSON: `content-type: application/json`.')
  }
  const read = await c.req.json().then(
    (value: unknown) => stackQuestion.safeParse(value),
    () => undefined,
  )
  if (read === undefined) return problemOf(c, 400, 'The body is not JSON.')
  if (!read.success) {
    return problemOf(
      c,
      422,
      'Send an object with `servers` (slugs, at most 50), `config` (a text), or both; nothing else.',
    )
  }
  const outcome = stackOf(knowledge, read.data)
  return outcome.ok ? c.json(outcome.answer) : problemOf(c, 422, outcome.problem)
}
