import { afterEach, describe, expect, it } from 'vitest'
import { codeOf, stepAt } from '../../crypto/one-time-code.ts'
import { type Browser, House, PASSWORD } from './account-house.contract.ts'

let house: House
afterEach(() => house.close())

const code = (secret: string): string => codeOf(secret, stepAt(house.now))

/** Begins and confirms a second factor. */
async function withApp(browser: Browser): Promise<{ secret: string; spare: string[] }> {
  const begun = await browser.ask('POST /account/second-factor')
  expect(begun.body.uri).toContain(`secret=${begun.body.secret}`)
  const done = await browser.ask('PUT /account/second-factor', { body: { code: code(begun.body.secret) } })
  expect(done.status).toBe(200)
  return { secret: begun.body.secret, spare: done.body.spare_codes }
}

const challenged = async (browser: Browser): Promise<string> => (await browser.logIn('ada@example.com')).body.challenge
const answer = (browser: Browser, challenge: string, given: string) =>
  browser.enter('POST /sessions/code', { challenge, code: given })

describe('a second factor', () => {
  it('[account.once] is asked for at each log-in, and a code is good once', async () => {
    house = await House.open()
    const ada = await house.operator()
    const { secret } = await withApp(ada)
    const phone = house.browser('203.0.113.7')
    const challenge = await challenged(phone)
    expect((await phone.ask('GET /account')).status).toBe(401)
    // The code with which it was confirmed is used.
    expect((await answer(phone, challenge, code(secret))).status).toBe(401)
    house.test.pass(30_000)
    expect((await answer(phone, challenge, code(secret))).status).toBe(200)
    expect((await phone.ask('GET /account')).body).toMatchObject({ second_factor: true })
    expect((await answer(house.browser(), challenge, code(secret))).status).toBe(404)
    const next = await challenged(house.browser())
    expect((await answer(house.browser(), next, code(secret))).status).toBe(401)
  })

  it('can be replaced by a spare code, once', async () => {
    house = await House.open()
    const ada = await house.operator()
    const { spare } = await withApp(ada)
    expect(new Set(spare).size).toBe(10)
    const phone = house.browser('203.0.113.7')
    expect((await answer(phone, await challenged(phone), spare[3]!.toLowerCase())).status).toBe(200)
    expect((await answer(phone, await challenged(phone), spare[3]!)).status).toBe(401)
    await ada.ask('POST /account/second-factor/spare-codes')
    expect((await answer(phone, await challenged(phone), spare[4]!)).status).toBe(401)
    const rows = JSON.stringify(await house.db.selectFrom('recovery_codes').selectAll().execute())
    for (const one of spare) expect(rows).not.toContain(one.replaceAll('-', ''))
  })

  it('has few attempts, and its challenge five minutes', async () => {
    house = await House.open()
    const ada = await house.operator()
    const { secret } = await withApp(ada)
    house.test.pass(30_000)
    const challenge = await challenged(ada)
    for (let at = 0; at < 10; at++) expect((await answer(ada, challenge, '000000')).status).toBe(401)
    expect((await answer(ada, challenge, code(secret))).status).toBe(429)
    house.test.pass(15 * 60_000)
    expect((await answer(ada, challenge, code(secret))).status).toBe(404)
    expect((await answer(ada, await challenged(ada), code(secret))).status).toBe(200)
  })

  it('[account.value-free] ends other sessions, is sealed, and is removed by who proves it', async () => {
    house = await House.open()
    const ada = await house.operator()
    const phone = house.browser('203.0.113.7')
    await phone.logIn('ada@example.com')
    const { secret } = await withApp(ada)
    expect((await phone.ask('GET /account')).status).toBe(401)
    expect(JSON.stringify(await house.db.selectFrom('accounts').selectAll().execute())).not.toContain(secret)
    expect((await ada.ask('POST /account/second-factor')).status).toBe(409)
    house.test.pass(16 * 60_000)
    expect((await ada.ask('DELETE /account/second-factor')).body.code).toBe('proof_required')
    expect((await ada.ask('POST /sessions/proof', { body: { password: PASSWORD } })).status).toBe(401)
    expect((await ada.ask('POST /sessions/proof', { body: { code: code(secret) } })).status).toBe(204)
    expect((await ada.ask('DELETE /account/second-factor')).status).toBe(204)
    expect(house.mails.at(-1)).toMatchObject({ to: 'ada@example.com', text: expect.stringContaining('was removed') })
    expect((await phone.logIn('ada@example.com')).body.key).toBeDefined()
  })

  it('that was lost is taken off by an operator', async () => {
    house = await House.open()
    const ada = await house.operator()
    const eve = await house.person('eve@example.com', [['acme', 'viewer']])
    await withApp(eve)
    expect((await eve.ask(`DELETE /accounts/${eve.account}/second-factor`)).status).toBe(404)
    expect((await ada.ask(`DELETE /accounts/${eve.account}/second-factor`)).status).toBe(204)
    expect((await eve.ask('GET /account')).status).toBe(401)
    expect((await eve.logIn('eve@example.com')).body.key).toBeDefined()
  })
})
