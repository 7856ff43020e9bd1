import { afterEach, describe, expect, it } from 'vitest'
import { type Browser, House } from './account-house.contract.ts'
import { endProofs } from './after-restore.ts'

let house: House
afterEach(() => house.close())

const put = (browser: Browser, account: string, roles: readonly unknown[]) =>
  browser.ask(`PUT /organisations/acme/members/${account}`, { body: { roles } })

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

  it('is given more time by an admin, and expires with a restore', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const eve = await house.person('eve@example.com', [['acme', 'policy_manager']])
    const { key, id } = (await make(ada, { name: 'CI', role: 'viewer', expires: null })).body
    await house.db.transaction().execute((tx) => endProofs(tx, house.now))
    expect((await ask(key, 'GET /organisations/acme')).status).toBe(401)
    expect((await ada.ask('GET /account')).status).toBe(401)
    await ada.logIn('ada@example.com')
    await eve.logIn('eve@example.com')
    const prolong = (browser: Browser, headers = {}) =>
      browser.ask(`PATCH ${KEYS}/${id}`, { body: { expires: house.now + 1000 }, headers })
    expect((await prolong(eve)).status).toBe(403)
    expect((await prolong(ada, { 'if-match': '"r1"' })).status).toBe(412)
    expect((await prolong(ada, { 'if-match': '"r2"' })).body).toMatchObject({ name: 'CI', expires: house.now + 1000 })
    expect((await ask(key, 'GET /organisations/acme')).status).toBe(200)
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
    // What a proxy before us asks of browsers is not ours.
    expect((await ada.ask('GET /account', { headers: { authorization: 'Basic dTpw' } })).status).toBe(200)
    expect((await house.browser().ask('GET /account', { headers: { authorization: 'Basic dTpw' } })).status).toBe(401)
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
