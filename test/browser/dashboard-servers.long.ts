/** Servers and grants, from adding one to deleting it, by clicking. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Watched } from './chromium.ts'
import { Dashboard, NO_BROWSER, SHOP_POLICY } from './dashboard.contract.ts'

describe.skipIf(NO_BROWSER)('servers and grants', () => {
  let dashboard: Dashboard
  let watched: Watched
  let token = ''
  const params = { organisation: 'servers' }

  beforeAll(async () => {
    dashboard = await Dashboard.open('servers')
    await dashboard.ada.client.call('policies.create', { params, body: { name: 'readers', text: SHOP_POLICY } })
    watched = await dashboard.page('/servers')
  })
  afterAll(async () => {
    await watched.close()
    await dashboard.close()
  })

  it('adds one by its URL: what is wrong is said, then its tools are shown', async () => {
    const { page } = watched
    await page.getByText('No servers yet').waitFor()
    await page.getByRole('link', { name: 'Add a server' }).first().click()
    await page.getByRole('tab', { name: 'URL' }).click()
    await page.getByRole('textbox', { name: 'URL' }).fill('http://10.0.0.1/mcp')
    await expect.poll(() => page.getByLabel('Name in addresses').inputValue()).toBe('server')
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.getByText('Give the URL of a public server').first().waitFor()
    expect(watched.troubles.splice(0).join()).toContain('422')
    await page.getByRole('textbox', { name: 'URL' }).fill(dashboard.installed.upstream)
    await page.getByLabel('Name in addresses').fill('shop')
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.getByText(/It answers, with \d+ tools/).waitFor()
    await page.getByRole('link', { name: 'Look at its tools' }).click()
    await page.getByRole('button', { name: 'delete_profile' }).waitFor()
    await dashboard.look(watched, 'server')
  })

  it('pins its tools by the keyboard: a rejected one is refused', async () => {
    const { page } = watched
    await page.getByRole('button', { name: 'Accept this list' }).press('Enter')
    await page.getByRole('alertdialog').getByText('only these definitions are served').waitFor()
    await page.getByRole('button', { name: 'Accept them' }).press('Enter')
    await page.getByText('They are accepted.').waitFor()
    await page.getByRole('button', { name: 'add_profiles_to_list' }).focus()
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp', 'Enter']) await page.keyboard.press(key)
    await page.getByRole('dialog').getByRole('button', { name: 'Reject it' }).click()
    await page.getByText('It is rejected.').waitFor()
    const tools = await dashboard.ada.client.call('servers.tools', {
      params: { ...params, server: 'shop' },
      query: { state: 'rejected' },
    })
    expect(tools.ok && tools.body.items.map(({ name }) => name)).toEqual(['add_profiles_to_list'])
  })

  it('mints a grant whose token works, is shown once, and does what the page says', async () => {
    const { page } = watched
    await page.getByRole('tab', { name: 'Connect' }).click()
    await page.getByRole('link', { name: 'Mint one' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Laptop')
    await page.getByLabel('Policy on').selectOption('readers')
    await page.getByRole('button', { name: 'Mint it' }).click()
    await page.getByText('Copy it now').waitFor()
    token = (await page.locator('code', { hasText: /^pc_/ }).textContent()) ?? ''
    expect(await page.getByRole('textbox', { name: 'what to paste' }).inputValue()).toContain(token)
    const agent = await dashboard.agent({ server: 'shop', token })
    expect((await agent.call('get_profiles', { page_size: 1 })).failed).toBe(false)
    expect((await agent.call('create_event', {})).failed).toBe(true)
    await agent.close()
    await page.getByRole('link', { name: 'To the grant' }).click()
    await page.getByRole('tab', { name: 'What can it do?' }).click()
    const row = page.getByRole('row', { name: /create_coupon_code/ })
    await expect.poll(() => row.textContent()).toMatch(/Limited.*At most 10 calls an hour/)
    expect(await page.content()).not.toContain(token)
    await page.getByRole('tab', { name: 'Calls' }).click()
    await page.getByRole('link', { name: /create_event/ }).waitFor()
    await dashboard.look(watched, 'grant')
  })

  it('rotates, raises, suspends, confirms and revokes it', async () => {
    const { page } = watched
    await page.getByRole('button', { name: 'Rotate its token' }).click()
    await page.getByLabel('Tokens before it').selectOption('0')
    await page.getByRole('button', { name: 'Make a new token' }).click()
    await page.getByRole('tab', { name: 'About it' }).click()
    const second = (await page.locator('code', { hasText: /^pc_.{30}/ }).textContent()) ?? ''
    const passes = async (held: string): Promise<number> =>
      (await fetch(`${dashboard.installed.origin}/mcp/shop`, { headers: { authorization: `Bearer ${held}` } })).status
    expect(await passes(token)).toBe(401)
    expect(await passes(second)).not.toBe(401)
    const more = async (name: string): Promise<void> => {
      await page.getByRole('button', { name: 'More to do' }).click()
      await page.getByRole('menuitem', { name }).click()
    }
    await more('Raise for a while')
    await page.getByLabel('Why').fill('A release')
    await page.getByRole('button', { name: 'Raise it' }).click()
    await page.getByText('Raised to readers').waitFor()
    await page.getByRole('button', { name: 'End it now' }).click()
    await page.getByText('It is as it was.').waitFor()
    await more('Suspend')
    await page.getByLabel('Why').fill('Looks odd')
    await page.getByRole('button', { name: 'Suspend it' }).click()
    await page.getByText('Why: Looks odd').waitFor()
    await more('Confirm')
    await page.getByText('It is active again.').waitFor()
    await more('Revoke')
    await page.getByRole('alertdialog').getByText('It cannot be taken back').waitFor()
    await page.getByRole('button', { name: 'Revoke it' }).click()
    await page.getByText('Revoked', { exact: true }).waitFor()
    expect(await passes(second)).toBe(401)
  })

  it('deletes the server once nothing leads there, and says what goes with it', async () => {
    const { page } = watched
    await page.goto(`${dashboard.installed.admin}/servers/shop?tab=settings`)
    await page.getByRole('button', { name: 'Delete the server' }).click()
    await page
      .getByRole('alertdialog')
      .getByText(/\d+ accepted definitions/)
      .waitFor()
    await page.getByLabel('Type shop to go on').fill('shop')
    await page.getByRole('button', { name: 'Delete it' }).click()
    await page.getByText('No servers yet').waitFor()
    // The page of what is deleted may ask for it once more before it is left.
    expect(watched.troubles.filter((one) => !one.includes('404'))).toEqual([])
  })
})
