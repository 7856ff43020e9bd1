/** What has to hold when many come at once, on every database. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, stepAt } from '../../crypto/one-time-code.ts'
import { DATABASES, STARTING, type TestDatabase } from '../../store/sql/testing/databases.contract.ts'
import { type Browser, House, PASSWORD, secretIn } from './account-house.contract.ts'
import { linkAttempts, returnAttempts, takeAttempts } from './attempts.ts'
import { setUpLink } from './set-up.ts'
import { sweepAccounts } from './sweep.ts'

const statusesOf = async (replies: readonly Promise<{ readonly status: number }>[]): Promise<readonly number[]> =>
  (await Promise.all(replies)).map(({ status }) => status).sort()

describe.each(DATABASES.filter(({ skipped }) => skipped === undefined))('accounts on $name', ({ open }) => {
  let opened: TestDatabase
  let house: House
  let ada: Browser
  beforeAll(async () => {
    opened = await open()
    house = await House.open({ control: { db: opened.db } })
  }, STARTING)
  afterAll(() => opened.close())
  afterEach(() => house.test.pass(24 * 3_600_000))

  it('the first account is one', async () => {
    const secret = secretIn((await setUpLink(house.test.control))!)
    const body = (name: string) => ({ secret, email: `${name}@example.com`, name, password: PASSWORD })
    const browsers = ['ada', 'bob', 'eve'].map((name) => ({ name, browser: house.browser() }))
    const statuses = await statusesOf(
      browsers.map(({ name, browser }) => browser.enter('POST /accounts/first', body(name))),
    )
    expect(statuses).toEqual([201, 404, 404])
    ada = browsers.find(({ browser }) => browser.key !== '')!.browser
  })

  it('[account.attempts] attempts are counted exactly, whole or not at all', async () => {
    const attempts = linkAttempts('203.0.113.1')
    const both = [...linkAttempts('203.0.113.2'), ...attempts]
    const taken = await Promise.all(Array.from({ length: 70 }, () => takeAttempts(house.db, attempts, house.now)))
    expect(taken.filter((refused) => refused === undefined)).toHaveLength(60)
    expect(await takeAttempts(house.db, both, house.now)).toMatchObject({ problem: 'too_many' })
    await returnAttempts(house.db, attempts)
    // What was refused with the other was not counted: all sixty are still there.
    const others = Array.from({ length: 60 }, () => takeAttempts(house.db, linkAttempts('203.0.113.2'), house.now))
    expect((await Promise.all(others)).every((refused) => refused === undefined)).toBe(true)
    expect(await takeAttempts(house.db, attempts, house.now)).toBeUndefined()
  })

  it('[account.once] a code, and an invitation, are good once', async () => {
    const email = (await house.db.selectFrom('accounts').select('email').executeTakeFirstOrThrow()).email!
    await ada.logIn(email)
    const { secret } = (await ada.ask('POST /account/second-factor')).body
    await ada.ask('PUT /account/second-factor', { body: { code: codeOf(secret, stepAt(house.now)) } })
    house.test.pass(30_000)
    const challenge = (await house.browser().logIn(email)).body.challenge
    const body = { challenge, code: codeOf(secret, stepAt(house.now)) }
    const codes = [1, 2, 3].map(() => house.browser().ask('POST /sessions/code', { body }))
    expect((await statusesOf(codes)).filter((status) => status === 200)).toHaveLength(1)
    const invited = await ada.ask('POST /organisations/local/invitations', { body: { role: 'viewer' } })
    const link = secretIn(invited.body.link)
    const people = ['x', 'y', 'z'].map((name) =>
      house.browser().ask('POST /invitations/join', {
        body: { secret: link, email: `${name}@example.com`, name, password: PASSWORD },
      }),
    )
    expect(await statusesOf(people)).toEqual([201, 404, 404])
    expect(await house.db.selectFrom('accounts').select('id').execute()).toHaveLength(2)
  })

  it('[account.admin] two admins who demote each other leave one', async () => {
    const admins = await Promise.all(
      ['carol', 'dave'].map((name) => house.person(`${name}@example.com`, [['globex', 'admin']])),
    )
    const [carol, dave] = admins as [Browser, Browser]
    const demote = (by: Browser, whom: Browser) =>
      by.ask(`PUT /organisations/globex/members/${whom.account}`, { body: { roles: [{ role: 'viewer' }] } })
    const statuses = await statusesOf([demote(carol, dave), demote(dave, carol)])
    expect(statuses[0]).toBe(200)
    expect([403, 409]).toContain(statuses[1])
  })

  it('what is over is taken away', async () => {
    const frank = await house.person('frank@example.com', [['acme', 'admin']])
    expect((await frank.ask('POST /organisations/acme/invitations', { body: { role: 'viewer' } })).status).toBe(201)
    house.test.pass(8 * 24 * 3_600_000)
    await sweepAccounts(house.test.control)
    for (const table of ['sessions', 'account_links', 'invitations', 'attempts', 'sign_on_journeys'] as const) {
      expect([table, await house.db.selectFrom(table).selectAll().execute()]).toEqual([table, []])
    }
  })
})
