import { afterEach, describe, expect, it } from 'vitest'
import { type Browser, House, PASSWORD, secretIn } from './account-house.contract.ts'

let house: House
afterEach(() => house.close())

const MEMBERS = '/organisations/acme/members'
const put = (browser: Browser, account: string, roles: readonly unknown[]) =>
  browser.ask(`PUT ${MEMBERS}/${account}`, { body: { roles } })

async function addServer(id: string, slug: string): Promise<void> {
  await house.db
    .insertInto('servers')
    .values({
      id,
      organisation: 'acme',
      slug,
      label: slug,
      way: '{}',
      source: '{}',
      limits: '{}',
      vetting: '{}',
      baseline: null,
      authentication: '{}',
      pinned: 0,
      new_tools: 'follow',
      revision: 1,
      created: house.now,
    })
    .execute()
}

describe('members', () => {
  it('have the roles that an admin gives them, at once', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const eve = await house.person('eve@example.com', [['acme', 'viewer']])
    expect((await eve.ask(`GET ${MEMBERS}`)).body.items).toHaveLength(2)
    expect((await put(eve, eve.account, [{ role: 'admin' }])).status).toBe(403)
    expect((await put(ada, eve.account, [{ role: 'approver' }, { role: 'policy_manager' }])).status).toBe(200)
    const { roles } = (await eve.ask('GET /account')).body
    expect(roles.map(({ role }: { role: string }) => role).sort()).toEqual(['approver', 'policy_manager'])
    expect((await put(ada, 'acc_nobody', [{ role: 'viewer' }])).status).toBe(404)
    expect((await ada.ask(`DELETE ${MEMBERS}/${eve.account}`)).status).toBe(200)
    expect((await eve.ask('GET /organisations/acme')).status).toBe(404)
  })

  it('are read page by page, each once', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [
      ['acme', 'admin'],
      ['acme', 'auditor'],
    ])
    for (const name of ['b', 'c', 'd', 'e'])
      await house.person(`${name}@example.com`, [
        ['acme', 'viewer'],
        ['globex', 'admin'],
      ])
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await ada.ask(`GET ${MEMBERS}?limit=2${cursor}`)
      seen.push(...body.items.map(({ account }: { account: string }) => account))
      expect(body.items.length).toBeLessThanOrEqual(2)
      cursor = body.next === undefined ? '' : `&cursor=${body.next}`
    } while (cursor !== '')
    expect(seen).toEqual(['acc_ada', 'acc_b', 'acc_c', 'acc_d', 'acc_e'])
  })

  it('[account.admin] include an admin, always', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    for (const gone of [put(ada, ada.account, [{ role: 'viewer' }]), ada.ask(`DELETE ${MEMBERS}/${ada.account}`)]) {
      expect(await gone).toMatchObject({ status: 409, body: { code: 'conflict' } })
    }
    expect((await ada.ask('DELETE /organisations/acme/membership')).status).toBe(409)
    const eve = await house.person('eve@example.com', [['acme', 'viewer']])
    await put(ada, eve.account, [{ role: 'admin' }])
    expect((await ada.ask('DELETE /organisations/acme/membership')).status).toBe(204)
    expect((await ada.ask('GET /organisations/acme')).status).toBe(404)
  })

  it('get an admin from an operator, where there is none any more', async () => {
    house = await House.open()
    const ada = await house.operator()
    const eve = await house.person('eve@example.com', [])
    expect((await eve.ask(`PUT /accounts/${eve.account}/admin-of/acme`)).status).toBe(404)
    expect((await ada.ask(`PUT /accounts/${eve.account}/admin-of/nowhere`)).status).toBe(404)
    expect((await ada.ask(`PUT /accounts/${eve.account}/admin-of/acme`)).status).toBe(204)
    expect((await eve.ask(`GET ${MEMBERS}`)).body.items).toHaveLength(1)
    expect(house.test.told.at(-1)).toMatchObject({ organisation: 'acme', action: 'member.rescue', actor: ada.account })
  })

  it('leave by themselves, whatever they are', async () => {
    house = await House.open()
    await house.person('ada@example.com', [['acme', 'admin']])
    const eve = await house.person('eve@example.com', [['acme', 'viewer']])
    expect((await eve.ask('DELETE /organisations/acme/membership')).status).toBe(204)
    expect((await eve.ask('GET /organisations/acme')).status).toBe(404)
  })

  it('[account.roles] do not make themselves auditors', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const eve = await house.person('eve@example.com', [['acme', 'admin']])
    expect((await put(ada, ada.account, [{ role: 'admin' }, { role: 'auditor' }])).status).toBe(403)
    expect((await put(ada, eve.account, [{ role: 'admin' }, { role: 'auditor' }])).status).toBe(200)
  })

  it('[account.roles] give roles for their own server only', async () => {
    house = await House.open()
    await addServer('srv_1', 'files')
    await addServer('srv_2', 'bank')
    const ada = await house.person('ada@example.com', [['acme', 'admin', 'srv_1']])
    const eve = await house.person('eve@example.com', [['acme', 'viewer', 'srv_1']])
    const bob = await house.person('bob@example.com', [['acme', 'viewer', 'srv_2']])
    expect((await put(ada, eve.account, [{ role: 'approver', server: 'files' }])).status).toBe(200)
    expect((await eve.ask('GET /account')).body.roles).toEqual([
      expect.objectContaining({ role: 'approver', server: 'files' }),
    ])
    for (const role of [{ role: 'viewer' }, { role: 'admin', server: 'bank' }]) {
      expect((await put(ada, eve.account, [{ role: 'approver', server: 'files' }, role])).status).toBe(403)
    }
    const none = await put(ada, eve.account, [{ role: 'viewer', server: 'none' }])
    expect(none).toMatchObject({ status: 422, body: { errors: [{ field: '/body/roles/0/server' }] } })
    expect((await put(ada, bob.account, [{ role: 'viewer', server: 'files' }])).status).toBe(404)
    const seen = (await ada.ask(`GET ${MEMBERS}`)).body.items
    expect(seen.map(({ account }: { account: string }) => account)).toEqual([ada.account, eve.account])
  })

  it('are edited by who said lately who he is', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const eve = await house.person('eve@example.com', [['acme', 'viewer']])
    house.test.pass(15 * 60_000)
    expect((await put(ada, eve.account, [{ role: 'admin' }])).body.code).toBe('proof_required')
    expect((await ada.ask('POST /sessions/proof', { body: { password: 'wrong' } })).status).toBe(401)
    expect((await ada.ask('POST /sessions/proof', { body: { password: PASSWORD } })).status).toBe(204)
    expect((await put(ada, eve.account, [{ role: 'admin' }])).status).toBe(200)
  })
})

