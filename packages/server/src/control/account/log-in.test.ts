import { afterEach, describe, expect, it } from 'vitest'
import { findTokens } from '../../crypto/token.ts'
import { type Browser, House, PASSWORD, secretIn } from './account-house.contract.ts'
import { logInAttempts, takeAttempts } from './attempts.ts'
import { setUpLink } from './set-up.ts'

let house: House
afterEach(() => house.close())

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const outcome = async (browser: Browser, email: string, password = PASSWORD): Promise<number> =>
  (await browser.logIn(email, password)).status

describe('the first account', () => {
  it('[account.first] is made by the printed link, once, and may do everything', async () => {
    house = await House.open()
    const link = await setUpLink(house.test.control)
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:4101\/set-up#pcs_/)
    const body = { secret: secretIn(link!), email: ' Ada@Example.com', name: 'Ada', password: PASSWORD }
    const ada = house.browser()
    expect((await ada.ask('GET /entrance')).body).toMatchObject({ set_up: true })
    const weak = await ada.ask('POST /accounts/first', { body: { ...body, password: 'password1234' } })
    expect(weak).toMatchObject({ status: 422, body: { errors: [{ field: '/body/password' }] } })
    expect((await ada.enter('POST /accounts/first', body)).status).toBe(201)
    expect((await ada.ask('GET /account')).body).toMatchObject({
      email: 'ada@example.com',
      operator: true,
      roles: [{ organisation: 'local', role: 'admin' }],
    })
    const again = { ...body, email: 'eve@example.com' }
    expect((await house.browser().ask('POST /accounts/first', { body: again })).status).toBe(404)
    expect(await setUpLink(house.test.control)).toBeUndefined()
    expect((await ada.ask('GET /entrance')).body).toMatchObject({ set_up: false })
  })

  it('[account.first] is made within half an hour, by the last link', async () => {
    house = await House.open()
    const [first, second] = [await setUpLink(house.test.control), await setUpLink(house.test.control)]
    const body = { email: 'ada@example.com', name: 'Ada', password: PASSWORD }
    const browser = house.browser()
    expect((await browser.ask('POST /accounts/first', { body: { ...body, secret: secretIn(first!) } })).status).toBe(
      404,
    )
    house.test.pass(30 * MINUTE)
    expect((await browser.ask('POST /accounts/first', { body: { ...body, secret: secretIn(second!) } })).status).toBe(
      404,
    )
  })

  it('is one, whoever is quicker', async () => {
    house = await House.open()
    const secret = secretIn((await setUpLink(house.test.control))!)
    const tries = ['a', 'b', 'c', 'd'].map((name) =>
      house
        .browser()
        .ask('POST /accounts/first', { body: { secret, email: `${name}@example.com`, name, password: PASSWORD } }),
    )
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    expect(await house.db.selectFrom('accounts').select('id').execute()).toHaveLength(1)
  })
})

describe('a log-in', () => {
  it('[account.unknown] [account.value-free] opens a session, says nothing about accounts, and leaves no secret behind', async () => {
    house = await House.open()
    await house.operator()
    const ada = house.browser()
    const wrong = await ada.logIn('ada@example.com', 'wrong')
    const nobody = await ada.logIn('nobody@example.com', 'wrong')
    const none = await ada.logIn('no address', 'wrong')
    expect(wrong.status).toBe(401)
    for (const other of [nobody, none]) expect(other.body).toEqual(wrong.body)
    expect((await ada.logIn('ADA@example.com')).status).toBe(200)
    expect((await ada.ask('GET /account')).status).toBe(200)
    const tables = ['accounts', 'sessions', 'devices', 'changes', 'attempts', 'account_links'] as const
    const rows = await Promise.all(tables.map((table) => house.db.selectFrom(table).selectAll().execute()))
    const dump = JSON.stringify(rows)
    expect(findTokens(dump)).toEqual([])
    for (const secret of [PASSWORD, ada.key, ada.device!, ada.cookie.split('=')[1]!]) expect(dump).not.toContain(secret)
    const actions = house.test.told.map(({ action, detail }) => `${action} ${JSON.parse(detail).reason ?? ''}`)
    expect(actions).toEqual([
      'account.set_up ',
      'session.refuse password',
      'session.refuse password',
      'session.refuse password',
      'session.open ',
    ])
  })

  it('[account.attempts] has few attempts, which a restart does not give back', async () => {
    house = await House.open()
    await house.operator()
    const eve = house.browser('203.0.113.7')
    for (let at = 0; at < 8; at++) expect(await outcome(eve, 'ada@example.com', `guess ${at}`)).toBe(401)
    const limited = await eve.logIn('ada@example.com')
    expect(limited).toMatchObject({ status: 429, body: { code: 'too_many' } })
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(800)
    expect(await outcome(house.browser('203.0.113.8'), 'ada@example.com')).toBe(200)
    house.test.pass(15 * MINUTE)
    expect(await outcome(eve, 'ada@example.com')).toBe(200)
  })

  it('[account.attempts] counts attempts that come at once', async () => {
    house = await House.open()
    await house.operator()
    const eve = house.browser('203.0.113.7')
    const statuses = await Promise.all(Array.from({ length: 40 }, () => outcome(eve, 'ada@example.com', 'guess')))
    expect(statuses.filter((status) => status === 401)).toHaveLength(8)
  })

  it('[account.no-lock-out] does not lock out the owner, whatever strangers do', async () => {
    house = await House.open()
    const ada = await house.operator()
    for (let at = 0; at < 199; at++) {
      const attempts = logInAttempts('ada@example.com', `203.0.113.${at}`, undefined)
      expect(await takeAttempts(house.db, attempts, house.now)).toBeUndefined()
    }
    expect(await outcome(house.browser('198.51.100.2'), 'ada@example.com', 'guess')).toBe(401)
    expect(await outcome(house.browser('198.51.100.1'), 'ada@example.com')).toBe(429)
    expect(await outcome(ada, 'ada@example.com')).toBe(200)
    house.test.pass(24 * HOUR)
    expect(await outcome(house.browser('198.51.100.1'), 'ada@example.com')).toBe(200)
  })

  it('knows a browser for the account it logged in to only', async () => {
    house = await House.open()
    await house.operator()
    const eve = await house.person('eve@example.com', [['acme', 'viewer']])
    for (let at = 0; at < 8; at++) await eve.logIn('ada@example.com', 'guess')
    expect((await eve.logIn('ada@example.com')).status).toBe(429)
  })
})

