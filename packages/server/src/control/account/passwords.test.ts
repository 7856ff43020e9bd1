import { afterEach, describe, expect, it } from 'vitest'
import { createPasswords } from '../../crypto/password.ts'
import { House, PASSWORD, secretIn } from './account-house.contract.ts'
import { ACCOUNT_SETTINGS, createAccounts } from './accounts.ts'

let house: House
afterEach(() => house.close())

const NEXT = 'an altogether different one'
const link = (): string => secretIn(/http\S+/.exec(house.mails.at(-1)?.text ?? '')?.[0] ?? '')

describe('a password', () => {
  it('is changed by who knows it, and ends other sessions', async () => {
    house = await House.open()
    const ada = await house.operator()
    const phone = house.browser('203.0.113.7')
    await phone.logIn('ada@example.com')
    const change = (current: string, password: string) =>
      ada.ask('PUT /account/password', { body: { current, password } })
    expect(await change('wrong', NEXT)).toMatchObject({ status: 422, body: { errors: [{ field: '/body/current' }] } })
    expect(await change(PASSWORD, 'short')).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/body/password' }] },
    })
    expect((await change(PASSWORD, NEXT)).status).toBe(204)
    expect((await phone.ask('GET /account')).status).toBe(401)
    expect((await ada.ask('GET /account')).status).toBe(200)
    expect((await phone.logIn('ada@example.com')).status).toBe(401)
    expect((await phone.logIn('ada@example.com', NEXT)).status).toBe(200)
  })

  it('[account.unknown] [account.once] that was forgotten is set anew by a mailed link, once', async () => {
    house = await House.open()
    const ada = await house.operator()
    const browser = house.browser('203.0.113.7')
    for (const email of ['ada@example.com', 'nobody@example.com', 'none']) {
      expect((await browser.ask('POST /account/reset', { body: { email } })).status).toBe(204)
    }
    expect(house.mails.map(({ to }) => to)).toEqual(['ada@example.com'])
    const secret = link()
    const finish = (password: string) => browser.ask('PUT /account/reset', { body: { secret, password } })
    expect((await finish('short')).status).toBe(422)
    expect((await finish(NEXT)).status).toBe(204)
    expect((await finish(NEXT)).status).toBe(404)
    expect((await ada.ask('GET /account')).status).toBe(401)
    expect((await browser.logIn('ada@example.com', NEXT)).status).toBe(200)
  })

  it('that was forgotten is not mailed about without end', async () => {
    house = await House.open()
    await house.operator()
    const ask = (address: string) =>
      house.browser(address).ask('POST /account/reset', { body: { email: 'ada@example.com' } })
    const statuses = await Promise.all([1, 2, 3, 4].map(async (at) => (await ask(`203.0.113.${at}`)).status))
    expect(statuses.sort()).toEqual([204, 204, 204, 429])
    expect(house.mails).toHaveLength(3)
  })

  it('is set anew by an operator’s link where there is no mail', async () => {
    house = await House.open({ mute: true })
    const ada = await house.operator()
    const eve = await house.person('eve@example.com', [['acme', 'admin']])
    expect((await eve.ask('GET /entrance')).body).toMatchObject({ reset: false })
    expect((await eve.ask(`POST /accounts/${ada.account}/reset-link`)).status).toBe(404)
    const made = await ada.ask(`POST /accounts/${eve.account}/reset-link`)
    expect(made.body.link).toMatch(/^http:\/\/127\.0\.0\.1:4101\/reset#pcp_/)
    const secret = secretIn(made.body.link)
    expect((await eve.ask('PUT /account/reset', { body: { secret, password: NEXT } })).status).toBe(204)
    expect((await eve.logIn('eve@example.com', NEXT)).status).toBe(200)
  })

  it('is stored at today’s cost once it was used', async () => {
    house = await House.open()
    const ada = await house.operator()
    const stored = () => house.db.selectFrom('accounts').select('password').executeTakeFirstOrThrow()
    expect((await stored()).password).toContain('ln=4,')
    const passwords = createPasswords({ cost: { log2N: 5, r: 8, p: 1 } })
    const accounts = createAccounts({ settings: ACCOUNT_SETTINGS, passwords })
    Object.assign(house.test.control, { accounts })
    expect((await ada.logIn('ada@example.com')).status).toBe(200)
    expect((await stored()).password).toContain('ln=5,')
    expect((await ada.logIn('ada@example.com')).status).toBe(200)
  })

  it('is not waited for without end', async () => {
    house = await House.open()
    await house.operator()
    const busy = () => Promise.resolve('busy' as const)
    Object.assign(house.test.control, { accounts: createAccounts({ passwords: { digest: busy, check: busy } }) })
    // Who was turned away made no attempt.
    for (let at = 0; at < 20; at++) {
      const reply = await house.browser().logIn('ada@example.com', 'guess')
      expect(reply).toMatchObject({ status: 503, body: { code: 'unavailable' } })
      expect(reply.headers.get('retry-after')).toBe('5')
    }
  })
})

describe('registration', () => {
  const ask = (email: string) => house.browser('203.0.113.9').ask('POST /accounts', { body: { email } })

  it('is closed unless it was opened', async () => {
    house = await House.open()
    expect((await ask('eve@example.com')).status).toBe(404)
    await house.close()
    house = await House.open({ settings: { registration: 'open' }, mute: true })
    expect((await ask('eve@example.com')).status).toBe(404)
    expect((await house.browser().ask('GET /entrance')).body).toMatchObject({ registration: 'invite' })
  })

  it('makes an account for who reads the mail, and tells nobody who has one', async () => {
    house = await House.open({ settings: { registration: 'open' } })
    await house.operator()
    expect((await ask('ada@example.com')).status).toBe(204)
    expect(house.mails.at(-1)).toMatchObject({
      to: 'ada@example.com',
      text: expect.stringContaining('There is one already'),
    })
    expect((await ask('Eve@Example.com')).status).toBe(204)
    expect(await house.db.selectFrom('accounts').select('id').execute()).toHaveLength(1)
    const eve = house.browser()
    const body = { secret: link(), name: 'Eve', password: NEXT }
    expect((await eve.enter('POST /accounts/verified', body)).status).toBe(201)
    expect((await eve.ask('GET /account')).body).toMatchObject({ email: 'eve@example.com', operator: false, roles: [] })
    expect((await eve.ask('GET /organisations/local')).status).toBe(404)
    expect((await house.browser().ask('POST /accounts/verified', { body })).status).toBe(404)
  })
})
