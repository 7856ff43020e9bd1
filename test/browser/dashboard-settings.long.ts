/** What admins set: the kill switch, and who belongs here; the other settings: test/long/dashboard-journeys.long.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enter, good, PASSWORD } from '../control-process.ts'
import { Dashboard, NO_BROWSER, type Shop } from './dashboard.contract.ts'

describe.skipIf(NO_BROWSER)('settings', () => {
  let dashboard: Dashboard
  let shop: Shop

  beforeAll(async () => {
    dashboard = await Dashboard.open('settings')
    shop = await dashboard.shop()
  })
  afterAll(() => dashboard.close())

  it('[dashboard.kill] stop a server’s calls at once, and let them go on', async () => {
    const agent = await dashboard.agent(shop)
    const watched = await dashboard.page('/settings/kill-switch')
    const { page } = watched
    await page.getByLabel('Server').selectOption('shop')
    await page.getByLabel('Reason').fill('We look into something.')
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByRole('alertdialog').getByText('calls under way are cancelled').waitFor()
    await page.getByRole('button', { name: 'Stop them now' }).click()
    await page.getByText('“We look into something.”').waitFor()
    expect((await agent.call('get_profiles', { page_size: 1 })).text).toContain('We look into something.')
    await page.getByRole('list', { name: 'Gateways' }).getByText('Everything is in force').waitFor()
    await dashboard.look(watched, 'kill-switch')
    await page.getByRole('button', { name: 'Let it go on' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Let it go on' }).click()
    await page.getByText('Nothing is stopped').waitFor()
    expect((await agent.call('get_profiles', { page_size: 1 })).failed).toBe(false)
    await agent.close()
    await watched.close()
  })

  it('[dashboard.unsaved] ask before what was typed is left behind, by a link and by the browser’s way back', async () => {
    const watched = await dashboard.page('/members')
    const { page } = watched
    const asked = page.getByRole('alertdialog', { name: 'Leave without saving?' })
    const field = page.getByLabel('What people call it')
    await page.getByRole('link', { name: 'Settings' }).click()
    await field.fill('Half a name')
    await page.getByRole('link', { name: 'Audit', exact: true }).click()
    await asked.getByRole('button', { name: 'Cancel' }).click()
    await asked.waitFor({ state: 'detached' })
    await page.evaluate(() => history.back())
    await asked.getByRole('button', { name: 'Cancel' }).click()
    await asked.waitFor({ state: 'detached' })
    expect(await field.inputValue()).toBe('Half a name')
    await page.evaluate(() => history.back())
    await asked.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { level: 1, name: 'Members' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/members')
    expect(watched.troubles).toEqual([])
    await watched.close()
  })

  it('[dashboard.roles] invite a member, and show them only what their role may see', async () => {
    const watched = await dashboard.page('/members')
    const { page } = watched
    await page.getByRole('button', { name: 'Invite' }).click()
    await page.getByRole('button', { name: 'Make the link' }).click()
    const link =
      (await page.getByRole('dialog', { name: 'The invitation' }).locator('code').first().textContent()) ?? ''
    await page.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByText('Whoever has the link').waitFor()
    const person = { secret: link.split('#')[1] ?? '', email: 'viv@example.com', name: 'Viv', password: PASSWORD }
    const viv = await enter(dashboard.installed.admin, '/invitations/join', person)
    await page.getByText('viv@example.com').waitFor()
    await dashboard.look(watched, 'members')
    await page.getByRole('button', { name: /Viv/ }).click()
    await page.getByRole('button', { name: 'Take Viewer away' }).waitFor()
    await watched.close()

    const theirs = await dashboard.page('/settings', {}, viv)
    await theirs.page.getByLabel('What people call it').waitFor()
    expect(await theirs.page.getByRole('link', { name: 'API keys' }).count()).toBe(0)
    expect(await theirs.page.getByRole('button', { name: 'Save' }).count()).toBe(0)
    await theirs.page.goto(`${dashboard.installed.admin}/members`)
    await theirs.page.getByText('viv@example.com').waitFor()
    expect(await theirs.page.getByRole('button', { name: 'Invite' }).count()).toBe(0)
    expect(theirs.troubles).toEqual([])
    await theirs.close()
  })

  it('[dashboard.teams] make a team by keys, which says what names it', async () => {
    const team = { action: 'require_approval', reason: 'Treasury looks.', approval: { approvers: ['team:treasury'] } }
    const text = JSON.stringify({ version: '1', default: 'deny', tools: { create_tag: team } })
    const params = { organisation: 'settings' }
    await good(dashboard.ada.client.call('policies.create', { params, body: { name: 'asks', text } }))
    const watched = await dashboard.page('/members/teams')
    const { page } = watched
    await page.getByRole('button', { name: 'New team' }).first().press('Enter')
    await page.getByLabel('Name', { exact: true }).fill('treasury')
    await page.getByRole('checkbox', { name: /^Ada/ }).press('Space')
    await page.getByLabel('Name', { exact: true }).press('Enter')
    await page.getByRole('row', { name: /treasury.*Ada.*asks/ }).waitFor()
    await dashboard.look(watched, 'teams')
    expect((await good(dashboard.ada.client.call('teams.list', { params }))).items).toMatchObject([
      { team: 'treasury', policies: ['asks'] },
    ])
    await watched.close()
  })
})