describe('a session', () => {
  it('[account.session] is a cookie and a key together', async () => {
    house = await House.open()
    const ada = await house.operator()
    const other = house.browser()
    await other.logIn('ada@example.com')
    const status = async (cookie: string, key: string): Promise<number> => {
      const browser = house.browser()
      Object.assign(browser, { cookie, key })
      return (await browser.ask('GET /account')).status
    }
    expect(await status(ada.cookie, ada.key)).toBe(200)
    expect(await status(ada.cookie, '')).toBe(401)
    expect(await status('', ada.key)).toBe(401)
    expect(await status(ada.cookie, other.key)).toBe(401)
    expect(await status(`${ada.cookie}; ${other.cookie}`, ada.key)).toBe(401)
    expect(await status(`${ada.cookie}; theme=dark`, ada.key)).toBe(200)
    expect(await status(ada.cookie, `${ada.key}, ${ada.key}`)).toBe(401)
    expect(await status(ada.cookie.replace('portcullis', 'x-portcullis'), ada.key)).toBe(401)
  })

  it('ends unused, and used', async () => {
    house = await House.open({ settings: { idle: HOUR, longest: 3 * HOUR } })
    const ada = await house.operator()
    for (let at = 0; at < 3; at++) {
      expect((await ada.ask('GET /account')).status).toBe(200)
      house.test.pass(59 * MINUTE)
    }
    house.test.pass(3 * MINUTE)
    expect((await ada.ask('GET /account')).status).toBe(401)
    await ada.logIn('ada@example.com')
    house.test.pass(HOUR)
    expect((await ada.ask('GET /account')).status).toBe(401)
  })

  it('is listed, ended one by one, and everywhere', async () => {
    house = await House.open()
    const ada = await house.operator()
    const phone = house.browser('203.0.113.7')
    await phone.logIn('ada@example.com')
    const { items } = (await ada.ask('GET /sessions')).body
    expect(items).toHaveLength(2)
    const own = items.find(({ current }: { current: boolean }) => current)
    const away = items.find(({ address }: { address: string }) => address === '203.0.113.7')
    expect(own).toMatchObject({ agent: 'Test/1', address: '127.0.0.1' })
    const eve = await house.person('eve@example.com', [])
    expect((await eve.ask(`DELETE /sessions/${away.id}`)).status).toBe(404)
    expect((await ada.ask(`DELETE /sessions/${away.id}`)).status).toBe(204)
    expect((await phone.ask('GET /account')).status).toBe(401)
    await phone.logIn('ada@example.com')
    expect((await ada.ask('DELETE /sessions')).body).toEqual({ ended: 2 })
    expect((await phone.ask('GET /account')).status).toBe(401)
    expect((await ada.ask('GET /account')).status).toBe(401)
    await ada.logIn('ada@example.com')
    const out = await ada.ask('DELETE /sessions/current')
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0')
    expect((await ada.ask('GET /account')).status).toBe(401)
  })

  it('of an account that was disabled is over', async () => {
    house = await House.open()
    const ada = await house.operator()
    const eve = await house.person('eve@example.com', [['acme', 'viewer']])
    expect((await ada.ask(`PATCH /accounts/${eve.account}`, { body: { disabled: true } })).status).toBe(204)
    expect((await eve.ask('GET /account')).status).toBe(401)
    expect(await outcome(eve, 'eve@example.com')).toBe(401)
    const last = await ada.ask(`PATCH /accounts/${ada.account}`, { body: { disabled: true } })
    expect(last).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })
})
