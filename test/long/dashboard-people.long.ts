/** What people of each role see and may do in the dashboard, teams, and how questions end. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Watched } from '../browser/chromium.ts'
import { type Dashboard, NO_BROWSER } from '../browser/dashboard.contract.ts'
import { good } from '../control-process.ts'
import { list, openPeople, type PeopleHouse, policy } from './dashboard-people.contract.ts'

const organisation = 'people'
const params = { organisation }

const EVERYWHERE = [
  'Overview',
  'Approvals',
  'Servers',
  'Grants',
  'Policies',
  'Audit',
  'Catalogue',
  'Members',
  'Settings',
]

/** Pages by their areas. */
const PAGES: readonly (readonly [area: string, ...paths: string[]])[] = [
  ['Overview', '/'],
  ['Approvals', '/approvals', '/approvals/delegations'],
  ['Servers', '/servers', '/servers/shop', '/servers/shop?tab=credentials', '/servers/shop?tab=settings'],
  ['Grants', '/grants', '/grants/templates'],
  ['Policies', '/policies', '/policies/shop', '/policies/shop?tab=tests', '/policies/shop?tab=history'],
  ['Audit', '/audit', '/audit/changes'],
  ['Members', '/members', '/members/teams'],
  ['Settings', '/settings', '/settings/kill-switch'],
]

