import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, House, PASSWORD } from '../account-house.contract.ts'
import { CLIENT, type IdentityProvider, startIdentityProvider } from './identity-provider.contract.ts'

const CALLBACK = 'http://127.0.0.1:4101/sign-on/callback'
let provider: IdentityProvider
let house: House
let admin: Browser
let signOn: string

const wanted = () => ({
  name: 'Company',
  issuer: provider.issuer,
  client_id: CLIENT.id,
  client_secret: CLIENT.secret,
  role_claim: 'groups',
  role_map: { engineers: 'policy_manager', security: 'auditor', bosses: 'admin' },
})

beforeAll(async () => {
  provider = await startIdentityProvider(CALLBACK)
})
afterAll(() => provider.close())

beforeEach(async () => {
  house = await House.open()
  // The provider's clock is the machine's.
  house.test.pass(Date.now() - house.now)
  admin = await house.person('ada@example.com', [['acme', 'admin']])
  const made = await admin.ask('POST /organisations/acme/sign-on', { body: wanted() })
  expect(made).toMatchObject({ status: 201, body: { redirect_uri: CALLBACK, has_secret: true, default_role: null } })
  signOn = made.body.id
  provider.people.clear()
  provider.people.set('grace', {
    name: 'Grace Hopper',
    email: 'grace@example.com',
    email_verified: true,
    groups: ['engineers'],
  })
})
afterEach(() => house.close())

/** Goes there and comes back. */
async function travel(browser: Browser, subject: string, purpose = 'log_in') {
  const departure = await browser.ask('POST /sign-on/departures', { body: { sign_on: signOn, purpose } })
  expect(departure.status).toBe(200)
  const back = await provider.visit(departure.body.location, subject)
  return { journey: departure.body.journey, search: back.search }
}

async function signIn(subject: string, browser = house.browser()) {
  const arrival = await travel(browser, subject)
  const reply = await browser.enter('POST /sign-on/arrivals', arrival)
  return { browser, reply }
}

