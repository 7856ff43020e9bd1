/** What is looked at: the overview, and the two logs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestClient } from '../clients.ts'
import { good } from '../control-process.ts'
import { Dashboard, NO_BROWSER, type Shop } from './dashboard.contract.ts'

/** Calls that are made before anybody looks. */
const CALLS = 25

describe.skipIf(NO_BROWSER)('watching', () => {
  let dashboard: Dashboard
  let shop: Shop
  let agent: TestClient

  beforeAll(async () => {
    dashboard = await Dashboard.open('watching')
    shop = await dashboard.shop()
    agent = await dashboard.agent(shop)
    for (let turn = 0; turn < 9; turn++) await agent.call('create_coupon_code', { code: `C${turn}`, percent_off: 5 })
    for (let turn = 0; turn < 14; turn++) await agent.call('get_profiles', { page_size: 1 })
    await agent.call('delete_profile')
    await agent.call('send_campaign')
  })
  afterAll(async () => {
    await agent.close()
    await dashboard.close()
  })

  /** As the API counts them. */
  async function counts(): Promise<{ readonly calls: number }> {
    const params = { organisation: 'watching' }
    const { hours } = await good(dashboard.ada.client.call('audit.overview', { params, query: {} }))
    return { calls: hours.reduce((sum, { allowed, denied }) => sum + allowed + denied, 0) }
  }

  it('[dashboard.overview] says at a glance what was called, what was refused and why, and what is nearly used up', async () => {
    const watched = await dashboard.page('/')
    const { page } = watched
    // The lists that the client asked for are no calls.
    await expect.poll(async () => (await counts()).calls).toBe(CALLS)
    const shown = (name: string) => page.locator('dl > div', { hasText: name }).locator('dd span').first()
    await expect.poll(() => shown('Calls in 24 hours').textContent()).toBe(String(CALLS))
    await expect.poll(() => shown('Refused').textContent()).toBe('2')
    await page.getByText('9 of 10 in the hour').waitFor()
    await page.getByRole('link', { name: 'The policy does not allow it' }).waitFor()
    await page.getByRole('img', { name: /Calls over time\. Refused: 2, Allowed: \d+\./ }).waitFor()
    await dashboard.look(watched, 'overview')
    await page.getByRole('button', { name: 'Show as a table' }).click()
    await page
      .getByRole('table', { name: 'Calls over time' })
      .getByRole('cell', { name: String(CALLS - 2) })
      .waitFor()
    await page.getByRole('link', { name: 'The policy does not allow it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1)
    await watched.close()
  })

  it('[dashboard.audit] shows calls as they are made, narrows them, and explains each', async () => {
    const watched = await dashboard.page('/audit?effect=deny')
    const { page } = watched
    const rows = page.locator('tbody tr')
    await expect.poll(() => rows.count()).toBe(2)
    await agent.call('delete_profile')
    await agent.call('get_profiles', { page_size: 1 })
    await expect.poll(() => rows.count()).toBe(3)
    await dashboard.look(watched, 'audit')
    await page.getByRole('searchbox').fill('campaign')
    await expect.poll(() => rows.count()).toBe(1)
    await expect.poll(() => page.url()).toContain('text=campaign')
    await rows.first().getByRole('link').click()
    await page.getByText('No such tool, or hidden').or(page.getByText('The policy does not allow it')).first().waitFor()
    await page.getByText('The log does not hold the values of arguments').waitFor()
    await dashboard.look(watched, 'decision')
    await page.goBack()
    await expect.poll(() => rows.count()).toBe(1)
    await watched.close()
  })

  it('shows changes as they are made, with what was recorded', async () => {
    const watched = await dashboard.page('/audit/changes')
    const { page } = watched
    await page.getByRole('button', { name: 'Grant: create' }).waitFor()
    await page.locator('aside, div').getByText('Live', { exact: true }).first().waitFor()
    const params = { organisation: 'watching', grant: shop.grant }
    await good(dashboard.ada.client.call('grants.suspend', { params, body: { reason: 'a test' } }))
    await page.getByRole('button', { name: 'Grant: suspend' }).click()
    expect(await page.getByRole('textbox', { name: 'what was recorded' }).inputValue()).toContain('a test')
    await page.keyboard.press('Escape')
    await dashboard.look(watched, 'changes')
    await watched.close()
  })
})