/** What changes something. */
const CHANGING =
  /^(Add a server|Mint .*|Make a .*|Invite|Save.*|Keep as draft|Keep them|Accept .*|Visit it now|Delete .*|Rotate .*|More to do|Change|Stop.*|Approve.*|Reject.*|New .*|Roll back.*|Log in there)$/

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

  it.each([
    ['viewer', EVERYWHERE],
    ['approver', EVERYWHERE],
    ['auditor', ['Overview', 'Approvals', 'Audit', 'Settings']],
  ])('a %s finds what they may see, and nothing that would be refused', async (role, areas) => {
    const watched = await pageAt('/', role)
    const { page } = watched
    await page.getByRole('link', { name: 'Overview' }).first().waitFor()
    for (const name of EVERYWHERE) {
      const found = await page
        .getByRole('navigation')
        .getByRole('link', { name: new RegExp(`^${name}`) })
        .count()
      expect(`${name} ${found > 0}`).toBe(`${name} ${areas.includes(name)}`)
    }
    const paths = PAGES.filter(([area]) => areas.includes(area)).flatMap(([, ...all]) => all)
    for (const path of [...paths, `/grants/${house.shop.grant}`].filter(
      (one) => role !== 'auditor' || !one.includes('grants'),
    )) {
      await page.goto(`${dashboard.installed.admin}${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expect.poll(() => page.getByText('Loading', { exact: true }).count()).toBe(0)
      const main = page.getByRole('main')
      const alive = main
        .getByRole('button', { name: CHANGING, disabled: false })
        .or(main.getByRole('link', { name: CHANGING }))
      expect(`${path}: ${await alive.allTextContents()}`).toBe(`${path}: `)
    }
    // Nothing was asked for that the API refuses.
    expect(watched.troubles).toEqual([])
  })

  it('loses its buttons as soon as a role was taken', async () => {
    const watched = await pageAt('/policies', 'policy_manager')
    const { page } = watched
    await page.getByRole('link', { name: 'New policy' }).waitFor()
    const { items } = await good(dashboard.ada.client.call('members.list', { params, query: {} }))
    const account = items.find(({ email }) => email.startsWith('policy_manager'))?.account ?? ''
    const set = (role: 'viewer' | 'policy_manager') =>
      good(dashboard.ada.client.call('members.edit', { params: { ...params, account }, body: { roles: [{ role }] } }))
    await set('viewer')
    await page.getByRole('link', { name: 'New policy' }).waitFor({ state: 'detached' })
    await set('policy_manager')
    await page.getByRole('link', { name: 'New policy' }).waitFor()
    expect(watched.troubles).toEqual([])
  })

  it('are made, named by a policy, and say who answers', async () => {
    const watched = await pageAt('/members')
    const { page } = watched
    await page.getByRole('navigation', { name: 'People' }).getByRole('link', { name: 'Teams' }).click()
    await page.getByText('There are no teams yet').waitFor()
    await dashboard.look(watched, 'teams-none')
    await page.getByRole('button', { name: 'New team' }).first().press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('treasury')
    await dialog.getByRole('checkbox', { name: /The viewer/ }).press('Space')
    await dashboard.look(watched, 'team')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('row', { name: /treasury.*The viewer.*shop/ }).waitFor()
    await dashboard.look(watched, 'teams')
    // A new one does not take its place.
    await page.getByRole('button', { name: 'New team' }).click()
    await dialog.getByRole('checkbox', { name: /Ada/ }).check()
    await dialog.getByLabel('Name', { exact: true }).fill('treasury')
    await dialog.getByText('There is a team of that name.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    const id = await house.ask('create_tag', { name: 'a', tag_type: 'custom' })
    const may = async () =>
      (await good(house.person('viewer').client.call('approvals.read', { params: { ...params, approval: id } })))
        .may_answer
    expect(await may()).toBe(true)
    await page.getByRole('button', { name: 'treasury' }).click()
    await dialog.getByRole('link', { name: 'shop' }).waitFor()
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('alertdialog').getByText('shop will ask people who are nobody').waitFor()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove it' }).click()
    await page.getByText('There are no teams yet').waitFor()
    expect(watched.troubles).toEqual([])
  })

  it('shows how each question ended, and that no answer is taken any more', async () => {
    const watched = await pageAt('/approvals?show=all')
    const { page } = watched
    const shows = async (id: string, text: string, name: string): Promise<void> => {
      await page.goto(`${dashboard.installed.admin}/approvals/${id}`)
      await page.getByRole('status').getByText(text).first().waitFor()
      expect(await page.getByRole('button', { name: /^(Approve|Reject|Narrow)/ }).count()).toBe(0)
      await dashboard.look(watched, name)
    }
    const expired = await house.ask('create_list', list('expired'))
    house.moved(`update approvals set expires = ${Date.now() - 1} where id = '${expired}'`)
    await shows(expired, 'Nobody answered', 'approval-expired')
    const superseded = await house.ask('create_list', list('superseded'))
    const body = { text: policy({ create_event: {} }), reason: 'Events too' }
    await good(
      dashboard.ada.client.call('policies.versions.save', {
        params: { ...params, policy: 'shop' },
        body,
        ifMatch: '*',
      }),
    )
    await house.agent.call('create_list', list('superseded'))
    await shows(superseded, 'What it was bound to was changed', 'approval-superseded')
    const used = await house.ask('create_list', list('used'))
    const one = { ...params, approval: used }
    const { seen = '' } = await good(dashboard.ada.client.call('approvals.read', { params: one }))
    house.moved(`update sessions set authenticated = ${Date.now()}`)
    await good(dashboard.ada.client.call('approvals.approve', { params: one, body: { seen } }))
    expect((await house.agent.call('create_list', list('used'))).failed).toBe(false)
    await shows(used, 'The call was executed.', 'approval-used')
    house.moved(`update approval_uses set outcome = 'running', epoch = epoch - 1 where approval = '${used}'`)
    await shows(used, 'nobody heard how it ended', 'approval-unknown')
    await page.getByRole('button', { name: 'I looked after it' }).click()
    await page.getByRole('alertdialog').getByText('sent a second time').waitFor()
    await page.getByRole('button', { name: 'I have looked' }).click()
    await page.getByText(/ada@example.com looked after it|Ada looked after it/).waitFor()
    expect(watched.troubles).toEqual([])
  })

  it('leads from a call to its decision, and from there to the question', async () => {
    const watched = await pageAt('/audit?tool=create_list')
    const { page } = watched
    await page
      .getByRole('link', { name: /create_list/ })
      .first()
      .click()
    const link = page.getByRole('main').locator('a[href^="/approvals/apr_"]')
    await link.first().waitFor()
    await dashboard.look(watched, 'decision-approval')
    await link.first().click()
    await page.getByRole('heading', { level: 1, name: 'create_list' }).waitFor()
    await page
      .getByRole('link', { name: /^Approvals/ })
      .first()
      .click()
    await page.getByLabel('Which').selectOption('all')
    await page.getByRole('searchbox', { name: /^Search in tools/ }).fill('tag')
    await expect.poll(() => new URL(page.url()).searchParams.get('text')).toBe('tag')
    await page.getByRole('row').filter({ hasText: 'create_tag' }).first().waitFor()
    await expect.poll(() => page.getByRole('main').getByRole('row').filter({ hasText: 'create_list' }).count()).toBe(0)
    await dashboard.look(watched, 'approvals-search')
    await page.getByRole('searchbox', { name: /^Search in tools/ }).fill('nothing like it')
    await page.getByText('Nothing fits').waitFor()
    expect(watched.troubles).toEqual([])
  })
})
