import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, House, PASSWORD, type Reply } from './account-house.contract.ts'
import { sweepAccounts } from './sweep.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

let house: House
let ada: Browser
beforeEach(async () => {
  house = await House.open()
  ada = await house.person('ada@example.com', [['acme', 'policy_manager']])
})
afterEach(() => house.close())

/** A command line somewhere else. */
function terminal(address = '203.0.113.9') {
  const browser = house.browser(address)
  const begin = async (host = 'laptop') => (await browser.ask('POST /terminals', { body: { host } })).body
  const poll = (wait: string) => browser.ask('POST /terminals/session', { body: { wait } })
  const as = (token: string, what: `${string} /${string}`, body?: unknown): Promise<Reply> =>
    browser.ask(what, { headers: { authorization: `Bearer ${token}` }, ...(body !== undefined && { body }) })
  return { begin, poll, as }
}

const answer = (browser: Browser, verb: 'read' | 'allow' | 'refuse', code: string) =>
  browser.ask(`POST /terminals/${verb}`, { body: { code } })

/** Lets a command line in. */
async function letIn(who: Browser = ada) {
  const line = terminal()
  const wish = await line.begin()
  expect((await answer(who, 'allow', wish.code)).status).toBe(204)
  const { body } = await line.poll(wish.wait)
  return { ...line, token: String(body.token), session: String(body.session), body }
}

