/** The life of a policy by clicking: learned, copied, kept as a draft, with cases, renamed, deleted. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deferred } from '../../packages/server/src/store/sqlite/tick.ts'
import type { Watched } from '../browser/chromium.ts'
import { Dashboard, NO_BROWSER } from '../browser/dashboard.contract.ts'
import { type Installation, install } from '../browser/dashboard-setup.ts'
import { good } from '../control-process.ts'

const params = { organisation: 'lives' }

describe.skipIf(NO_BROWSER)('a policy', () => {
  let installation: Installation
  let dashboard: Dashboard
  let watched: Watched
  let page: Page

  beforeAll(async () => {
    installation = await install()
    dashboard = await Dashboard.over(installation.installed, 'lives')
    const agent = await dashboard.agent(await dashboard.shop())
    for (let turn = 0; turn < 3; turn++) await agent.call('get_profiles', { page_size: 1 })
    await agent.close()
    watched = await dashboard.page('/policies')
    page = watched.page
  })
  afterAll(async () => {
    await watched?.close()
    await dashboard?.close()
    await installation?.end()
  })

  const textOf = async (policy: string): Promise<string> =>
    (await good(dashboard.ada.client.call('policies.read', { params: { ...params, policy } }))).inForce.text

  async function begun(start: RegExp, name: string): Promise<void> {
    await page.goto(`${installation.installed.admin}/policies/new`)
    await page.getByRole('radio', { name: start }).check()
    await page.getByLabel('Name').fill(name)
    await page.getByRole('button', { name: 'Make the policy' }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
  }

  it('begins with what agents did, or with another policy', async () => {
    // The log is read a little after the calls.
    const calls = async () =>
      (await good(dashboard.ada.client.call('audit.decisions.list', { params, query: {} }))).items.length
    await expect.poll(calls).toBeGreaterThan(2)
    await begun(/^Learned/, 'learned')
    const learned = JSON.parse(await textOf('learned'))
    expect(Object.keys(learned.tools)).toEqual(['get_profiles'])
    expect(learned.default).toBe('deny')
    await page.goto(`${installation.installed.admin}/policies/new`)
    await page.getByRole('radio', { name: /^Copy/ }).check()
    await page.getByLabel('The policy to copy').selectOption('shop')
    await dashboard.look(watched, 'new-policy')
    await page.getByLabel('Name').fill('twin')
    await page.getByRole('button', { name: 'Make the policy' }).click()
    await page.getByRole('heading', { level: 1, name: 'twin' }).waitFor()
    expect(await textOf('twin')).toBe(await textOf('shop'))
  })

  it('is kept as a draft that holds for nobody, opened again, and thrown away', async () => {
    const before = await textOf('twin')
    await page.getByLabel('What holds for create_event').selectOption('allow')
    await page.getByRole('button', { name: 'Keep as draft' }).click()
    await page.getByText('The draft is kept').waitFor()
    expect(await textOf('twin')).toBe(before)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText(/kept a draft/).waitFor()
    await dashboard.look(watched, 'draft')
    expect(await page.getByLabel('What holds for create_event').inputValue()).not.toBe('allow')
    await page.getByRole('button', { name: 'Open the draft' }).click()
    await expect.poll(() => page.getByLabel('What holds for create_event').inputValue()).toBe('allow')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Throw it away' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Throw it away' }).click()
    await page.getByText(/kept a draft/).waitFor({ state: 'detached' })
    expect(watched.troubles).toEqual([])
  })

  it('has cases that others find, and that nobody overwrites unseen', async () => {
    const cases = (then: string): string =>
      `cases:\n  - { name: profiles, when: { call: get_profiles, arguments: {} }, then: ${then} }\n`
    await page.getByRole('tab', { name: 'Tests' }).click()
    const field = page.getByLabel('Cases', { exact: true })
    await field.fill(cases('deny'))
    await page.getByRole('button', { name: 'Run the cases' }).click()
    await page.getByText('1 do not hold').waitFor()
    // They wait while one looks elsewhere.
    await page.getByRole('tab', { name: 'Builder' }).click()
    await page.getByRole('tab', { name: 'Tests' }).click()
    await field.fill(cases('allow'))
    await page.getByRole('button', { name: 'Keep them' }).click()
    await page.getByText('Kept with the policy by ada@example.com').waitFor()
    await dashboard.look(watched, 'cases')
    await typedWhileKept(field, cases('allow'))
    const other = await dashboard.page('/policies/twin?tab=tests')
    const theirs = other.page.getByLabel('Cases', { exact: true })
    await expect.poll(() => theirs.inputValue()).toBe(cases('allow'))
    await theirs.fill(`${cases('allow')}# theirs\n`)
    await field.fill(`${cases('allow')}# mine\n`)
    await other.page.getByRole('button', { name: 'Keep them' }).click()
    await page.getByText('kept other cases meanwhile').waitFor()
    await dashboard.look(watched, 'cases-meanwhile')
    await page.getByRole('button', { name: 'Go on with theirs' }).click()
    expect(await field.inputValue()).toContain('# theirs')
    expect([...watched.troubles, ...other.troubles]).toEqual([])
    await other.close()
  })

  /** What is typed while cases are on their way rests on them: nobody else kept any. */
  async function typedWhileKept(field: Locator, kept: string): Promise<void> {
    const { promise: held, resolve: letGo } = deferred<void>()
    await page.route('**/cases', async (route) => {
      if (route.request().method() !== 'GET') await held
      await route.continue()
    })
    const keep = page.getByRole('button', { name: 'Keep them' })
    await field.fill(`${kept}# one\n`)
    await keep.click()
    await field.fill(`${kept}# two\n`)
    const read = page.waitForResponse((one) => one.url().endsWith('/cases') && one.request().method() === 'GET')
    letGo()
    await read
    await expect.poll(() => keep.isEnabled()).toBe(true)
    await page.getByText('These are not kept yet').waitFor()
    expect(await page.getByText('kept other cases meanwhile').count()).toBe(0)
    await page.unroute('**/cases')
    await field.fill(kept)
    await keep.click()
    await page.getByText('Kept with the policy by ada@example.com').waitFor()
  }

  it('is tried by fields that its tool’s definition names', async () => {
    await page.getByRole('tab', { name: 'Try' }).click()
    await page.getByLabel('Tool', { exact: true }).selectOption('create_coupon_code')
    await page.getByRole('textbox', { name: 'code', exact: true }).fill('SPRING')
    await dashboard.look(watched, 'try')
    await page.getByRole('tab', { name: 'JSON' }).last().click()
    const json = page.getByLabel('Arguments as JSON')
    expect(JSON.parse(await json.inputValue())).toMatchObject({ code: 'SPRING' })
    await json.fill('{ "code": ')
    await page.getByRole('tab', { name: 'Fields' }).click()
    await page.getByText('Mend the text under JSON first').waitFor()
    expect(await page.getByRole('button', { name: 'Try it' }).isDisabled()).toBe(true)
    expect(watched.troubles).toEqual([])
  })

  it('is renamed, and deleted once it holds nowhere', async () => {
    await page.getByRole('tab', { name: 'Usage' }).click()
    await page.getByLabel('Name', { exact: true }).fill('shop')
    await page.getByRole('button', { name: 'Save name and purpose' }).click()
    await page.getByText('There is a policy `shop` already.').first().waitFor()
    expect(watched.troubles.splice(0).join()).toContain('422')
    const other = await dashboard.page('/policies/twin?tab=usage')
    await other.page.getByRole('heading', { level: 1, name: 'twin' }).waitFor()
    await page.getByLabel('Name', { exact: true }).fill('sister')
    await page.getByLabel('What it is for').fill('The second shop')
    await page.getByRole('button', { name: 'Save name and purpose' }).click()
    await page.getByRole('heading', { level: 1, name: 'sister' }).waitFor()
    await page.getByText('The second shop').first().waitFor()
    // Whoever looks at it elsewhere goes along; nobody asks by the name of before.
    await other.page.getByRole('heading', { level: 1, name: 'sister' }).waitFor()
    for (const shown of [page, other.page])
      await expect.poll(() => new URL(shown.url()).pathname).toBe('/policies/sister')
    expect([...watched.troubles, ...other.troubles]).toEqual([])
    await other.close()
    await dashboard.look(watched, 'identity')
    await page.getByRole('button', { name: 'Delete the policy' }).click()
    await page.getByRole('alertdialog').getByText('its name is free again').waitFor()
    await page.getByRole('button', { name: 'Delete it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Policies' }).waitFor()
    await page.goto(`${installation.installed.admin}/policies/shop?tab=usage`)
    await page.getByRole('button', { name: 'Delete the policy' }).waitFor()
    expect(await page.getByRole('button', { name: 'Delete the policy' }).isDisabled()).toBe(true)
    // The page of what is deleted may ask for it once more before it is left.
    expect(watched.troubles.filter((one) => !one.includes('404'))).toEqual([])
  })
})
