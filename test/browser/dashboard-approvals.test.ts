/** People answer calls that wait: on the page, by keys, on a phone; and what their agents are told. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { TestClient } from '../clients.ts'
import { enter, good, PASSWORD, type Person } from '../control-process.ts'
import { THOROUGH } from '../thorough.ts'
import type { Watched } from './chromium.ts'
import { Dashboard, NO_BROWSER, PHONE, type Shop } from './dashboard.contract.ts'

/** Held for nearly as long as a client waits for an answer: the browser takes its time where the machine is busy. */
const asked = (reason: string, terms: object = {}) => ({
  action: 'require_approval',
  reason,
  approval: { hold: '55s', ...terms },
})

const POLICY = JSON.stringify({
  version: '1',
  default: 'deny',
  tools: {
    create_event: asked('Events start flows that write to people.'),
    create_list: asked('Lists are made by people.'),
    create_tag: asked('Two look at tags.', { quorum: 2 }),
    get_profiles: {},
  },
})

const event = (amount: number) => ({
  metric: { name: 'Bought' },
  profile: { email: 'waver@example.com' },
  value: amount,
  time: '2026-01-01T00:00:00Z',
})

describe.skipIf(NO_BROWSER)('approvals', () => {
  let dashboard: Dashboard
  let shop: Shop
  let agent: TestClient
  let bo: Person
  let open: Watched | undefined

  beforeAll(async () => {
    dashboard = await Dashboard.open('approvals')
    shop = await dashboard.shop(POLICY)
    agent = await dashboard.agent(shop)
    bo = await member('bo@example.com', 'Bo', 'approver')
  })
  afterEach(async () => {
    await open?.close()
    open = undefined
  })
  afterAll(async () => {
    await agent.close()
    await dashboard.close()
  })

  /** Somebody who joins by an invitation. */
  async function member(email: string, name: string, role: 'approver' | 'viewer'): Promise<Person> {
    const params = { organisation: 'approvals' }
    const { link } = await good(dashboard.ada.client.call('invitations.create', { params, body: { email, role } }))
    const person = { secret: link.split('#')[1] ?? '', email, name, password: PASSWORD }
    return enter(dashboard.installed.admin, '/invitations/join', person)
  }

  async function pageAt(path: string, options = {}, person = dashboard.ada): Promise<Watched> {
    open = await dashboard.page(path, options, person)
    return open
  }

  /** Id of the question about a tool that waits. */
  async function waiting(tool: string): Promise<string> {
    const params = { organisation: 'approvals' }
    const query = { state: 'pending' } as const
    const read = async () =>
      (await good(dashboard.ada.client.call('approvals.list', { params, query }))).items.find(
        (one) => one.tool === tool,
      )
    await expect.poll(read).toBeDefined()
    return (await read())?.id ?? ''
  }

  it('[approvals.inbox] appear by themselves, are opened and approved by keys, and run once', async () => {
    const watched = await pageAt('/approvals')
    const { page } = watched
    await page.getByText('Nothing waits for you').waitFor()
    const call = agent.call('create_event', event(7))
    const row = page.getByRole('row').filter({ hasText: 'create_event' })
    await row.getByText('Waits', { exact: true }).waitFor()
    await expect.poll(() => page.title()).toBe('(1) Approvals · Portcullis')
    await page
      .getByRole('link', { name: /Approvals\s*1\s*waiting/ })
      .first()
      .waitFor()
    await dashboard.look(watched, 'inbox')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByText('Events start flows that write to people.').first().waitFor()
    await page.getByText('"value": 7').waitFor()
    await dashboard.look(watched, 'one')
    const approve = page.getByRole('button', { name: 'Approve', exact: true })
    await expect.poll(() => approve.isEnabled()).toBe(true)
    await page.keyboard.press('a')
    await page.keyboard.press('Enter')
    expect(await call).toMatchObject({ failed: false })
    await page.getByText('The call was executed.').waitFor()
    await expect.poll(() => page.title()).not.toContain('(1)')
    const params = { organisation: 'approvals' }
    const query = { tool: 'create_event' }
    // The log is written a little after the answer.
    const executed = async () => {
      const { items } = await good(dashboard.ada.client.call('audit.decisions.list', { params, query }))
      return items.filter(({ outcome }) => outcome === 'ok' || outcome === 'executed').length
    }
    await expect.poll(executed).toBe(1)
  })

  it('[approvals.reject] are rejected with a reason that the agent reads', async () => {
    const call = agent.call('create_list', { name: 'Friends', list_type: 'list' })
    const watched = await pageAt(`/approvals/${await waiting('create_list')}`, {
      viewport: PHONE,
      hasTouch: true,
      isMobile: true,
    })
    const { page } = watched
    await page.getByText('See all of the arguments first').waitFor()
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
    await page.getByRole('button', { name: 'Reject' }).tap()
    await page.getByLabel('Why').fill('We have enough lists: use “Newsletter”.')
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).tap()
    expect((await call).text).toContain('We have enough lists: use “Newsletter”.')
    await page.getByText('The agent was told').waitFor()
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  })

  // What is tried of them where there is time for browsers.
  if (!THOROUGH) return

  it('[approvals.narrow] pass as a person narrowed them, by the form or as JSON', async () => {
    const call = agent.call('create_event', event(500))
    const watched = await pageAt(`/approvals/${await waiting('create_event')}`)
    const { page } = watched
    await page.getByRole('button', { name: 'Narrow' }).click()
    const dialog = page.getByRole('dialog', { name: 'Narrow the call' })
    await dialog.getByLabel('value, at most 500').fill('20')
    await dialog.getByLabel('time').uncheck()
    await dialog.getByText('500 → 20').waitFor()
    await dashboard.look(watched, 'narrow')
    await dialog.getByRole('tab', { name: 'JSON' }).click()
    const json = dialog.getByLabel('Arguments')
    const text = await json.inputValue()
    expect(JSON.parse(text)).toMatchObject({ value: 20 })
    await json.fill(text.replace('20', '501'))
    await dialog.getByText('value: A number may be lower').waitFor()
    await json.fill(text.replace('20', '19'))
    await dialog.getByText('500 → 19').waitFor()
    await dialog.getByRole('button', { name: 'Approve it so' }).click()
    const told = await call
    expect(told.failed).toBe(false)
    await page.getByText('The call was executed.').waitFor()
    expect(watched.troubles).toEqual([])
  })

  it('[approvals.together] are answered by several people, at once where they are identical, and one sees what the other does', async () => {
    const second = await dashboard.ada.client.call('grants.create', {
      params: { organisation: 'approvals' },
      body: { label: 'second agent', servers: { shop: { policy: 'shop' } } },
    })
    const { token } = await good(Promise.resolve(second))
    const other = await dashboard.agent({ server: 'shop', token })
    const tag = { name: 'urgent', tag_type: 'custom' }
    const calls = [agent.call('create_tag', tag), other.call('create_tag', tag)]
    const id = await waiting('create_tag')
    const watched = await pageAt(`/approvals/${id}`)
    const { page } = watched
    await page.getByLabel('Answer 1 identical call of other grants with it').check()
    await page.getByRole('button', { name: 'Approve 2' }).click()
    await page.getByText('You have answered already').waitFor()
    await page.getByText('1 of 2 approved').waitFor()
    // Bo answers elsewhere.
    const params = { organisation: 'approvals' }
    const found = await good(bo.client.call('approvals.read', { params: { ...params, approval: id } }))
    const body = { approvals: [id, ...found.identical], seen: found.seen ?? '', verdict: 'approve' as const }
    await good(bo.client.call('approvals.answer_many', { params, body }))
    expect((await Promise.all(calls)).map(({ failed }) => failed)).toContain(false)
    await page.getByText(/The call was (executed|sent)/).waitFor()
    await page.getByText('Bo').first().waitFor()
    expect(watched.troubles).toEqual([])
    await other.close()
  })

  it('[approvals.seen] take no answer before the end of long arguments was shown, and show what hides', async () => {
    const call = agent.call('create_event', {
      ...event(1),
      properties: {
        note: 'safe\u202egnp.eteled\u200b',
        name: 'שלום, עולם',
        ...Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`field_${at}`, 'x'.repeat(30)])),
      },
    })
    const watched = await pageAt(`/approvals/${await waiting('create_event')}`)
    const { page } = watched
    await page.locator('mark', { hasText: '\\u202e' }).waitFor()
    await page.locator('mark', { hasText: '\\u200b' }).waitFor()
    await page.locator('bdi', { hasText: 'שלום' }).waitFor()
    const approve = page.getByRole('button', { name: 'Approve', exact: true })
    expect(await approve.isDisabled()).toBe(true)
    // Keys do not go round it.
    await page.keyboard.press('r')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('arguments')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await dashboard.look(watched, 'long')
    await page.getByRole('region', { name: 'Arguments' }).focus()
    await page.keyboard.press('End')
    await expect.poll(() => approve.isEnabled()).toBe(true)
    await page.getByRole('button', { name: 'Reject' }).click()
    await page.getByLabel('Why').fill('No.')
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()
    expect((await call).text).toContain('No.')
    expect(watched.troubles).toEqual([])
  })

  it('[approvals.stead] are answered in somebody’s stead, and are no business of who may not', async () => {
    const vic = await member('vic@example.com', 'Vic', 'viewer')
    const watched = await pageAt('/approvals/delegations')
    const { page } = watched
    await page.getByRole('button', { name: 'Let somebody answer' }).click()
    await page.getByLabel('Who').selectOption({ label: 'Bo (bo@example.com)' })
    await page.getByLabel('Why (optional)').fill('On leave')
    await page.getByRole('button', { name: 'Let them answer' }).click()
    await page.getByText('“On leave”').waitFor()
    await dashboard.look(watched, 'stead')
    await page.getByRole('button', { name: 'End it' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'End it' }).click()
    await page.getByText('Over', { exact: true }).waitFor()
    await watched.close()
    const call = agent.call('create_list', { name: 'Foes', list_type: 'list' })
    const id = await waiting('create_list')
    const { page: theirs } = await pageAt(`/approvals/${id}`, {}, vic)
    await theirs.getByText('others answer it').waitFor()
    expect(await theirs.getByRole('button', { name: 'Approve' }).count()).toBe(0)
    const seen = (await good(bo.client.call('approvals.read', { params: { organisation: 'approvals', approval: id } })))
      .seen
    const asks = { params: { organisation: 'approvals', approval: id }, body: { seen: seen ?? '' } }
    expect((await vic.client.call('approvals.approve', asks)).status).toBe(404)
    await good(bo.client.call('approvals.reject', { ...asks, body: { ...asks.body, reason: 'No.' } }))
    await call
  })
})