describe('single sign-on', () => {
  it('lets people in whose claims give a role, and follows the claims', async () => {
    const { browser, reply } = await signIn('grace')
    expect(reply.status).toBe(200)
    const account = (await browser.ask('GET /account')).body
    expect(account).toMatchObject({
      name: 'Grace Hopper',
      has_password: false,
      operator: false,
      roles: [{ organisation: 'acme', role: 'policy_manager' }],
    })
    expect(account.email).toBeUndefined()
    const { items } = (await admin.ask('GET /organisations/acme/members')).body
    expect(items).toContainEqual(
      expect.objectContaining({ email: 'grace@example.com', roles: [{ role: 'policy_manager', origin: 'sign_on' }] }),
    )
    provider.people.set('grace', { name: 'Grace', groups: ['security', 'unknown'] })
    const again = await signIn('grace')
    expect((await again.browser.ask('GET /account')).body).toMatchObject({
      id: account.id,
      roles: [{ role: 'auditor' }],
    })
    // The earlier session has the new roles, too.
    expect((await browser.ask('GET /organisations/acme/members')).status).toBe(403)
    provider.people.set('grace', { name: 'Grace', groups: [] })
    expect((await signIn('grace')).reply).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    // What she had is gone, though she was not let in: her other sessions and her grants end with it.
    const left = await house.db.selectFrom('memberships').select('role').where('origin', '=', 'sign_on').execute()
    expect(left).toEqual([])
  })

  it('takes no role that a person gave', async () => {
    const { browser } = await signIn('grace')
    const { id } = (await browser.ask('GET /account')).body
    const roles = [{ role: 'approver' }]
    expect((await admin.ask(`PUT /organisations/acme/members/${id}`, { body: { roles } })).status).toBe(200)
    provider.people.set('grace', { name: 'Grace', groups: [] })
    const again = await signIn('grace')
    expect((await again.browser.ask('GET /account')).body.roles).toEqual([
      expect.objectContaining({ role: 'approver' }),
    ])
  })

  it('makes no operator, whoever comes', async () => {
    await house.db.updateTable('accounts').set({ operator: 1 }).where('id', '=', admin.account).execute()
    expect((await admin.ask('GET /accounts')).status).toBe(200)
    await admin.ask('POST /sign-on/arrivals', { body: await travel(admin, 'grace', 'link') })
    const { browser } = await signIn('grace')
    expect((await browser.ask('GET /account')).body).toMatchObject({ id: admin.account, operator: false })
    expect((await browser.ask('GET /accounts')).status).toBe(404)
  })

  it('makes no account for who has no role', async () => {
    provider.people.set('eve', { name: 'Eve' })
    expect((await signIn('eve')).reply.status).toBe(403)
    expect(await house.db.selectFrom('accounts').select('id').execute()).toHaveLength(1)
  })

  it('[account.identity] ties nobody to an account by an address', async () => {
    provider.people.set('mallory', { email: 'ada@example.com', email_verified: true, groups: ['engineers'] })
    const { browser } = await signIn('mallory')
    const { id, roles } = (await browser.ask('GET /account')).body
    expect(id).not.toBe(admin.account)
    expect(roles).toEqual([expect.objectContaining({ role: 'policy_manager' })])
  })

  it('[account.bound] speaks for its own organisation only, and changes no account', async () => {
    const globex = await house.person('grace.at.home@example.com', [['globex', 'admin']])
    // The owner of an account ties her identity to it: her session says so, and her browser came back.
    const arrival = await travel(globex, 'grace', 'link')
    expect((await admin.ask('POST /sign-on/arrivals', { body: arrival })).status).toBe(409)
    const second = await travel(globex, 'grace', 'link')
    expect((await globex.ask('POST /sign-on/arrivals', { body: second })).body).toEqual({ outcome: 'linked' })
    const { browser } = await signIn('grace')
    const { id, roles } = (await browser.ask('GET /account')).body
    expect(id).toBe(globex.account)
    expect(roles).toEqual([expect.objectContaining({ organisation: 'acme' })])
    expect((await browser.ask('GET /organisations/globex')).status).toBe(404)
    const password = await browser.ask('PUT /account/password', {
      body: { current: PASSWORD, password: `${PASSWORD}!` },
    })
    expect(password).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect((await browser.ask('POST /account/second-factor')).status).toBe(403)
    // Nor does it know of, end or prove the sessions that her own password opened.
    expect((await browser.ask('GET /sessions')).body.items).toEqual([expect.objectContaining({ current: true })])
    const own = (await globex.ask('GET /sessions')).body.items
    expect(own).toHaveLength(2)
    const opened = own.find(({ current }: { current: boolean }) => current).id
    expect((await browser.ask(`DELETE /sessions/${opened}`)).status).toBe(404)
    const proof = await travel(globex, 'grace', 'prove')
    expect((await globex.ask('POST /sign-on/arrivals', { body: proof })).status).toBe(409)
    expect((await browser.ask('DELETE /sessions')).body).toEqual({ ended: 1 })
    expect((await globex.ask('GET /account')).status).toBe(200)
  })

  it('is of use to the browser that set out, once, and in time', async () => {
    const victim = house.browser()
    const theirs = await victim.ask('POST /sign-on/departures', { body: { sign_on: signOn } })
    const eve = await travel(house.browser(), 'grace')
    const search = eve.search
    const mixed = await victim.ask('POST /sign-on/arrivals', { body: { journey: theirs.body.journey, search } })
    expect(mixed.status).toBe(502)
    const other = await travel(house.browser(), 'grace')
    const query = new URLSearchParams(other.search)
    query.set('state', 'another')
    const restated = { journey: other.journey, search: `?${query}` }
    expect((await house.browser().ask('POST /sign-on/arrivals', { body: restated })).status).toBe(502)
    expect((await victim.ask('POST /sign-on/arrivals', { body: { ...eve, journey: `${eve.journey}x` } })).status).toBe(
      404,
    )
    expect((await house.browser().ask('POST /sign-on/arrivals', { body: eve })).status).toBe(200)
    expect((await house.browser().ask('POST /sign-on/arrivals', { body: eve })).status).toBe(404)
    const late = await travel(house.browser(), 'grace')
    house.test.pass(16 * 60_000)
    expect((await house.browser().ask('POST /sign-on/arrivals', { body: late })).status).toBe(404)
  })

  it('[account.value-free] sends what the standard asks for, and keeps no secret', async () => {
    const { body } = await house.browser().ask('POST /sign-on/departures', { body: { sign_on: signOn } })
    const query = Object.fromEntries(new URL(body.location).searchParams)
    expect(query).toMatchObject({ code_challenge_method: 'S256', response_type: 'code', redirect_uri: CALLBACK })
    for (const name of ['state', 'nonce', 'code_challenge']) expect(query[name]).toMatch(/^[\w-]{43}$/)
    const rows = await Promise.all(
      (['sign_ons', 'sign_on_journeys', 'changes'] as const).map((table) =>
        house.db.selectFrom(table).selectAll().execute(),
      ),
    )
    const dump = JSON.stringify(rows)
    for (const secret of [CLIENT.secret, body.journey, query['state']!, query['nonce']!])
      expect(dump).not.toContain(secret)
  })

  it('is asked anew each day', async () => {
    const { browser } = await signIn('grace')
    for (let at = 0; at < 3; at++) {
      house.test.pass(8 * 3_600_000 - 1000)
      expect((await browser.ask('GET /account')).status).toBe(200)
    }
    house.test.pass(3000)
    expect((await browser.ask('GET /account')).status).toBe(401)
  })

  it('goes over an encrypted way, but for this machine itself', async () => {
    for (const issuer of ['http://login.example.com', 'http://127.0.0.1.example.com', 'ftp://127.0.0.1']) {
      const made = await admin.ask('POST /organisations/acme/sign-on', { body: { ...wanted(), issuer } })
      expect(made).toMatchObject({ status: 422, body: { errors: [{ field: '/body/issuer' }] } })
    }
  })

  it('proves a session again, by who opened it', async () => {
    const { browser } = await signIn('grace')
    const before = (await browser.ask('GET /account')).body.proved
    house.test.pass(1000)
    const arrival = await travel(browser, 'grace', 'prove')
    expect((await browser.ask('POST /sign-on/arrivals', { body: arrival })).body).toEqual({ outcome: 'proved' })
    expect((await browser.ask('GET /account')).body.proved).toBe(before + 1000)
    provider.people.set('eve', { groups: ['engineers'] })
    const other = await travel(browser, 'eve', 'prove')
    expect((await browser.ask('POST /sign-on/arrivals', { body: other })).status).toBe(409)
  })

  it('is changed with care, and removed with what it opened', async () => {
    const { browser } = await signIn('grace')
    const path = `/organisations/acme/sign-on/${signOn}` as const
    expect((await browser.ask(`PATCH ${path}`, { body: { name: 'X' } })).status).toBe(403)
    const moved = await admin.ask(`PATCH ${path}`, { body: { issuer: 'http://127.0.0.1:1' } })
    expect(moved).toMatchObject({ status: 422, body: { errors: [{ field: '/body/client_secret' }] } })
    const gone = await admin.ask(`PATCH ${path}`, { body: { issuer: 'http://127.0.0.1:1', client_secret: null } })
    expect(gone).toMatchObject({ status: 502, body: { code: 'unreachable' } })
    const edited = await admin.ask(`PATCH ${path}`, { body: { default_role: 'viewer' } })
    expect(edited).toMatchObject({ status: 200, body: { default_role: 'viewer', revision: 2 } })
    expect(JSON.stringify(edited.body)).not.toContain(CLIENT.secret)
    expect((await house.browser().ask('GET /entrance/acme')).body).toEqual({ items: [{ id: signOn, name: 'Company' }] })
    house.test.pass(16 * 60_000)
    expect((await admin.ask(`DELETE ${path}`)).body.code).toBe('proof_required')
    await admin.ask('POST /sessions/proof', { body: { password: PASSWORD } })
    expect((await admin.ask(`DELETE ${path}`)).status).toBe(204)
    expect((await browser.ask('GET /account')).status).toBe(401)
    expect((await house.browser().ask('GET /entrance/acme')).body).toEqual({ items: [] })
  })
})