describe('a command line', () => {
  it('[account.terminal] shows a code, waits, and is given a session of who lets it in, once', async () => {
    const line = terminal()
    const wish = await line.begin('ada’s laptop')
    expect(wish.code).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/)
    expect(wish.link).toBe(`http://127.0.0.1:4101/terminal#${wish.code}`)
    expect((await line.poll(wish.wait)).body).toEqual({ state: 'waiting' })
    expect((await line.poll(wish.wait)).body).toEqual({ state: 'slow_down' })
    house.test.pass(2000)
    expect((await line.poll(wish.wait)).body).toEqual({ state: 'waiting' })
    const seen = await answer(ada, 'read', wish.code.toLowerCase().replace('-', ' '))
    expect(seen.body).toEqual({
      host: 'ada’s laptop',
      address: '203.0.113.9',
      created: house.now - 2000,
      expires: wish.expires,
    })
    expect((await answer(ada, 'allow', wish.code)).status).toBe(204)
    const { body } = await line.poll(wish.wait)
    expect(body).toMatchObject({ state: 'allowed', name: 'ada@example.com', expires: house.now + 30 * DAY })
    expect(body.token).toMatch(/^pct_/)
    expect((await line.poll(wish.wait)).status).toBe(404)
    expect((await line.as(body.token, 'GET /organisations')).body.items).toMatchObject([{ id: 'acme' }])
    const rows = await house.db.selectFrom('sessions').selectAll().execute()
    expect(JSON.stringify([rows, house.test.told])).not.toContain(body.token)
    expect(house.test.told.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['terminal.allow', 'session.open']),
    )
  })

  it('may do what its person may, at once no more, and nothing that asks for a person who looks', async () => {
    const { as, token } = await letIn()
    const policy = { name: 'p', text: '{"version":"1","default":"deny"}' }
    expect((await as(token, 'POST /organisations/acme/policies', policy)).status).toBe(201)
    const [made] = house.test.told.filter(({ action }) => action === 'policy.create')
    expect(made).toMatchObject({ actor_kind: 'terminal', actor: ada.account, actor_name: 'ada@example.com' })
    expect((await as(token, 'PATCH /organisations/acme', { label: 'x' })).status).toBe(403)
    expect((await as(token, 'GET /organisations/globex')).status).toBe(404)
    expect((await as(token, 'GET /account')).body.email).toBe('ada@example.com')
    for (const [what, body] of [
      ['GET /sessions', undefined],
      ['DELETE /sessions', undefined],
      ['POST /sessions/proof', { password: PASSWORD }],
      ['POST /account/second-factor', undefined],
      ['PATCH /account', { name: 'Eve' }],
      ['PUT /account/password', { current: PASSWORD, password: 'another long enough' }],
      ['POST /terminals/read', { code: 'BBBB-BBBB' }],
      ['POST /terminals/allow', { code: 'BBBB-BBBB' }],
    ] as const)
      expect([what, (await as(token, what, body)).status]).toEqual([what, 403])
    await house.db.updateTable('memberships').set({ role: 'viewer' }).execute()
    expect((await as(token, 'POST /organisations/acme/policies', { ...policy, name: 'q' })).status).toBe(403)
  })

  it('counts as a young proof for a quarter of an hour after it was let in, and never again', async () => {
    await house.db.updateTable('memberships').set({ role: 'admin' }).execute()
    const { as, token } = await letIn()
    const invite = () => as(token, 'POST /organisations/acme/invitations', { role: 'viewer' })
    expect((await invite()).status).toBe(201)
    house.test.pass(16 * MINUTE)
    expect(await invite()).toMatchObject({ status: 403, body: { code: 'proof_required' } })
  })

  it('is listed among the sessions of its person, who ends it', async () => {
    const { as, token, session } = await letIn()
    const { items } = (await ada.ask('GET /sessions')).body
    expect(items.find(({ id }: { id: string }) => id === session)).toMatchObject({
      kind: 'terminal',
      agent: 'portcullis on laptop',
      address: '203.0.113.9',
    })
    expect((await ada.ask(`DELETE /sessions/${session}`)).status).toBe(204)
    expect((await as(token, 'GET /organisations')).status).toBe(401)
  })

  it('logs itself out, and ends no other session', async () => {
    const { as, token } = await letIn()
    const [own] = (await ada.ask('GET /sessions')).body.items.filter(({ current }: { current: boolean }) => current)
    expect((await as(token, `DELETE /sessions/${own.id}`)).status).toBe(403)
    expect((await as(token, 'DELETE /sessions/current')).status).toBe(204)
    expect((await as(token, 'GET /organisations')).status).toBe(401)
    expect((await ada.ask('GET /account')).status).toBe(200)
  })

  it.each([
    ['thirty days, however it is used', 31, 1],
    ['seven days without use', 7, 7],
  ])('is out after %s', async (_, days, step) => {
    const { as, token } = await letIn()
    for (let day = step; day < days; day += step) {
      house.test.pass(step * DAY)
      await sweepAccounts(house.test.control)
      if (day < 30) expect((await as(token, 'GET /organisations')).status).toBe(200)
    }
    house.test.pass(step * DAY)
    expect(await as(token, 'GET /organisations')).toMatchObject({
      status: 401,
      body: { remedy: expect.stringContaining('portcullis login') },
    })
    await sweepAccounts(house.test.control)
    expect(await house.db.selectFrom('sessions').select('id').where('kind', '=', 'terminal').execute()).toEqual([])
  })

  it('waits for ten minutes', async () => {
    const line = terminal()
    const wish = await line.begin()
    house.test.pass(10 * MINUTE)
    expect((await answer(ada, 'allow', wish.code)).status).toBe(404)
    expect((await line.poll(wish.wait)).status).toBe(404)
  })

  it('that is refused is told so once', async () => {
    const line = terminal()
    const wish = await line.begin()
    expect((await answer(ada, 'refuse', wish.code)).status).toBe(204)
    expect((await answer(ada, 'allow', wish.code)).status).toBe(404)
    expect((await line.poll(wish.wait)).body).toEqual({ state: 'refused' })
    expect((await line.poll(wish.wait)).status).toBe(404)
  })

  it('is let in by nobody who is not logged in, and only after a young proof', async () => {
    const wish = await terminal().begin()
    expect((await answer(house.browser(), 'read', wish.code)).status).toBe(401)
    house.test.pass(9 * MINUTE)
    const bob = await house.person('bob@example.com', [])
    expect((await answer(bob, 'allow', wish.code)).status).toBe(204)
    house.test.pass(7 * MINUTE)
    const next = await terminal().begin()
    expect(await answer(ada, 'allow', next.code)).toMatchObject({ status: 403, body: { code: 'proof_required' } })
    await ada.ask('POST /sessions/proof', { body: { password: PASSWORD } })
    expect((await answer(ada, 'allow', next.code)).status).toBe(204)
  })

  it('is not found by guessing', async () => {
    const wish = await terminal().begin()
    for (let turn = 0; turn < 20; turn++) expect((await answer(ada, 'read', 'BBBB-BBBB')).status).toBe(404)
    expect((await answer(ada, 'read', wish.code)).status).toBe(429)
    const line = terminal('198.51.100.1')
    for (let turn = 0; turn < 30; turn++) expect((await line.begin()).code).toBeDefined()
    expect((await house.browser('198.51.100.1').ask('POST /terminals', { body: { host: 'x' } })).status).toBe(429)
  })

  it('is given nothing by who lost their session, or account, before it asked again', async () => {
    const [first, second] = [terminal(), terminal('203.0.113.10')]
    const [one, two] = [await first.begin(), await second.begin()]
    await answer(ada, 'allow', one.code)
    await ada.ask('DELETE /sessions')
    expect((await first.poll(one.wait)).status).toBe(404)
    await ada.logIn('ada@example.com')
    await answer(ada, 'allow', two.code)
    await house.db.updateTable('accounts').set({ disabled: 1 }).execute()
    expect((await second.poll(two.wait)).status).toBe(404)
  })

  it('ends with the password that let it in', async () => {
    const { as, token } = await letIn()
    const body = { current: PASSWORD, password: 'another that is long enough' }
    expect((await ada.ask('PUT /account/password', { body })).status).toBe(204)
    expect((await as(token, 'GET /organisations')).status).toBe(401)
  })
})
