import { afterEach, describe, expect, it } from 'vitest'
import { type Browser, House, PASSWORD, secretIn } from './account-house.contract.ts'

let house: House
afterEach(() => house.close())

const put = (browser: Browser, account: string, roles: readonly unknown[]) =>
  browser.ask(`PUT /organisations/acme/members/${account}`, { body: { roles } })

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