describe('an invitation', () => {
  const invite = (browser: Browser, body: unknown) => browser.ask('POST /organisations/acme/invitations', { body })

  it('makes a member with a new account, once', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const made = await invite(ada, { role: 'approver', email: 'Eve@example.com' })
    expect(made).toMatchObject({ status: 201, body: { mailed: true } })
    expect(house.mails.at(-1)?.text).toContain(made.body.link)
    const secret = secretIn(made.body.link)
    const eve = house.browser('203.0.113.9')
    const read = await eve.ask('POST /invitations/read', { body: { secret } })
    expect(read.body).toMatchObject({
      organisation: 'acme',
      role: 'approver',
      email: 'eve@example.com',
      new_accounts: true,
    })
    const body = { secret, name: 'Eve', password: PASSWORD, email: 'other@example.com' }
    expect((await eve.enter('POST /invitations/join', body)).status).toBe(201)
    expect((await eve.ask('GET /account')).body).toMatchObject({
      email: 'eve@example.com',
      roles: [{ organisation: 'acme', role: 'approver' }],
    })
    expect((await house.browser().ask('POST /invitations/join', { body })).status).toBe(404)
  })

  it('makes a member of who has an account: the one of its address', async () => {
    house = await House.open({ settings: { registration: 'closed' } })
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const eve = await house.person('eve@example.com', [['globex', 'viewer']])
    const bob = await house.person('bob@example.com', [['globex', 'viewer']])
    const secret = secretIn((await invite(ada, { role: 'viewer', email: 'eve@example.com' })).body.link)
    const join = { secret, name: 'Eve', password: PASSWORD }
    expect((await house.browser().ask('POST /invitations/join', { body: join })).status).toBe(403)
    expect((await bob.ask('POST /invitations/accept', { body: { secret } })).status).toBe(403)
    expect((await eve.ask('POST /invitations/accept', { body: { secret } })).body).toEqual({ organisation: 'acme' })
    expect((await eve.ask('GET /organisations/acme')).status).toBe(200)
    expect((await bob.ask('POST /invitations/accept', { body: { secret } })).status).toBe(404)
  })

  it('[account.once] is accepted once, whoever is quicker', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const secret = secretIn((await invite(ada, { role: 'viewer' })).body.link)
    const people = await Promise.all(['a', 'b', 'c'].map((name) => house.person(`${name}@example.com`, [])))
    const replies = await Promise.all(
      people.map((person) => person.ask('POST /invitations/accept', { body: { secret } })),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 404, 404])
  })

  it('ends in a week, is taken back, and ends with the right to invite', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const eve = await house.person('eve@example.com', [['acme', 'admin']])
    const bob = await house.person('bob@example.com', [])
    const accept = async (link: string) =>
      (await bob.ask('POST /invitations/accept', { body: { secret: secretIn(link) } })).status
    const [first, second, third] = [
      (await invite(ada, { role: 'viewer' })).body,
      (await invite(ada, { role: 'viewer' })).body,
      (await invite(eve, { role: 'admin' })).body,
    ]
    expect((await ada.ask('GET /organisations/acme/invitations')).body.items).toHaveLength(3)
    expect((await ada.ask(`DELETE /organisations/acme/invitations/${first.id}`)).status).toBe(204)
    expect(await accept(first.link)).toBe(404)
    await put(ada, eve.account, [{ role: 'viewer' }])
    expect(await accept(third.link)).toBe(404)
    expect((await invite(eve, { role: 'viewer' })).status).toBe(403)
    house.test.pass(7 * 24 * 3_600_000)
    await bob.logIn('bob@example.com')
    expect(await accept(second.link)).toBe(404)
  })
})

