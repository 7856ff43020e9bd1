/** An organisation whose every word is by somebody who means harm, and a walk through all pages that show it. */
import { expect } from 'vitest'
import { enter, good, PASSWORD } from '../control-process.ts'
import type { Watched } from './chromium.ts'
import { type Dashboard, DESK, PHONE, type Shop } from './dashboard.contract.ts'

/** Markup, scripts, a template, writing that turns, characters that cannot be seen. */
const MARKUP =
  '<img src=x onerror=alert(1)><script>alert(2)</script>"\'><svg/onload=alert(3)>{{constructor.constructor("alert(4)")()}}'

/** Words of a length, without a place to break a line at their end. */
export function hostileWords(length: number): string {
  const words = `${MARKUP} javascript:alert(5) \u202egnp.exe\u202c \u200b\u2066evil\u2069 مرحبا עברית `
  return (words + 'W'.repeat(length)).slice(0, length)
}

/** As the API takes names that people type: nothing in them hides. */
const typed = (length: number): string => (MARKUP + 'W'.repeat(length)).slice(0, length)

/** What was made. */
export interface Hostile {
  readonly shop: Shop
  /** Id of the policy, and of a question that waits. */
  readonly policy: string
  readonly approval: string
  /** Ends what goes on. */
  readonly end: () => Promise<void>
}

const POLICY = {
  version: '1',
  name: typed(60),
  description: typed(300),
  default: 'deny',
  tools: {
    create_event: { action: 'require_approval', reason: typed(150), approval: { hold: '1s' } },
    create_list: { action: 'deny', reason: typed(150) },
    get_profiles: { limits: [{ counter: 'reads', window: 'hour', max: 10 }] },
  },
}

/** Fills an organisation through the API and a real agent. @param upstream another server that agents reach by it */
export async function fillHostile(dashboard: Dashboard, upstream = dashboard.installed.upstream): Promise<Hostile> {
  const { client } = dashboard.ada
  const params = { organisation: dashboard.organisation }
  await good(client.call('organisations.edit', { params, body: { label: typed(200) }, ifMatch: '*' }))
  const policy = await good(
    client.call('policies.create', { params, body: { name: 'hostile', text: JSON.stringify(POLICY) } }),
  )
  const server = { slug: 'shop', label: typed(100), from: { url: upstream }, newTools: 'follow' as const }
  await good(client.call('servers.create', { params, body: server }))
  const grant = { label: typed(100), servers: { shop: { policy: 'hostile' } }, tags: { team: typed(60) } }
  const made = await good(client.call('grants.create', { params, body: grant }))
  const shop = { server: 'shop', grant: made.grant.id, token: made.token }
  await good(client.call('keys.create', { params, body: { name: typed(200), role: 'viewer' } }))
  const kill = { stops: { kind: 'tool', server: 'shop', tool: 'no_such_tool' }, reason: typed(400) } as const
  await good(client.call('kills.stop', { params, body: kill }))
  const stranger = await joined(dashboard)
  const until = Date.now() + 3_600_000
  await good(client.call('approval_delegations.create', { params, body: { to: stranger, until, reason: typed(400) } }))
  const agent = await dashboard.agent(shop)
  await agent.call('create_list', { [hostileWords(60)]: 1 })
  await agent.call('get_profiles', { page_size: 1 })
  await agent.call(typed(60))
  await agent.call('create_event', {
    metric: { name: hostileWords(10_000) },
    profile: { email: 'waver@example.com' },
    properties: { [hostileWords(500)]: hostileWords(500) },
  })
  const { items } = await good(client.call('approvals.list', { params, query: { state: 'pending' } }))
  return { shop, policy: policy.id, approval: items[0]?.id ?? '', end: () => agent.close() }
}

async function joined(dashboard: Dashboard): Promise<string> {
  const email = `${'w'.repeat(60)}@${dashboard.organisation}.example.com`
  const params = { organisation: dashboard.organisation }
  const body = { email, role: 'approver' } as const
  const { link } = await good(dashboard.ada.client.call('invitations.create', { params, body }))
  const secret = link.split('#')[1] ?? ''
  await enter(dashboard.installed.admin, '/invitations/join', { secret, email, name: typed(100), password: PASSWORD })
  return email
}

/** Pages that show most of it. */
export const fullestPages = ({ shop, policy, approval }: Hostile): readonly string[] => [
  '/',
  `/approvals/${approval}`,
  '/approvals?show=all',
  `/servers/${shop.server}`,
  `/grants/${shop.grant}`,
  `/policies/${policy}`,
  '/audit',
  '/settings/kill-switch',
  '/members',
]

/** All pages. */
export const allPages = (hostile: Hostile): readonly string[] => [
  ...fullestPages(hostile),
  '/approvals/delegations',
  '/servers',
  '/servers/new',
  '/grants',
  '/grants/new',
  '/grants/templates',
  '/policies',
  '/policies/new',
  '/audit/changes',
  '/catalogue',
  '/settings',
  '/settings/api-keys',
  '/settings/webhooks',
  '/settings/single-sign-on',
  '/settings/issuers',
  '/welcome',
]

/** What was planted, if it became more than text. */
const PLANTED = 'img[src="x"], [onerror], [onload], a[href^="javascript:"], script:not([src])'

/** Goes to each within the dashboard; nothing runs, nothing is wider than the screen, nothing that cannot be seen is left. */
export async function walk(watched: Watched, paths: readonly string[], sizes = [PHONE, DESK]): Promise<void> {
  const { page, troubles } = watched
  const wrong: string[] = []
  for (const path of paths) {
    await page.evaluate((to) => {
      history.pushState(null, '', to)
      dispatchEvent(new PopStateEvent('popstate'))
    }, path)
    await page.locator('h1').first().waitFor()
    await page.waitForFunction(() => document.querySelector('main [role="status"] .sr-only') === null)
    for (const size of sizes) {
      await page.setViewportSize(size)
      const found = await page.evaluate((planted) => {
        const { scrollWidth, clientWidth } = document.documentElement
        const text = document.querySelector('main')?.textContent ?? ''
        return {
          over: scrollWidth - clientWidth,
          widest: [...document.querySelectorAll('main *')]
            .filter((one) => scrollWidth > clientWidth && one.getBoundingClientRect().right > clientWidth)
            .slice(0, 4)
            .map((one) => `${one.tagName} ${one.className}`),
          planted: document.querySelectorAll(planted).length,
          hidden: /[\u202a-\u202e\u2066-\u2069\u200b]/.test(text),
        }
      }, PLANTED)
      if (found.over > 0 || found.planted > 0 || found.hidden)
        wrong.push(`${path} at ${size.width}: ${JSON.stringify(found)}`)
    }
    if (troubles.length > 0) wrong.push(`${path}: ${troubles.splice(0).join('; ')}`)
  }
  expect(wrong).toEqual([])
}
