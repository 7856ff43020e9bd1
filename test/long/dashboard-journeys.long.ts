/** Journeys through the dashboard that are long: each section of the settings, an export, JSON and keys in the builder. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Watched } from '../browser/chromium.ts'
import { Dashboard, NO_BROWSER } from '../browser/dashboard.contract.ts'
import { type Installation, install } from '../browser/dashboard-setup.ts'
import { enter, good, PASSWORD } from '../control-process.ts'

/** What the builder begins with. */
const COUPONS = JSON.stringify({
  version: '1',
  default: 'deny',
  tools: {
    create_coupon_code: { deny_if: [{ conditions: [{ path: 'args.code', op: 'starts_with', value: 'TEST' }] }] },
  },
})

describe.skipIf(NO_BROWSER)('the dashboard', () => {
  let installation: Installation

  beforeAll(async () => {
    installation = await install()
  })
  afterAll(() => installation?.end())

  describe('settings', () => {
    let dashboard: Dashboard

    beforeAll(async () => {
      dashboard = await Dashboard.over(installation.installed, 'settings')
      await dashboard.shop()
    })
    afterAll(() => dashboard.close())

    it('name the organisation, put a baseline over it, and keep records for some days', async () => {
      const watched = await dashboard.page('/settings')
      const { page } = watched
      await page.getByLabel('What people call it').fill('Settings Ltd.')
      await page.getByRole('button', { name: 'Save' }).first().click()
      await page.getByRole('button', { name: /Organisation: Settings Ltd\./ }).waitFor()
      await page.getByLabel('It stands over every grant').selectOption({ label: 'shop' })
      await page.getByRole('button', { name: 'Put it over all' }).click()
      await page.getByText('shop stands over every grant.').waitFor()
      await page.getByLabel('Days').fill('30')
      await page.getByRole('button', { name: 'Save' }).last().click()
      await page.getByRole('button', { name: 'Remove what is older' }).click()
      await page.getByText('It is saved.').waitFor()
      const params = { organisation: 'settings' }
      expect(await good(dashboard.ada.client.call('organisations.settings', { params }))).toMatchObject({
        retention_days: 30,
      })
      const { policy } = await good(dashboard.ada.client.call('organisations.baseline.read', { params }))
      expect(policy).not.toBeNull()
      await dashboard.look(watched, 'general')
      await watched.close()
    })

    it('make and revoke a key, which is shown once', async () => {
      const watched = await dashboard.page('/settings/api-keys')
      const { page } = watched
      await page.getByRole('button', { name: 'New key' }).click()
      await page.getByLabel('Name').fill('CI')
      await page.getByLabel('Role').selectOption('policy_manager')
      await page.getByRole('button', { name: 'Make it' }).click()
      const key = await page.getByRole('dialog', { name: 'The new key' }).locator('code').first().textContent()
      expect(key).toMatch(/^pck_/)
      await page.getByRole('button', { name: 'I have copied it' }).click()
      await page.getByText('Policy manager').waitFor()
      expect(await page.content()).not.toContain(key)
      await dashboard.look(watched, 'api-keys')
      await page.getByRole('button', { name: 'More about CI' }).click()
      await page.getByRole('menuitem', { name: 'Revoke' }).click()
      await page.getByRole('button', { name: 'Revoke it' }).click()
      await page.getByText('No API keys').waitFor()
      await watched.close()
    })

    it('say beside a field what is wrong, and add a webhook and an issuer', async () => {
      const watched = await dashboard.page('/settings/webhooks')
      const { page } = watched
      await page.getByRole('button', { name: 'New webhook' }).click()
      await page.getByLabel('Name').fill('Siem')
      await page.getByLabel('Address').fill('http://127.0.0.1:9/hook')
      await page.getByLabel('Refused calls').check()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByLabel('Address').and(page.locator('[aria-invalid=true]')).waitFor()
      expect(watched.troubles.splice(0).join()).toContain('422')
      await dashboard.look(watched, 'webhook')
      await page.getByLabel('Address').fill('https://siem.example.com/hook')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('button', { name: 'I have copied it' }).click()
      await page.getByRole('button', { name: 'Siem' }).waitFor()
      await page.getByRole('link', { name: 'Token issuers' }).click()
      await page.getByRole('button', { name: 'New issuer' }).click()
      await page.getByLabel('Name').fill('CI')
      await page.getByLabel('Issuer', { exact: true }).fill('https://ci.example.com')
      await page.getByRole('button', { name: 'Add a rule' }).click()
      await page.getByLabel('Claims').fill('sub = build')
      await page.getByLabel('Grant').selectOption({ label: 'shop agent' })
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('1 rule').waitFor()
      await page.getByRole('button', { name: 'CI', exact: true }).click()
      await page.getByText('Try a token').click()
      await page.getByLabel('Token', { exact: true }).fill('no.token.atall')
      await page.getByLabel('For the endpoint').fill('https://gate.example.com/mcp')
      await page.getByRole('button', { name: 'Try it' }).click()
      await page.getByText('Proves nothing').waitFor()
      expect(watched.troubles).toEqual([])
      await watched.close()
    })

    it('says what is wrong where the control plane does not answer, and goes on when it does', async () => {
      const watched = await dashboard.page('/members')
      const { page } = watched
      await page.getByText('ada@example.com').waitFor()
      await page.route('**/api/v1/organisations/*/kills', (route) => route.abort())
      await page.goto(`${dashboard.installed.admin}/settings/kill-switch`)
      await page.getByText('Portcullis did not answer').waitFor()
      await page.unroute('**/api/v1/organisations/*/kills')
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.getByText('Nothing is stopped').waitFor()
      await watched.close()
    })
  })

  describe('audit', () => {
    let dashboard: Dashboard

    beforeAll(async () => {
      dashboard = await Dashboard.over(installation.installed, 'watching')
      const agent = await dashboard.agent(await dashboard.shop())
      for (let turn = 0; turn < 15; turn++) await agent.call('get_profiles', { page_size: 1 })
      // Names of arguments are kept where the tool's definition is known.
      await agent.tools()
      await agent.call('create_coupon_code', { coupon_id: '1', code: 'SPRING' })
      await agent.close()
    })
    afterAll(() => dashboard.close())

    it('exports what is narrowed to, as a file', async () => {
      const watched = await dashboard.page('/audit?tool=get_profiles')
      const { page } = watched
      await page.getByRole('button', { name: 'Export' }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: 'CSV, for spreadsheets' }).click()
      const file = await download
      expect(file.suggestedFilename()).toBe('watching-decisions.csv')
      const saved = join(dashboard.pictures, 'export.csv')
      await file.saveAs(saved)
      const lines = readFileSync(saved, 'utf8').trim().split('\n')
      expect(lines.length).toBeGreaterThanOrEqual(15)
      expect(lines.slice(1).every((line) => line.includes('get_profiles'))).toBe(true)
      expect(watched.troubles).toEqual([])
      await watched.close()
    })

    it.each([
      ['overview', '/', 'Overview'],
      ['audit', '/audit', 'Audit'],
      ['changes', '/audit/changes', 'Audit'],
      ['kill-switch', '/settings/kill-switch', 'Settings'],
      ['members', '/members', 'Members'],
    ])('is as it should be in both themes and widths: %s', async (name, path, title) => {
      const watched = await dashboard.page(path)
      await watched.page.getByRole('heading', { level: 1, name: title }).waitFor()
      await dashboard.look(watched, name)
      await watched.close()
    })

    it('shows auditors, and nobody else, what was kept of arguments', async () => {
      const body = { email: 'ida@example.com', role: 'auditor' as const }
      const { link } = await good(
        dashboard.ada.client.call('invitations.create', { params: { organisation: 'watching' }, body }),
      )
      const person = { secret: link.split('#')[1] ?? '', email: body.email, name: 'Ida', password: PASSWORD }
      const ida = await enter(dashboard.installed.admin, '/invitations/join', person)
      for (const [who, sees] of [
        [dashboard.ada, false],
        [ida, true],
      ] as const) {
        const watched = await dashboard.page('/audit?tool=create_coupon_code', {}, who)
        const { page } = watched
        await page.locator('tbody tr').first().getByRole('link').click()
        await page.getByText('The log does not hold the values of arguments').waitFor()
        const show = page.getByRole('button', { name: 'Show digests of the arguments' })
        expect(await show.count()).toBe(sees ? 1 : 0)
        if (sees) {
          await show.click()
          await page.locator('section', { hasText: 'For auditors' }).getByText('coupon_id').waitFor()
          await dashboard.look(watched, 'facts')
        }
        await watched.close()
      }
    })
  })

  describe('policies', () => {
    let dashboard: Dashboard
    let watched: Watched
    let page: Page

    beforeAll(async () => {
      dashboard = await Dashboard.over(installation.installed, 'policies')
      const params = { organisation: 'policies' }
      await dashboard.shop()
      await good(dashboard.ada.client.call('policies.create', { params, body: { name: 'coupons', text: COUPONS } }))
      await good(dashboard.ada.client.call('policies.create', { params, body: { name: 'shared', text: COUPONS } }))
      watched = await dashboard.page('/policies/coupons')
      page = watched.page
    })
    afterAll(async () => {
      await watched?.close()
      await dashboard.close()
    })

    it('are built by the keyboard, many tools at once', async () => {
      await page.getByRole('searchbox', { name: 'Find a tool' }).focus()
      await page.keyboard.type('webhook')
      await page.getByText(/tools of 41$/).waitFor()
      await page.getByRole('checkbox', { name: /tools of 41$/ }).focus()
      await page.keyboard.press('Space')
      await page.getByRole('button', { name: 'Hide', exact: true }).focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => page.getByLabel('What holds for delete_webhook').inputValue()).toBe('hide')
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(() => page.getByLabel('What holds for delete_webhook').inputValue()).toBe('none')
      await page.getByRole('button', { name: 'Redo' }).click()
      await page.getByLabel('Find a tool').fill('')
    })

    it('are the same as JSON, which is completed and checked while it is typed', async () => {
      await page.getByRole('tab', { name: 'JSON' }).click()
      const editor = page.getByRole('textbox', { name: 'The policy as JSON' })
      await editor.getByText('"args.code"').waitFor()
      await editor.click()
      await page.keyboard.press('Control+Home')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.type('"desc')
      await page.getByRole('option', { name: /^description/ }).waitFor()
      await page.keyboard.press('Enter')
      await editor.getByText('"description"').waitFor()
      await page.keyboard.press('End')
      await page.keyboard.type(',')
      await page.getByRole('tab', { name: 'Builder' }).click()
      await page.getByLabel('What holds for create_coupon_code').waitFor()
      await page.getByText('Settings', { exact: true }).last().click()
      expect(await page.getByRole('textbox', { name: 'Description' }).inputValue()).not.toBe('')
    })

    it('are marked where the checker found something, on the row of the tool', async () => {
      const conditions = [{ path: 'args.code', op: 'regex', value: 'TEST' }]
      const text = JSON.stringify({
        version: '1',
        default: 'deny',
        tools: { create_coupon_code: { require: [{ conditions }] } },
      })
      const params = { organisation: 'policies' }
      await good(dashboard.ada.client.call('policies.create', { params, body: { name: 'flawed', text } }))
      const looked = await dashboard.page('/policies/flawed')
      const row = looked.page.getByRole('listitem').filter({ hasText: 'create_coupon_code' })
      await row.getByText('Warning', { exact: true }).waitFor()
      await dashboard.look(looked, 'flawed')
      await looked.close()
    })

    it('lose nothing where somebody else saves meanwhile', async () => {
      await page.getByRole('link', { name: 'Policies', exact: true }).first().click()
      const asked = page.getByRole('alertdialog').filter({ hasText: 'They wait here' })
      await asked.getByRole('button', { name: 'Leave' }).click()
      await page.getByRole('link', { name: 'shared' }).click()
      await page.getByRole('searchbox', { name: 'Find a tool' }).fill('get_profiles')
      await page.getByLabel('What holds for get_profiles').selectOption('allow')
      const params = { organisation: dashboard.organisation, policy: 'shared' }
      const text = '{ "version": "1", "default": "deny", "tools": { "get_flows": {} } }'
      await good(
        dashboard.ada.client.call('policies.versions.save', {
          params,
          body: { text, reason: 'flows' },
          ifMatch: '"r1"',
        }),
      )
      await page.getByText('saved version 2 meanwhile').waitFor()
      expect(await page.getByLabel('What holds for get_profiles').inputValue()).toBe('allow')
      await page.getByRole('button', { name: 'Compare' }).click()
      await page.getByRole('button', { name: 'Go on with mine' }).click()
      await page.getByRole('button', { name: 'Save…' }).click()
      await page.getByRole('button', { name: 'Save version 3' }).click()
      await page.getByText('Version 3 of shared is in force.').waitFor()
      const { inForce } = await good(dashboard.ada.client.call('policies.read', { params }))
      expect(Object.keys(JSON.parse(inForce.text).tools)).toEqual(['create_coupon_code', 'get_profiles'])
      expect(watched.troubles).toEqual([])
    })
  })
})
