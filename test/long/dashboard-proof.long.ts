/** The proof that risky answers ask for, however somebody logs in; and windows that go on where another was closed. */
import type { Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, stepAt } from '../../packages/server/src/crypto/one-time-code.ts'
import { deferred } from '../../packages/server/src/store/sqlite/tick.ts'
import type { Watched } from '../browser/chromium.ts'
import { type Dashboard, NO_BROWSER } from '../browser/dashboard.contract.ts'
import { good, PASSWORD } from '../control-process.ts'
import { list, openPeople, type PeopleHouse, policy } from './dashboard-people.contract.ts'

const organisation = 'proof'
const params = { organisation }

describe.skipIf(NO_BROWSER)('people', () => {
  let house: PeopleHouse
  let dashboard: Dashboard
  let open: Watched | undefined

  beforeAll(async () => {
    house = await openPeople(organisation)
    dashboard = house.dashboard
  })
  afterEach(async () => {
    await open?.close()
    open = undefined
  })
  afterAll(() => house?.close())

  async function pageAt(path: string, role?: string): Promise<Watched> {
    open = await dashboard.page(path, {}, house.person(role))
    return open
  }

  it('say again who they are before a risky call passes', async () => {
    const id = await house.ask('create_list', list('proof'))
    house.moved(`update approvals set risk = 'high' where id = '${id}'`)
    house.moved(`update sessions set authenticated = authenticated - 600000`)
    const watched = await pageAt(`/approvals/${id}`, 'approver')
    const { page } = watched
    await page.getByText('You are asked to say again who you are.').waitFor()
    await page.getByRole('button', { name: 'Approve', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Say again who you are' })
    await dialog.getByLabel('Your password').fill('not my password')
    await dialog.getByRole('button', { name: 'Go on' }).click()
    await dialog.locator('[aria-invalid=true]').waitFor()
    await dashboard.look({ ...watched, troubles: [] }, 'proof')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('The agent waits.').waitFor()
    await page.getByRole('button', { name: 'Approve', exact: true }).click()
    await dialog.getByLabel('Your password').fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('The agent may send it').waitFor()
    expect((await house.agent.call('create_list', list('proof'))).failed).toBe(false)
    await page.getByText('The call was executed.').waitFor()
    // Refusals that asked for the proof are all that was wrong.
    expect(watched.troubles.filter((one) => !/40[13]/.test(one))).toEqual([])
  })

  it('say it by a code or a spare code where they have a second factor, and by a log-in where they have nothing to type', async () => {
    const { client } = house.person('approver')
    const { secret } = await good(client.call('second_factor.begin', {}))
    const body = { code: codeOf(secret, stepAt(Date.now())) }
    const { spare_codes: spare } = await good(client.call('second_factor.confirm', { body }))
    // A code is good once, and there is but one in half a minute.
    house.moved(`update accounts set code_step = 0 where email = 'approver@example.com'`)
    const dialogAt = async (name: string): Promise<Locator> => {
      await open?.close()
      const id = await house.ask('create_list', list(name))
      house.moved(`update approvals set risk = 'high' where id = '${id}'`)
      house.moved(`update sessions set authenticated = authenticated - 600000`)
      const { page } = await pageAt(`/approvals/${id}`, 'approver')
      await page.getByRole('button', { name: 'Approve', exact: true }).click()
      return page.getByRole('dialog', { name: 'Say again who you are' })
    }
    const code = /^Code of your authenticator app, or a spare code/
    const first = await dialogAt('spare')
    await first.getByLabel(code).fill('AAAA-BBBB-CCCC-DDDD')
    await first.getByRole('button', { name: 'Go on' }).click()
    await first.locator('[aria-invalid=true]').waitFor()
    await first.getByLabel(code).fill(spare[0] ?? '')
    await first.getByRole('button', { name: 'Go on' }).click()
    await open?.page.getByText('The agent may send it').waitFor()
    const second = await dialogAt('code')
    await second.getByLabel(code).fill(codeOf(secret, stepAt(Date.now())).replace(/^.../, '$& '))
    await second.getByRole('button', { name: 'Go on' }).click()
    await open?.page.getByText('The agent may send it').waitFor()
    // As somebody who only ever came by single sign-on.
    house.moved(`update accounts set password = null, code_confirmed = 0 where email = 'approver@example.com'`)
    const third = await dialogAt('log-in')
    await third.waitFor()
    if (open !== undefined) await dashboard.look({ ...open, troubles: [] }, 'proof-log-in')
    const led = open?.page.waitForRequest(/\/log-in\?next=%2Fapprovals%2Fapr_/)
    await third.getByRole('button', { name: 'Log in again' }).click()
    await led
  })

  it('miss nothing where the window that listened is closed', async () => {
    const { page, context } = await pageAt('/policies')
    await page.getByText('Live', { exact: true }).first().waitFor()
    const second = await context.newPage()
    const asked = deferred<void>()
    const goOn = deferred<void>()
    const events = `**/organisations/${organisation}/events`
    await second.route(events, async (route) => {
      asked.resolve()
      await goOn.promise
      await route.continue()
    })
    await second.goto(`${dashboard.installed.admin}/policies`)
    await second.getByRole('link', { name: 'shop' }).waitFor()
    await second.getByText('Live', { exact: true }).first().waitFor()
    await page.close()
    await asked.promise
    await second.getByText('Connecting', { exact: true }).first().waitFor()
    await good(dashboard.ada.client.call('policies.create', { params, body: { name: 'late', text: policy() } }))
    goOn.resolve()
    await second.getByRole('link', { name: 'late' }).waitFor()
  })
})
