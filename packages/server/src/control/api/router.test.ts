import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestControl, type TestControl } from '../test-control.contract.ts'
import { problem } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import { answer, type Route, route } from './route.ts'

let made = 0
const inOrganisation = z.object({ organisation: z.string() })
const make = route({
  id: 'things.make',
  method: 'POST',
  path: '/organisations/{organisation}/things',
  tag: 'Things',
  summary: 'Makes a thing.',
  permission: 'server.edit',
  status: 201,
  shapes: {
    params: inOrganisation,
    query: z.object({ size: z.coerce.number().optional() }),
    body: z.strictObject({
      name: z.string().min(2),
      parts: z.array(z.strictObject({ kind: z.enum(['a', 'b']) })).optional(),
    }),
    answer: z.object({ number: z.number(), secret: z.undefined() }),
  },
  async run(_, { body }) {
    if (body.name === 'refused') return problem('conflict', 'No.')
    made++
    const leaking = { number: made, secret: undefined, password: 'hunter2' }
    return answer(leaking, { headers: { 'x-made': String(made) } })
  },
})
const makeSecret = route({ ...make, id: 'things.secret', path: '/organisations/{organisation}/secrets', once: true })
const failing = route({
  id: 'things.fail',
  method: 'GET',
  path: '/organisations/{organisation}/things',
  tag: 'Things',
  summary: 'Answers what it does not say it would.',
  permission: 'server.read',
  shapes: { params: inOrganisation, answer: z.object({ number: z.number() }) },
  run: () => answer({ number: Number.NaN }),
})

let test: TestControl
const things = '/organisations/acme/things'
beforeEach(async () => {
  made = 0
  test = await openTestControl({}, [make, makeSecret, failing] as unknown as readonly Route[])
})
afterEach(() => test.close())

describe('an answer', () => {
  it('holds what its shape names, and nothing else', async () => {
    const told = await test.call(`POST ${things}`, { body: { name: 'ok' } })
    expect(told).toMatchObject({ status: 201, body: { number: 1 } })
    expect(JSON.stringify(told.body)).not.toContain('hunter2')
    expect(told.headers.get('cache-control')).toBe('no-store')
  })

  it('that does not fit its shape is our failure', async () => {
    await expect(test.call(`GET ${things}`)).rejects.toThrow()
  })

  it('to an unknown method says which are known', async () => {
    const told = await test.call(`PUT ${things}`, { body: {} })
    expect(told).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } })
    expect(told.headers.get('allow')).toBe('POST, GET')
  })
})

describe('a request', () => {
  it('that does not fit is told every place and remedy', async () => {
    const body = { name: 'x', parts: [{ kind: 'c', more: 1 }], extra: true }
    const told = await test.call(`POST ${things}?size=big&size=2`, { body })
    expect(told.status).toBe(422)
    expect(told.body.errors.map(({ field, remedy }: { field: string; remedy: string }) => [field, remedy])).toEqual([
      ['/query/size', 'Send it once.'],
      ['/body/name', 'Send a text whose length is at least 2.'],
      ['/body/parts/0/kind', 'Send one of: "a", "b".'],
      ['/body/parts/0/more', 'Leave it out.'],
      ['/body/extra', 'Leave it out.'],
    ])
    expect(made).toBe(0)
  })

  it('with a name twice is told where', async () => {
    const told = await test.call(`POST ${things}`, { body: '{"name":"ok","parts":[{"kind":"a","kind":"b"}]}' })
    expect(told).toMatchObject({ status: 400, body: { errors: [{ field: '/body/parts/0/kind' }] } })
  })

  it('of somebody without the permission is refused, of strangers as if there were nothing', async () => {
    const body = { name: 'ok' }
    expect((await test.call(`POST ${things}`, { body, as: test.actor('viewer') })).status).toBe(403)
    expect((await test.call(`POST ${things}`, { body, as: test.actor('admin', 'globex') })).status).toBe(404)
    expect((await test.call(`POST ${things}`, { body, as: 'nobody' })).status).toBe(401)
    expect(made).toBe(0)
  })
})

describe('an idempotency key', () => {
  const headers = { 'idempotency-key': 'k-1' }

  it('makes a repeated request one', async () => {
    const first = await test.call(`POST ${things}`, { body: { name: 'ok' }, headers })
    const again = await test.call(`POST ${things}`, { body: { name: 'ok' }, headers })
    expect(again).toMatchObject({ status: 201, body: first.body })
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.headers.get('x-made')).toBe('1')
    expect(made).toBe(1)
  })

  it('is good for one request, of one actor, for a day', async () => {
    await test.call(`POST ${things}`, { body: { name: 'ok' }, headers })
    const other = await test.call(`POST ${things}`, { body: { name: 'other' }, headers })
    expect(other).toMatchObject({ status: 400, body: { errors: [{ field: '/header/idempotency-key' }] } })
    await test.call(`POST ${things}`, { body: { name: 'ok' }, headers, as: { ...test.admin, id: 'acc_other' } })
    expect(made).toBe(2)
    test.pass(24 * 3_600_000 + 1)
    await test.call(`POST ${things}`, { body: { name: 'ok' }, headers })
    expect(made).toBe(3)
  })

  it('remembers refusals too, and is no place for secrets', async () => {
    const refused = await test.call(`POST ${things}`, { body: { name: 'refused' }, headers })
    expect(refused.status).toBe(409)
    expect((await test.call(`POST ${things}`, { body: { name: 'refused' }, headers })).body).toEqual(refused.body)
    const secret = { body: { name: 'ok' }, headers: { 'idempotency-key': 'k-2' } }
    expect((await test.call('POST /organisations/acme/secrets', secret)).status).toBe(201)
    expect(await test.call('POST /organisations/acme/secrets', secret)).toMatchObject({ status: 409 })
    const kept = await test.control.db.selectFrom('idempotency').selectAll().where('key', '=', 'k-2').execute()
    expect(kept).toMatchObject([{ body: '', headers: '{}' }])
    expect(made).toBe(1)
  })

  it('holds two requests at once to one', async () => {
    const both = await Promise.all([1, 2].map(() => test.call(`POST ${things}`, { body: { name: 'ok' }, headers })))
    expect(made).toBe(1)
    expect(both.map(({ status }) => status).sort()).toEqual([201, expect.toBeOneOf([201, 409])])
  })

  it('has a form', async () => {
    const told = await test.call(`POST ${things}`, {
      body: { name: 'ok' },
      headers: { 'idempotency-key': 'x'.repeat(256) },
    })
    expect(told.status).toBe(400)
  })
})

describe('a rate limit', () => {
  it('lets so many through at once and so many a second, each actor for himself', () => {
    let now = 0
    const rate = { burst: 3, perSecond: 2 }
    const limit = createRateLimit({ now: () => 0, monotonic: () => now }, { actor: rate, stranger: rate })
    const ada = test.actor('viewer')
    const passed = (times: number) => Array.from({ length: times }, () => limit(ada, 'a') === undefined)
    expect(passed(5)).toEqual([true, true, true, false, false])
    expect(limit({ ...ada, id: 'other' }, 'a')).toBeUndefined()
    expect(limit(undefined, 'a')).toBeUndefined()
    now = 1000
    expect(passed(3)).toEqual([true, true, false])
    expect(limit(ada, 'a')).toMatchObject({ problem: 'too_many', headers: { 'retry-after': '1' } })
  })
})
