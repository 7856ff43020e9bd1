import { createHash } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { House, PASSWORD } from '../../packages/server/src/control/account/account-house.contract.ts'
import { furnish } from '../../packages/server/src/control/grant/test-grants.contract.ts'
import { CHROMIUM, openPage, startBrowser } from './chromium.ts'
import { listening } from './listening.ts'

let browser: Browser
beforeAll(async () => {
  if (CHROMIUM !== undefined) browser = await startBrowser()
})
afterAll(() => browser?.close())

const EMAIL = 'grace@example.com'
const VERIFIER = 'v'.repeat(43)

/** A control plane that listens, with somebody whom two templates were assigned to. */
async function open() {
  const house = await House.open()
  const { test } = house
  test.pass(Date.now() - house.now)
  const listener = await listening(test.control)
  onTestFinished(async () => {
    await listener.close(100)
    await house.close()
  })
  const { origin } = listener
  await house.operator()
  await furnish(test)
  await house.person(EMAIL, [['acme', 'viewer']])
  for (const [label, policy] of [
    ['<b>Shop</b>', 'shop'],
    ['Shop, everything', 'open'],
  ]) {
    const body = { label, member: EMAIL, servers: { shop: { policy } } }
    await test.call('POST /organisations/acme/grant-templates', { body })
  }
  const registered = await fetch(`${origin}/oauth/register`, {
    method: 'POST',
    headers: { origin: 'https://app.example', 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: '<img src=x>',
      redirect_uris: [`${origin}/back`],
      token_endpoint_auth_method: 'none',
    }),
  })
  const { client_id: client } = (await registered.json()) as { client_id: string }
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client,
    redirect_uri: `${origin}/back`,
    state: 's',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    resource: 'http://127.0.0.1:4100/mcp/shop',
  })
  return { origin, client, address: `${origin}/oauth/authorize?${query}` }
}

describe.skipIf(CHROMIUM === undefined)('a program that asks for access', () => {
  it('is shown with what it could do, and gets a code after its person logged in and agreed', async () => {
    const { origin, client, address } = await open()
    const watched = await openPage(browser)
    const { page } = watched
    await page.goto(address)
    await page.getByLabel('E-mail address', { exact: true }).fill(EMAIL)
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    watched.troubles.splice(0)
    await page.getByRole('button', { name: 'Log in', exact: true }).first().click()
    await page.getByText('<img src=x> asks to use http://127.0.0.1:4100/mcp/shop').waitFor()
    await page.getByText('nobody has verified the name').waitFor()
    await page.getByText(`goes to a program on this computer (${new URL(origin).host})`).waitFor()
    await page.getByText('1 more is hidden from it.').waitFor()
    await page.getByText('A person is asked before each call.').waitFor()
    if (process.env['SHOW'] !== undefined) await page.screenshot({ path: process.env['SHOW'], fullPage: true })
    await page.getByLabel('Shop, everything — acme').check()
    await page.getByText('delete_profile').waitFor()
    await page.getByLabel('<b>Shop</b> — acme').check()
    expect(watched.troubles).toEqual([])
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.waitForURL(/\/back\?/)
    const back = new URL(page.url()).searchParams
    expect([back.get('state'), back.get('iss')]).toEqual(['s', origin])
    const answer = await fetch(`${origin}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: client,
        code: back.get('code') ?? '',
        redirect_uri: `${origin}/back`,
        code_verifier: VERIFIER,
      }),
    })
    expect(await answer.json()).toMatchObject({ token_type: 'Bearer', access_token: expect.stringMatching(/^pco_/) })
    await page.goto(`${origin}/account`)
    await page.getByText('<img src=x> uses http://127.0.0.1:4100/mcp/shop').waitFor()
    await page.locator('#program-list').getByRole('button', { name: 'End' }).click()
    await page.locator('#programs').waitFor({ state: 'hidden' })
    await page.goto(address)
    await page.getByRole('button', { name: 'Refuse' }).click()
    await page.waitForURL(/error=access_denied/)
    await page.goto(address.replace('S256', 'plain'))
    await page.getByText('code_challenge_method S256').waitFor()
    await page.goto(address.replace(/redirect_uri=[^&]*/, 'redirect_uri=https%3A%2F%2Fevil.example'))
    await page.getByText('an address that it did not register').waitFor()
    expect(await page.getByRole('button', { name: 'Allow' }).isVisible()).toBe(false)
  })
})
