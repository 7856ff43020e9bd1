import { describe, expect, it, onTestFinished } from 'vitest'
import { routeTable } from './api/route-table.ts'
import { createClient } from './client.ts'
import { ROUTES } from './routes/index.ts'
import { openTestControl } from './test-control.contract.ts'

async function open() {
  const test = await openTestControl()
  onTestFinished(() => test.close())
  const headers = test.enter(test.admin)
  return {
    test,
    client: createClient({
      origin: 'http://127.0.0.1:4101',
      routes: routeTable(ROUTES),
      headers: () => headers,
      fetch: async (address, init) => test.fetch(new Request(address as string, init)),
    }),
  }
}

describe('the client', () => {
  it('asks routes by their ids, in the shapes of their table', async () => {
    const { client } = await open()
    const made = await client.call('organisations.create', { body: { id: 'initech', label: 'Initech' } })
    if (!made.ok) throw new Error(made.problem.detail)
    expect(made).toMatchObject({ status: 201, etag: '"r1"', body: { id: 'initech', revision: 1 } })
    const params = { organisation: 'acme' }
    const stale = await client.call('organisations.edit', { params, body: { label: 'X' }, ifMatch: '"r9"' })
    expect(stale).toMatchObject({ ok: false, status: 412, problem: { code: 'changed' } })
    const listed = await client.call('organisations.list', { query: { limit: 2 } })
    if (!listed.ok) throw new Error(listed.problem.detail)
    expect(listed.body.items.map(({ id }) => id)).toEqual(['acme', 'globex'])
    const next = await client.call('organisations.list', { query: { limit: 2, cursor: listed.body.next } })
    expect(next).toMatchObject({ body: { items: [{ id: 'initech' }, { id: 'local' }] } })
    // @ts-expect-error: a body that does not fit its shape
    await client.call('organisations.create', { body: { id: 'initech' } })
    // @ts-expect-error: no such route
    expect(await client.call('organisations.nothing', {})).toMatchObject({ ok: false, problem: { code: 'unanswered' } })
  })

  it('says so where nobody answers, or somebody else', async () => {
    const { client } = await open()
    const other = (answer: () => Promise<Response>) =>
      createClient({ origin: 'http://x', routes: routeTable(ROUTES), headers: () => ({}), fetch: answer })
    const lost = await other(() => Promise.reject(new Error('ECONNREFUSED'))).call('organisations.list', {})
    expect(lost).toMatchObject({
      ok: false,
      problem: { code: 'unanswered', detail: expect.stringContaining('ECONNREFUSED') },
    })
    const strange = await other(async () => new Response('<html>', { status: 502 })).call('organisations.list', {})
    expect(strange).toMatchObject({ ok: false, problem: { code: 'unanswered' } })
    expect((await client.call('organisations.read', { params: { organisation: 'nowhere' } })).ok).toBe(false)
  })
})
