import {
  type CatalogueIndex,
  openIndex,
  RISK_LEVELS,
  type ServerFacts,
  type ToolFacts,
  writeShards,
} from '@portcullis/catalogue'
import { describe, expect, it } from 'vitest'
import { createSite } from './app.tsx'
import type { SiteOptions } from './options.ts'

function toolOf(name: string, mark: Partial<ToolFacts['mark']> = {}): ToolFacts {
  return {
    name,
    parameters: [{ name: 'id', type: 'string', required: true }],
    mark: { category: 'Read', risk: 'Low', confidence: 0.9, traits: [], ...mark },
    source: { source: 'test', license: 'MIT' },
    digest: '0123456789ab',
  }
}

function serverOf(slug: string, tools: readonly ToolFacts[], more: Partial<ServerFacts> = {}): ServerFacts {
  return {
    id: `test:${slug}`,
    slug,
    name: slug,
    transports: ['stdio'],
    official: false,
    sources: [{ source: 'test', license: 'MIT' }],
    aliases: [],
    firstSeen: '2026-01-02',
    lastChanged: '2026-01-02',
    changes: [],
    tools,
    ...more,
  }
}

function indexOf(servers: readonly ServerFacts[]): CatalogueIndex {
  const { head, shards } = writeShards(servers)
  return openIndex(
    [...shards.values()].flatMap((text) => text.split('\n')),
    head,
  )
}

const SHOP = serverOf('shop', [
  toolOf('get_orders'),
  toolOf('refund_order', { category: 'Financial', risk: 'Critical' }),
  toolOf('delete_customer', { category: 'Destructive', risk: 'Critical' }),
])
const HOSTILE = serverOf(
  'hostile',
  [toolOf('<script>alert(1)</script>'), toolOf('ab\u202Ecd\u200Bef'), toolOf('"><img src=x onerror=alert(1)>')],
  { name: '<b>Hostile</b>\u202E', homepage: 'javascript:alert(1)', repository: 'https://example.com/"onclick="x' },
)
const MANY = serverOf(
  'many',
  Array.from({ length: 250 }, (_, at) => toolOf(`list_things_${String(at).padStart(3, '0')}`)),
)
const MINE = serverOf('mine', [
  toolOf('get_my_orders'),
  toolOf('delete_everything', { category: 'Destructive', risk: 'Critical' }),
])

function siteOf(more: Partial<SiteOptions> = {}) {
  return createSite({
    index: indexOf([SHOP, HOSTILE, MANY]),
    here: () => [],
    origin: 'https://catalogue.example.com',
    gateway: 'http://127.0.0.1:4100',
    ...more,
  })
}

const SITE = siteOf()
const PLACE = 'http://127.0.0.1:4300'

async function html(path: string, site = SITE): Promise<string> {
  const response = await site.request(`${PLACE}${path}`)
  expect([path, response.status]).toEqual([path, 200])
  expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8')
  return response.text()
}

/** The text of all headings of a rank. */
function headings(page: string, rank: 1 | 2): readonly string[] {
  return [...page.matchAll(new RegExp(`<h${rank}[^>]*>(.*?)</h${rank}>`, 'gs'))].map(([, text = '']) =>
    text.replace(/<[^>]*>/g, ''),
  )
}

