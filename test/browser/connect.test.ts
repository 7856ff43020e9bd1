import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { House, PASSWORD } from '../../packages/server/src/control/account/account-house.contract.ts'
import type { SuppliedCredential } from '../../packages/server/src/control/messages.ts'
import { testServerParts } from '../../packages/server/src/control/server/test-server-parts.contract.ts'
import { startResource } from '../../packages/server/src/control/upstream-auth/connected.contract.ts'
import { startAuthorization } from '../../packages/server/src/control/upstream-auth/scripted-authorization.contract.ts'
import { createSupplier } from '../../packages/server/src/control/upstream-auth/supply.ts'
import { CHROMIUM, openPage, startBrowser } from './chromium.ts'
import { listening } from './listening.ts'

let browser: Browser

beforeAll(async () => {
  if (CHROMIUM !== undefined) browser = await startBrowser()
})
afterAll(() => browser?.close())

/** A control plane that listens, with a server that each owner connects by himself. */
async function open() {
  const authorization = await startAuthorization()
  const resource = await startResource(authorization)
  const told: SuppliedCredential[] = []
  const allowed = [authorization.destination, new URL(resource.url).host]
  const house = await House.open({ control: testServerParts({ allowed, told }) })
  const { control } = house.test
  house.test.pass(Date.now() - house.now)
  const listener = await listening(control)
  onTestFinished(async () => {
    await listener.close(100)
    await house.close()
  })
  const { origin } = listener
  const made = await house.test.call('POST /organisations/acme/servers', {
    body: {
      slug: 'mail',
      label: '<b>Mail</b>',
      from: { url: resource.url },
      authentication: { kind: 'oauth', identity: 'owner' },
      probe: false,
    },
  })
  return { house, origin, told, authorization, server: String(made.body.server.id), supplier: createSupplier(control) }
}

describe.skipIf(CHROMIUM === undefined)('consent', () => {
  it('is given by the owner of a grant, who logs in on the way', async () => {
    const { house, origin, told, authorization, server, supplier } = await open()
    const email = 'grace@example.com'
    await house.operator()
    const grace = await house.person(email, [['acme', 'viewer']])
    const owner = String((await grace.ask('GET /account')).body.id)
    const { consent } = await supplier.supply({ server, owner, grant: 'grt_1', refused: undefined })
    const watched = await openPage(browser)
    const { page } = watched
    await page.goto(consent!)
    await page.getByLabel('E-mail address', { exact: true }).fill(email)
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    watched.troubles.splice(0)
    await page.getByRole('button', { name: 'Log in', exact: true }).first().click()
    await page.getByText('<b>Mail</b> at 127.0.0.1').waitFor()
    await page.getByText('in your name').waitFor()
    expect(page.url()).toBe(`${origin}/connect`)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('Connected: <b>Mail</b>').waitFor()
    expect(page.url()).toBe(`${origin}/oauth/callback`)
    await page.getByRole('link', { name: 'To the dashboard' }).waitFor()
    expect(authorization.authorized[0]?.['redirect_uri']).toBe(`${origin}/oauth/callback`)
    expect(told).toMatchObject([{ server, owner, headers: { Authorization: 'Bearer s3cr3t-access-1' } }])
    expect(watched.troubles).toEqual([])
    await page.goto(consent!)
    await page.getByText('This link is not for you, was used, or is over.').waitFor()
  })
})
