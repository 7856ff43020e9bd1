/** Policies in the dashboard: begun, built by clicking and by keyboard, tried, replayed, saved and rolled back. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { good } from '../control-process.ts'
import type { Watched } from './chromium.ts'
import { Dashboard, NO_BROWSER } from './dashboard.contract.ts'

describe.skipIf(NO_BROWSER)('policies in the dashboard', () => {
  let dashboard: Dashboard
  let watched: Watched
  let page: Page

  beforeAll(async () => {
    dashboard = await Dashboard.open('policies')
    const agent = await dashboard.agent(await dashboard.shop())
    for (let turn = 0; turn < 4; turn++) await agent.call('create_coupon_code', { code: `C${turn}`, percent_off: 5 })
    for (let turn = 0; turn < 6; turn++) await agent.call('get_profiles', { page_size: 1 })
    await agent.close()
    watched = await dashboard.page('/policies')
    page = watched.page
  })
  afterAll(async () => {
    await watched?.close()
    await dashboard.close()
  })

  const inForce = async (policy: string) => {
    const params = { organisation: dashboard.organisation, policy }
    const { inForce: version } = await good(dashboard.ada.client.call('policies.read', { params }))
    return { number: version.number, reason: version.reason, document: JSON.parse(version.text) }
  }

  it('are begun, and built by clicking', async () => {
    await page.getByRole('link', { name: 'New policy' }).click()
    await page.getByRole('radio', { name: /^Blank/ }).check()
    await page.getByLabel('Name').fill('coupons')
    await page.getByRole('button', { name: 'Make the policy' }).click()
    await page.getByRole('heading', { level: 1, name: 'coupons' }).waitFor()
    await page.getByLabel('What holds for create_coupon_code').selectOption('allow')
    await page.getByRole('button', { name: 'create_coupon_code', exact: true }).click()
    await page.getByRole('button', { name: 'Add Refused if' }).click()
    await page.getByLabel('What is looked at').fill('args.code')
    await page.getByLabel('How it is compared').selectOption('starts_with')
    await page.getByLabel('Compared with').fill('TEST')
    const says = page.getByRole('region', { name: 'What it says' })
    await says.getByText('A call is refused where code begins with "TEST".').waitFor()
    await page.getByRole('button', { name: 'Add Limits and budgets' }).click()
    await page.getByRole('button', { name: 'Add a limit' }).click()
    await page.getByText('up to 50: free').waitFor()
    await page.getByText('up to 100: asked').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('A call is refused where code').waitFor()
  })

  it('[dashboard.cases] are tried with one call, and with the calls that were recorded, before they are saved', async () => {
    await page.getByRole('tab', { name: 'Try' }).click()
    await page.getByLabel('Tool', { exact: true }).selectOption('create_coupon_code')
    await page.getByRole('textbox', { name: 'code', exact: true }).fill('TEST1')
    await page.getByRole('tab', { name: 'JSON' }).last().click()
    expect(JSON.parse(await page.getByLabel('Arguments as JSON').inputValue())).toMatchObject({ code: 'TEST1' })
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByText('/tools/create_coupon_code/deny_if/0').waitFor()
    await page.getByText('This decides.').waitFor()
    await page.getByRole('tab', { name: 'Tests' }).click()
    await page.getByLabel('Cases', { exact: true }).fill('cases: []')
    await page.getByRole('button', { name: 'Keep them' }).click()
    await page.getByText('Kept with the policy by ada@example.com').waitFor()
    await page.getByRole('button', { name: 'Save…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('6 would now be denied, of 10 recorded calls.').waitFor()
    await dialog.getByText('get_profiles').last().waitFor()
    await dialog.getByText('Allows more').first().waitFor()
    await dialog.getByLabel(/^Why/).fill('coupons of the spring campaign')
    await dialog.getByRole('button', { name: 'Save version 2' }).click()
    await page.getByText('Version 2 of coupons is in force.').waitFor()
    const { number, reason, document } = await inForce('coupons')
    expect({ number, reason }).toEqual({ number: 2, reason: 'coupons of the spring campaign' })
    expect(document.tools.create_coupon_code).toEqual({
      deny_if: [{ conditions: [{ path: 'args.code', op: 'starts_with', value: 'TEST' }] }],
      limits: [
        { counter: 'create_coupon_code_calls', window: 'hour', max: 100 },
        { counter: 'create_coupon_code_calls', window: 'hour', max: 50, on_exceed: 'require_approval' },
      ],
    })
  })

  it('are rolled back', async () => {
    await page.getByRole('tab', { name: 'History' }).click()
    await page.getByRole('button', { name: 'Look at v1' }).click()
    await page.getByRole('button', { name: 'Roll back to v1' }).click()
    await page.getByText('Version 1 is back, as version 3.').waitFor()
    expect((await inForce('coupons')).document).toEqual({ version: '1', default: 'deny' })
    expect(watched.troubles).toEqual([])
  })
})