describe('every page', () => {
  const paths = [
    '/catalogue',
    '/catalogue?q=refund',
    '/catalogue/shop',
    '/catalogue/shop/refund-order',
    '/risk',
    ...RISK_LEVELS.map((level) => `/risk/${level.toLowerCase()}`),
    '/attacks',
    '/attacks/rug-pull',
    '/contact',
  ]

  it.each(paths)('%s is whole: language, one h1, landmarks, unique ids, no inline script or style', async (path) => {
    const page = await html(path)
    expect(page.startsWith('<!doctype html><html lang="en"')).toBe(true)
    expect(headings(page, 1)).toHaveLength(1)
    for (const landmark of ['<header', '<main id="main"', '<footer', '<nav aria-label="Site"'])
      expect(page).toContain(landmark)
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    for (const [, label = ''] of page.matchAll(/aria-labelledby="([^"]*)"/g)) expect(ids).toContain(label)
    expect(page).not.toMatch(/ style="| on[a-z]+="|<style/)
    for (const [tag] of page.matchAll(/<script[^>]*>/g))
      expect(tag).toMatch(/src="\/assets\/|type="application\/ld\+json"/)
  })

  it('carries its headers, and is not sent again while it is the same', async () => {
    const first = await SITE.request(`${PLACE}/catalogue/shop`)
    expect(first.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    )
    expect(first.headers.get('x-content-type-options')).toBe('nosniff')
    const again = await SITE.request(`${PLACE}/catalogue/shop`, {
      headers: { 'If-None-Match': first.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
  })

  it('loads files that are there and may be kept for good', async () => {
    const page = await html('/catalogue')
    const files = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(files.length).toBeGreaterThanOrEqual(4)
    for (const file of files) {
      const response = await SITE.request(`${PLACE}${file}`)
      expect([file, response.status]).toEqual([file, 200])
      expect(response.headers.get('cache-control')).toContain('immutable')
    }
    expect((await SITE.request(`${PLACE}/assets/000000000000/site.css`)).status).toBe(404)
  })
})

describe('a tool’s page', () => {
  it('has its sections in the order in which people ask', async () => {
    const page = await html('/catalogue/shop/refund-order')
    expect(headings(page, 2)).toEqual([
      'What refund_order does on shop',
      'Why it needs a policy',
      'From the tool’s definition',
      'Attacks that abuse this kind of access',
      'How to control refund_order',
      'Related tools and policies',
      'Go deeper',
      'Questions',
      'Enforce policy on every shop tool call',
    ])
    expect(page).toContain('<link rel="canonical" href="https://catalogue.example.com/catalogue/shop/refund-order"')
    expect(page).toContain('type="text/markdown" href="/catalogue/shop/refund-order.md"')
    expect(page).toContain('content="https://catalogue.example.com/og/shop/refund-order.png"')
    expect(page.indexOf('Critical risk')).toBeLessThan(page.indexOf('href="#control"'))
  })

  it('is found by the tool’s own name, the server’s identity and its aliases, at one address', async () => {
    for (const path of ['/catalogue/shop/refund_order', '/catalogue/test:shop/refund-order']) {
      const response = await SITE.request(`${PLACE}${path}`)
      expect([response.status, response.headers.get('location')]).toEqual([301, '/catalogue/shop/refund-order'])
    }
  })
})

describe('addresses', () => {
  it('ending in a slash lead to the page, and never to another host', async () => {
    const to = async (path: string) => (await SITE.request(`${PLACE}${path}`)).headers.get('location')
    expect(await to('/catalogue/shop/')).toBe('/catalogue/shop')
    expect(await to('/')).toBe('/catalogue')
    for (const path of ['//evil.example/', '/%2Fevil.example/', '/catalogue//']) expect(await to(path)).toBeNull()
  })
})

describe('search', () => {
  it('finds by text and filters, and leaves unknown values out', async () => {
    expect(await html('/catalogue?q=refnd')).toContain('/catalogue/shop/refund-order')
    const destructive = await html('/catalogue?category=destructive&risk=critical&kind=tool&transport=nonsense')
    expect(destructive).toContain('/catalogue/shop/delete-customer')
    expect(destructive).not.toContain('/catalogue/shop/get-orders"')
    expect(destructive).toContain('<option value="destructive" selected')
  })

  it('turns pages, and keeps the question on them', async () => {
    const first = await html('/catalogue?q=things&kind=tool')
    expect(first).toContain('href="/catalogue?q=things&amp;kind=tool&amp;page=2"')
    const second = await html('/catalogue?q=things&kind=tool&page=2')
    const linked = (page: string) => [...page.matchAll(/href="(\/catalogue\/many\/[^"]+)"/g)].map(([, path]) => path)
    expect(linked(first)).toHaveLength(20)
    expect(linked(second).filter((path) => linked(first).includes(path))).toEqual([])
  })

  it('answers scripts with the results alone', async () => {
    const part = await html('/catalogue?q=refund&part=results')
    expect(part).not.toContain('<html')
    expect(part).toContain('/catalogue/shop/refund-order')
  })

  it('shows a question inert, and bounds it', async () => {
    const page = await html(`/catalogue?q=${encodeURIComponent('<script>x</script>"\u202E')}`)
    expect(page).not.toContain('<script>x')
    expect(page).not.toContain('\u202E')
    expect(await html(`/catalogue?q=${'a'.repeat(5_000)}`)).not.toContain('a'.repeat(201))
  })
})

describe('this gateway', () => {
  const site = siteOf({ here: () => [MINE] })

  it('comes first on the home page and among hits, also where the index does not know it', async () => {
    const home = await html('/catalogue', site)
    expect(home.indexOf('/catalogue/mine/delete-everything')).toBeGreaterThan(0)
    expect(home.indexOf('/catalogue/mine"')).toBeLessThan(home.indexOf('/catalogue/many"'))
    const found = await html('/catalogue?q=orders', site)
    expect(found.indexOf('/catalogue/mine/get-my-orders')).toBeLessThan(found.indexOf('/catalogue/shop/get-orders'))
    expect(found.indexOf('/catalogue/mine/get-my-orders')).toBeGreaterThan(0)
  })

  it('has pages of its own', async () => {
    expect(await html('/catalogue/mine/get-my-orders', site)).toContain('get_my_orders')
  })
})

describe('servers', () => {
  it('with many tools come in parts, by risk where wanted', async () => {
    const links = (page: string) =>
      new Set([...page.matchAll(/href="(\/catalogue\/many\/list-[^"]+)"/g)].map(([, to]) => to))
    const third = await html('/catalogue/many?page=3')
    expect(links(third).size).toBe(50)
    expect(third).toContain('Page 3 of 3')
    expect((await html('/catalogue/many?risk=high')).includes('None.')).toBe(true)
    expect((await html('/catalogue/many')).length).toBeLessThan(120_000)
  })

  it('that nobody knows are not found, with a search for their name', async () => {
    const response = await SITE.request(`${PLACE}/catalogue/no-such-server`)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('value="no such server"')
  })
})

describe('hostile names', () => {
  it('stand on every page as text', async () => {
    const server = await html('/catalogue/hostile')
    const tools = [...server.matchAll(/href="(\/catalogue\/hostile\/[^"#?]+)"/g)].map(([, path = '']) => path)
    expect(new Set(tools).size).toBe(3)
    for (const page of [
      server,
      await html('/catalogue?q=hostile'),
      ...(await Promise.all(tools.map((path) => html(path)))),
    ]) {
      expect(page).not.toMatch(/<script>|<img|<b>Hostile|\u202E|\u200B|href="javascript:/)
    }
  })
})

describe('faults', () => {
  it('of ours are said without their cause, and told to whoever serves', async () => {
    const faults: string[] = []
    const here = () => {
      throw new Error('a secret cause')
    }
    const site = siteOf({ here, onTrouble: ({ message }) => faults.push(message) })
    const response = await site.request(`${PLACE}/catalogue/mine`)
    expect([response.status, faults]).toEqual([500, ['a secret cause']])
    expect(await response.text()).not.toContain('secret')
  })
})
