import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, stepAt } from '../../crypto/one-time-code.ts'
import { type Browser, House, PASSWORD } from './account-house.contract.ts'
import { CLIENT, startIdentityProvider } from './sign-on/identity-provider.contract.ts'

let house: House
let ada: Browser
beforeEach(async () => {
  house = await House.open()
  house.test.pass(Date.now() - house.now)
  ada = await house.person('ada@example.com', [['acme', 'admin']])
})
afterEach(() => house.close())

const demand = (settings: object, who: Browser = ada) => who.ask('PUT /organisations/acme/settings', { body: settings })
const WANTED = { second_factor: 'required' }

/** Sets a second factor up. @returns its secret */
async function withApp(browser: Browser): Promise<string> {
  const { secret } = (await browser.ask('POST /account/second-factor')).body
  const code = codeOf(secret, stepAt(house.now))
  expect((await browser.ask('PUT /account/second-factor', { body: { code } })).status).toBe(200)
  return secret
}

/** Ada demands it, and has one herself. */
async function demanded(): Promise<void> {
  await withApp(ada)
  expect((await demand(WANTED)).status).toBe(200)
}

const reads = async (browser: Browser) => {
  const { status, body } = await browser.ask('GET /organisations/acme')
  return status === 200 ? 200 : `${status} ${body.code}`
}
const KEPT_OUT = '403 second_factor_required'

describe('an organisation that wants a second factor', () => {
  it('[account.factor] leads members without one to set it up, who can do nothing else of it until then', async () => {
    const bob = await house.person('bob@example.com', [
      ['acme', 'admin'],
      ['globex', 'viewer'],
    ])
    await demanded()
    expect(await reads(bob)).toBe(KEPT_OUT)
    for (const what of [
      'GET /organisations/acme/policies',
      'PUT /organisations/acme/settings',
      'DELETE /organisations/acme/membership',
    ] as const)
      expect((await bob.ask(what, what.startsWith('GET') ? {} : { body: {} })).body.code).toBe('second_factor_required')
    expect((await bob.ask('GET /organisations')).body.items.map(({ id }: { id: string }) => id)).toEqual(['globex'])
    expect((await bob.ask('GET /organisations/globex')).status).toBe(200)
    expect((await bob.ask('GET /account')).body).toMatchObject({
      second_factor_wanted: [{ organisation: 'acme', label: 'acme' }],
      roles: [{ organisation: 'globex' }],
    })
    await withApp(bob)
    expect(await reads(bob)).toBe(200)
    expect((await bob.ask('GET /account')).body.second_factor_wanted).toEqual([])
    const record = house.test.told.find(({ action }) => action === 'organisation.settings')
    expect(JSON.parse(record?.detail ?? '')).toMatchObject(WANTED)
  })

  it('wants it of whoever is invited, too', async () => {
    await demanded()
    const { link } = (await ada.ask('POST /organisations/acme/invitations', { body: { role: 'viewer' } })).body
    const eve = house.browser()
    const secret = String(link).split('#')[1]
    const person = { email: 'eve@example.com', name: 'Eve', password: PASSWORD }
    expect((await eve.enter('POST /invitations/join', { secret, ...person })).status).toBeLessThan(300)
    expect(await reads(eve)).toBe(KEPT_OUT)
    await withApp(eve)
    expect(await reads(eve)).toBe(200)
  })

  it('takes a log-in with a code, and none by a password alone; who takes it off is out', async () => {
    const secret = await withApp(ada)
    await demand(WANTED)
    const phone = house.browser('203.0.113.7')
    const { challenge } = (await phone.logIn('ada@example.com')).body
    house.test.pass(30_000)
    await phone.enter('POST /sessions/code', { challenge, code: codeOf(secret, stepAt(house.now)) })
    expect(await reads(phone)).toBe(200)
    expect((await phone.ask('DELETE /account/second-factor')).status).toBe(204)
    expect([await reads(phone), await reads(ada)]).toEqual([KEPT_OUT, KEPT_OUT])
  })

  it('is demanded by nobody who has none himself', async () => {
    expect(await demand(WANTED)).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/body/second_factor' }] },
    })
    expect(await reads(ada)).toBe(200)
  })

  it('keeps command lines out as it keeps out who let them in; keys of programs go on', async () => {
    const key = (await ada.ask('POST /organisations/acme/keys', { body: { name: 'ci', role: 'viewer' } })).body.key
    const bob = await house.person('bob@example.com', [['acme', 'viewer']])
    const line = async (who: Browser) => {
      const wish = (await house.browser().ask('POST /terminals', { body: { host: 'x' } })).body
      await who.ask('POST /terminals/allow', { body: { code: wish.code } })
      return (await house.browser().ask('POST /terminals/session', { body: { wait: wish.wait } })).body.token
    }
    const as = async (token: string) =>
      (await house.browser().ask('GET /organisations/acme', { headers: { authorization: `Bearer ${token}` } })).status
    const bobs = await line(bob)
    await demanded()
    expect([await as(bobs), await as(await line(ada)), await as(key)]).toEqual([403, 200, 200])
  })

  it('asks the identity provider of who comes by single sign-on, unless they are exempt', async () => {
    const provider = await startIdentityProvider('http://127.0.0.1:4101/sign-on/callback')
    const body = { name: 'C', issuer: provider.issuer, client_id: CLIENT.id, client_secret: CLIENT.secret }
    const made = await ada.ask('POST /organisations/acme/sign-on', { body: { ...body, default_role: 'viewer' } })
    const signIn = async (subject: string, amr: readonly string[]): Promise<Browser> => {
      provider.people.set(subject, { name: subject, amr })
      const browser = house.browser()
      const left = (await browser.ask('POST /sign-on/departures', { body: { sign_on: made.body.id } })).body
      const { search } = await provider.visit(left.location, subject)
      await browser.enter('POST /sign-on/arrivals', { journey: left.journey, search })
      return browser
    }
    const [one, two] = [await signIn('one', ['pwd']), await signIn('two', ['pwd', 'otp'])]
    await demanded()
    expect([await reads(one), await reads(two)]).toEqual([KEPT_OUT, 200])
    await demand({ ...WANTED, second_factor_of_sign_on: 'exempt' })
    expect([await reads(one), await reads(two)]).toEqual([200, 200])
    await provider.close()
  })
})
