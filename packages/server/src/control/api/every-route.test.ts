/** Laws that hold for every route of the table, whatever it does. */
import { Validator } from '@seriousme/openapi-schema-validator'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Actor } from '../actor.ts'
import { ACTIONS, ROLES } from '../permissions.ts'
import { ROUTES } from '../routes/index.ts'
import { openTestControl, type TestControl, type Told } from '../test-control.contract.ts'
import { openApiOf } from './openapi.ts'
import { PROBLEMS } from './problem.ts'
import type { Route } from './route.ts'

const routes = ROUTES as readonly Route[]
const named = routes.map((route) => [route.id, route] as const)
let test: TestControl
beforeAll(async () => {
  test = await openTestControl()
})
afterAll(() => test.close())

/** A path with values for its parameters. */
const fill = ({ path }: Route, value: (name: string) => string): `/${string}` =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(value(name))) as `/${string}`

interface Sending {
  readonly body: unknown
  readonly as: Actor | 'nobody'
  readonly headers?: Readonly<Record<string, string>>
}

const ask = (route: Route, path: `/${string}`, { body, as, headers }: Sending): Promise<Told> =>
  test.call(`${route.method} ${path}`, {
    ...(route.shapes.body !== undefined && { body }),
    as,
    headers: { ...(route.ifMatch === 'required' && { 'if-match': '"r1"' }), ...headers },
  })

/** What every refusal is: a problem of a known code, with a remedy and no more than that. */
function expectProblem({ status, headers, body }: Told): void {
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  expect(Object.keys(PROBLEMS)).toContain(body.code)
  expect(body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) })
  expect(PROBLEMS[body.code as keyof typeof PROBLEMS][0]).toBe(status)
  expect(status).toBeLessThan(500)
  for (const error of body.errors ?? []) {
    expect(error.field).toMatch(/^\/(?:body|query|path|header)/)
    expect(error.remedy.length).toBeGreaterThan(3)
  }
}

describe('the table of routes', () => {
  it('has each id once, and each method of a path once', () => {
    expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length)
    const addresses = routes.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`)
    expect(addresses.filter((one, i) => addresses.indexOf(one) !== i)).toEqual([])
  })

  it.each(named)('%s says all that the router and its readers need', (_, route) => {
    expect(route.path).toMatch(/^(?:\/[a-z0-9-]+|\/\{[a-z_]+\})+$/)
    expect(route.summary).toMatch(/^[A-Z].*\.$/s)
    const inOrganisation = route.path.startsWith('/organisations/{organisation}')
    const isAction = (ACTIONS as readonly string[]).includes(route.permission)
    expect(isAction ? inOrganisation : ['operator', 'signed_in', 'public'].includes(route.permission)).toBe(true)
    if (route.method === 'GET') expect(route.shapes.body).toBeUndefined()
  })

  it('is described by a valid OpenAPI document', async () => {
    const description = JSON.parse(JSON.stringify(openApiOf(routes, 'http://127.0.0.1:4101')))
    const result = await new Validator().validate(description)
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
  })
})

describe('another organisation', () => {
  const inOrganisation = named.filter(([, route]) => route.path.includes('{organisation}'))

  it.each(inOrganisation)('[control.isolated] gets nothing of %s: not even that it exists', async (_, route) => {
    const path = (organisation: string) => fill(route, (name) => (name === 'organisation' ? organisation : 'x'))
    const nothing = await ask(route, path('nowhere'), { body: {}, as: test.actor('admin', 'globex') })
    if (route.permission === 'public') return
    expect(nothing.status).toBe(404)
    for (const role of ROLES) {
      const told = await ask(route, path('acme'), { body: {}, as: test.actor(role, 'globex') })
      expect({ status: told.status, body: told.body }).toEqual({ status: nothing.status, body: nothing.body })
      expect([...told.headers]).toEqual([...nothing.headers])
    }
    expect((await ask(route, path('acme'), { body: {}, as: 'nobody' })).status).toBe(401)
  })

  it.each(inOrganisation)('a role for one server says nothing of others in %s', async (_, route) => {
    if (route.permission === 'public' || !route.path.includes('{server}')) return
    const path = fill(route, (name) => (name === 'organisation' ? 'acme' : 'x'))
    for (const role of ROLES) {
      const told = await ask(route, path, { body: {}, as: test.actor(role, 'acme', 'srv_other') })
      expect(told.status, role).toBe(404)
    }
  })
})

describe('hostile requests', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      '',
      '\0',
      '../..',
      'x'.repeat(5000),
      '😀',
      -1,
      1e308,
      Number.MAX_SAFE_INTEGER,
      [],
      {},
      'constructor',
    ),
  )

  it.each(named.filter(([, route]) => route.stream !== true))('are refused by %s with a problem', async (_, route) => {
    const keys = route.shapes.body === undefined ? [] : keysOf(route.shapes.body)
    const body = fc.oneof(value, keys.length === 0 ? value : fc.dictionary(fc.constantFrom(...keys), value))
    const parameter = fc.constantFrom(
      'x',
      'acme',
      '..',
      '%00',
      '\u0000',
      'x'.repeat(300),
      "' or 1=1 --",
      'é',
      'constructor',
    )
    const as = route.permission === 'public' || route.id.includes('log_out') ? test.actor('viewer') : test.admin
    await fc.assert(
      fc.asyncProperty(body, parameter, value, async (sent, part, more) => {
        const path = fill(route, (name) => (name === 'organisation' ? 'acme' : part))
        const query = `?limit=${encodeURIComponent(JSON.stringify(more) ?? '')}&cursor=${encodeURIComponent(part)}`
        const hostile = route.shapes.query === undefined ? path : (`${path}${query}` as const)
        const told = await ask(route, hostile, { body: sent, as })
        if (told.status >= 300) expectProblem(told)
      }),
      { numRuns: 8 },
    )
  })

  it.each(named.filter(([, route]) => route.shapes.body !== undefined))(
    'that are no JSON are refused by %s',
    async (_, route) => {
      const path = fill(route, (name) => (name === 'organisation' ? 'acme' : 'x'))
      const as = test.admin
      const texts = ['', '{', '{"a":1,"a":2}', '{"__proto__":{}}', `${'['.repeat(70)}${']'.repeat(70)}`, '\ufeff{}']
      for (const text of texts) {
        const told = await ask(route, path, { body: text, as })
        expectProblem(told)
        expect([400, 404, 415]).toContain(told.status)
      }
      const typed = await ask(route, path, { body: '{}', as, headers: { 'content-type': 'text/plain' } })
      expect(typed.status).toBe(415)
      const large = await ask(route, path, { body: `"${'x'.repeat(route.maxBody ?? 256 * 1024)}"`, as })
      expect(large.status).toBe(413)
    },
  )
})

function keysOf(shape: z.ZodType): readonly string[] {
  const schema = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' })
  const parts = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  return parts.flatMap((part) => Object.keys((typeof part === 'object' && part.properties) || {}))
}
