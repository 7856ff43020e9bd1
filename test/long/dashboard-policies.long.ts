/** Pages of policies as people see them, over a server with 500 tools whose words are hostile. */
import { chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, type Watched } from '../browser/chromium.ts'
import { Dashboard, NO_BROWSER } from '../browser/dashboard.contract.ts'
import { firstAccount, good, startControlled } from '../control-process.ts'
import { type ScriptedUpstream, startUpstream } from '../scripted-upstream.ts'

/** Words that break pages: markup, scripts, turned writing, nothing to break a line at, what looks like a template. */
const HOSTILE = [
  '<img src=x onerror=alert(1)><script>alert(2)</script>',
  '"><svg/onload=alert(3)>',
  '\u202egnp.exe\u202c \u2066evil\u2069',
  'W'.repeat(900),
  '{{constructor.constructor("alert(4)")()}} #{alert(5)} javascript:alert(6)',
  '\u0000\u0007\u001b[31m',
  '𝕳𝖊𝖑𝖑𝖔 👩‍👩‍👧‍👦 مرحبا ‏עברית',
]
const VERBS = ['get', 'list', 'create', 'update', 'delete', 'refund', 'execute', 'send']

const hostile = (index: number): string => HOSTILE[index % HOSTILE.length] ?? ''

const TOOLS = Array.from({ length: 500 }, (_, index) => ({
  name: `${VERBS[index % VERBS.length]}_thing_${String(index).padStart(3, '0')}${index === 7 ? '_'.repeat(90) : ''}`,
  description: hostile(index),
  inputSchema: {
    type: 'object',
    properties: {
      [`arg ${hostile(index + 1)}`]: {
        type: 'string',
        description: hostile(index + 2),
        enum: [hostile(index), 'plain'],
      },
      amount: { type: 'number' },
    },
  },
}))

/** Some tools have rules of their own, some are hidden, one rule is of a pattern whose words are hostile. */
const POLICY = JSON.stringify({
  version: '1',
  default: 'deny',
  hide: TOOLS.slice(400, 406).map(({ name }) => name),
  tools: {
    ...Object.fromEntries(TOOLS.slice(0, 200).map(({ name }) => [name, { rate_limit: '30/minute' }])),
    [`${hostile(0)}*`]: { action: 'deny', reason: hostile(3) },
  },
})

describe.skipIf(NO_BROWSER)('pages of policies', () => {
  let upstream: ScriptedUpstream
  let running: Awaited<ReturnType<typeof startControlled>>
  let browser: Awaited<ReturnType<typeof chromium.launchServer>>
  let dashboard: Dashboard
  let watched: Watched
  let page: Page

  beforeAll(async () => {
    upstream = await startUpstream({ tools: TOOLS })
    const destination = new URL(upstream.url).host
    running = await startControlled({ allow_destinations: [destination] })
    browser = await chromium.launchServer({ executablePath: CHROMIUM ?? '' })
    const { headers } = await firstAccount(running)
    const { admin, origin } = running
    dashboard = await Dashboard.over(
      { admin, origin, upstream: upstream.url, headers, browser: browser.wsEndpoint() },
      'looks',
    )
    const params = { organisation: dashboard.organisation }
    const { client } = dashboard.ada
    await good(client.call('servers.create', { params, body: { slug: 'big', from: { url: upstream.url } } }))
    const description = hostile(0) + hostile(3)
    for (const name of ['big', 'z'.repeat(60)])
      await good(
        client.call('policies.create', { params, body: { name, description, text: POLICY, reason: hostile(0) } }),
      )
    watched = await dashboard.page('/policies')
    page = watched.page
    // So many tools take their time, on a machine that does other things as well.
    watched.context.setDefaultTimeout(30_000)
  })
  afterAll(async () => {
    await watched?.close()
    await dashboard?.close()
    await browser?.close()
    await running?.close()
    await upstream?.close()
  })

  const go = (path: string) => page.goto(`${running.admin}${path}`)

  it('list', async () => {
    await page.getByRole('link', { name: 'big' }).waitFor()
    await dashboard.look(watched, 'list')
    await go('/policies/new')
    await page.getByRole('button', { name: 'Make the policy' }).waitFor()
    await dashboard.look(watched, 'new')
  })

  it('builder', async () => {
    await go('/policies/big')
    await page.getByText('500 tools', { exact: true }).waitFor()
    await dashboard.look(watched, 'builder')
    for (const title of ['By what tools can do', 'Hidden names', 'Settings']) {
      await page.getByRole('heading', { name: title }).click()
    }
    await page.getByRole('button', { name: 'Add a rule: Reading' }).waitFor()
    await dashboard.look(watched, 'sections')
  })

  it('rule', async () => {
    await page.getByRole('searchbox', { name: 'Find a tool' }).fill('refund_thing_005')
    await page.getByRole('button', { name: 'refund_thing_005', exact: true }).click()
    await page.getByRole('dialog').waitFor()
    await page.getByRole('button', { name: 'Allow', exact: true }).click()
    await page.getByRole('button', { name: 'Add Refused if' }).click()
    await page.getByRole('button', { name: 'Put together with others' }).first().click()
    await page.getByRole('menuitem', { name: 'Or something else' }).click()
    await page.getByRole('button', { name: 'Add Limits and budgets' }).click()
    await page.getByRole('button', { name: 'Add a limit' }).click()
    await page.getByRole('button', { name: 'Add Asked if' }).click()
    await dashboard.look(watched, 'rule')
    await page.keyboard.press('Escape')
  })

  it('everything else', async () => {
    for (const [tab, ready] of [
      ['JSON', '"version"'],
      ['Try', 'Try it'],
      ['Tests', 'Run the cases'],
      ['History', 'Look at v1'],
      ['Usage', 'It holds nowhere yet'],
    ] as const) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByText(ready).first().waitFor()
      if (tab === 'Try') await page.getByRole('button', { name: 'Try it' }).click()
      if (tab === 'Try') await page.getByRole('heading', { name: /^(Allowed|Refused)/ }).waitFor()
      await dashboard.look(watched, tab.toLowerCase())
    }
    await page.getByRole('button', { name: 'Save…' }).click()
    await page.getByRole('dialog').getByText('No call to this server was recorded yet.').waitFor()
    await dashboard.look(watched, 'save')
    await page.keyboard.press('Escape')
  })

  it('500 tools are shown and changed at once, few of them drawn', async () => {
    await page.getByRole('tab', { name: 'Builder' }).click()
    await page.getByRole('checkbox', { name: /^500 tools/ }).check()
    await page.getByRole('button', { name: 'Limit', exact: true }).click()
    await expect.poll(() => page.locator('li select').first().inputValue()).toBe('limit')
    expect(await page.locator('li select').count()).toBeLessThan(60)
    await page.getByRole('tab', { name: 'JSON' }).click()
    await page.getByText('"30/minute"').first().waitFor()
    expect(watched.troubles).toEqual([])
  })

  it('says where the text is no policy, and what is wrong', async () => {
    await page.getByRole('textbox', { name: 'The policy as JSON' }).click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('{ "version": "1", "default": "maybe", ')
    await page.getByRole('list', { name: 'What the checker found' }).getByText('error').first().waitFor()
    await page.getByRole('tab', { name: 'Builder' }).click()
    await page.getByText('The text is no JSON object at present').waitFor()
    await dashboard.look(watched, 'no-json')
  })
})