describe('an API key', () => {
  const KEYS = '/organisations/acme/keys'
  const make = (browser: Browser, body: unknown) => browser.ask(`POST ${KEYS}`, { body })
  const ask = (key: string, what: `${string} /${string}`, headers = {}) =>
    house.browser('203.0.113.9').ask(what, { headers: { authorization: `Bearer ${key}`, ...headers } })

  it('acts in its role, until it is revoked', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const made = await make(ada, { name: 'CI', role: 'policy_manager' })
    expect(made.status).toBe(201)
    const { key, id, hint, expires } = made.body
    expect(key).toMatch(/^pck_/)
    expect(key.startsWith(hint)).toBe(true)
    expect(expires).toBe(house.now + 90 * 24 * 3_600_000)
    expect((await ask(key, 'GET /organisations/acme')).status).toBe(200)
    expect((await ask(key, 'GET /organisations/globex')).status).toBe(404)
    expect((await ask(key, `GET ${KEYS}`)).status).toBe(403)
    expect((await ask(key, 'GET /accounts')).status).toBe(404)
    expect((await ask(key, 'GET /account')).status).toBe(403)
    const listed = (await ada.ask(`GET ${KEYS}`)).body.items
    expect(listed).toEqual([expect.objectContaining({ id, used: house.now, created_by: ada.account })])
    expect(JSON.stringify([listed, await house.db.selectFrom('api_keys').selectAll().execute()])).not.toContain(key)
    expect((await ada.ask(`DELETE ${KEYS}/${id}`)).status).toBe(204)
    const gone = await ask(key, 'GET /organisations/acme')
    expect(gone).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    expect(gone.headers.get('www-authenticate')).toContain('Bearer')
  })

  it('[account.keys] ends in time, and with what its maker may', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const eve = await house.person('eve@example.com', [['acme', 'admin']])
    const short = (await make(ada, { name: 'short', role: 'viewer', expires: house.now + 1000 })).body.key
    const past = await make(ada, { name: 'past', role: 'viewer', expires: house.now })
    expect(past).toMatchObject({ status: 422, body: { errors: [{ field: '/body/expires' }] } })
    const [lost, kept] = [
      (await make(eve, { name: 'lost', role: 'admin', expires: null })).body.key,
      (await make(eve, { name: 'kept', role: 'viewer' })).body.key,
    ]
    expect((await put(ada, eve.account, [{ role: 'viewer' }])).body).toEqual({ revoked_keys: 1 })
    expect((await ask(lost, 'GET /organisations/acme')).status).toBe(401)
    expect((await ask(kept, 'GET /organisations/acme')).status).toBe(200)
    await house.db.updateTable('accounts').set({ disabled: 1 }).where('id', '=', eve.account).execute()
    expect((await ask(kept, 'GET /organisations/acme')).status).toBe(401)
    house.test.pass(1000)
    expect((await ask(short, 'GET /organisations/acme')).status).toBe(401)
  })

  it('makes no keys, and is no session', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const { key } = (await make(ada, { name: 'CI', role: 'admin' })).body
    const more = await house.browser().ask(`POST ${KEYS}`, {
      headers: { authorization: `Bearer ${key}` },
      body: { name: 'more', role: 'viewer' },
    })
    expect(more).toMatchObject({ status: 403, body: { detail: 'A key makes no keys.' } })
    expect((await ask(key, 'POST /account/second-factor')).status).toBe(403)
    const both = await ada.ask('GET /account', { headers: { authorization: `Bearer ${key}` } })
    expect(both.status).toBe(401)
  })

  it('has one form, and wrong ones are not listened to without end', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const { key } = (await make(ada, { name: 'CI', role: 'viewer' })).body
    for (const wrong of [`${key} `, `${key}x`, key.slice(0, -1), key.toLowerCase(), `${key}, Bearer ${key}`, '']) {
      const status = (await ask(wrong, 'GET /organisations/acme')).status
      expect([wrong, status]).toEqual([wrong, wrong === `${key} ` ? 200 : 401])
    }
    expect((await house.browser().ask(`GET /organisations/acme?access_token=${key}`)).status).toBe(401)
    for (let at = 0; at < 100; at++) await ask('pck_same', 'GET /organisations/acme')
    expect((await ask(key, 'GET /organisations/acme')).status).toBe(200)
    for (let at = 0; at < 60; at++) await ask(`pck_wrong${at}`, 'GET /organisations/acme')
    expect((await ask(key, 'GET /organisations/acme')).status).toBe(429)
    house.test.pass(60_000)
    expect((await ask(key, 'GET /organisations/acme')).status).toBe(200)
  })
})
