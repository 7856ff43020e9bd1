import {
  CATEGORIES,
  openIndex,
  RISK_LEVELS,
  type ServerFacts,
  type ToolFacts,
  toolSlugs,
  writeShards,
} from '@portcullis/catalogue'
import { describe, expect, it } from 'vitest'
import { pathOf } from '../paths.ts'
import { writeSite } from '../static/write-site.ts'
import { outputRoutes } from './output-routes.ts'
import { refOf } from './ref-of.ts'
import { pagesOf, writeSitemap } from './sitemap.ts'

const SOURCE = { source: 'test', license: 'CC0-1.0' }

function tool(name: string, at: number): ToolFacts {
  const category = CATEGORIES[at % CATEGORIES.length] ?? 'Read'
  const risk = RISK_LEVELS[at % RISK_LEVELS.length] ?? 'Low'
  const parameters = [{ name: 'id', type: 'string', required: true }]
  return {
    name,
    parameters,
    mark: { category, risk, confidence: 0.9, traits: [] },
    source: SOURCE,
    digest: 'abcdefabcdef',
  }
}

function server(slug: string, name: string, tools: readonly ToolFacts[]): ServerFacts {
  return {
    id: `web:${slug}`,
    slug,
    name,
    transports: ['http'],
    official: false,
    sources: [SOURCE],
    aliases: [],
    firstSeen: '2026-11-01',
    lastChanged: '2026-11-20',
    changes: [],
    tools,
  }
}

const HOSTILE = '<img src=x onerror=alert(1)>[x](http://e.vil)`|\u202e'
const many = Array.from({ length: 130 }, (_, at) => tool(`get_thing_${at}`, at))
const shop = server('shop-example', 'Shop', [tool('get_orders', 0), tool('delete_order', 3), tool('refund', 4)])
const big = server('big-example', 'Big', many)
const { head, shards } = writeShards([shop, big])
const index = openIndex(
  [...shards.values()].flatMap((text) => text.split('\n')),
  head,
)
const own = server('own', HOSTILE, [tool(HOSTILE, 2)])
const options = { index, here: () => [own], origin: 'https://c.example', gateway: 'http://127.0.0.1:4100' }
const app = outputRoutes(options)

describe('Markdown twins', () => {
  it('of every page are there', async () => {
    for (const { ref } of pagesOf(index)) {
      const answer = await app.request(`${pathOf(ref)}.md`)
      expect([pathOf(ref), answer.status]).toEqual([pathOf(ref), 200])
      expect(answer.headers.get('Content-Type')).toBe('text/markdown; charset=utf-8')
      expect(await answer.text()).toMatch(/^# .+\n/)
    }
  })

  it('of a tool has the sections of its page in their order, and its policy', async () => {
    const text = await (await app.request('/catalogue/shop-example/delete-order.md')).text()
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)
    const wanted = ['What it does', 'Why it needs a policy', 'From its definition']
    expect(headings.slice(0, 3)).toEqual(wanted)
    expect(headings.indexOf('How to control it')).toBeGreaterThan(2)
    const policy: unknown = JSON.parse(/```json\n([\s\S]*?)\n```/.exec(text)?.[1] ?? '')
    expect(policy).toMatchObject({ version: '1' })
  })

  it('show hostile names as code and as nothing else', async () => {
    const slug = toolSlugs([HOSTILE]).get(HOSTILE)
    for (const path of ['/catalogue.md', '/catalogue/own.md', `/catalogue/own/${slug}.md`]) {
      const text = await (await app.request(path)).text()
      const outside = text
        .replace(/\\[!-/:-@[-`{-~]/g, '')
        .replace(/```+json[\s\S]*?```+|(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '')
      expect(text).not.toContain('\u202e')
      expect(outside).not.toMatch(/<img|\]\(http:\/\/e\.vil/)
    }
  })

  it.each([
    '/catalogue/none.md',
    '/catalogue/shop-example/none.md',
    '/risk/none.md',
    '/attacks/__proto__.md',
    '/catalogue/web:shop-example.md',
  ])('%s is not there', async (path) => {
    expect((await app.request(path)).status).toBe(404)
  })
})

describe('feeds', () => {
  it('a sitemap has every page once, in parts', async () => {
    const { index: top, parts } = await writeSitemap(index, 'https://c.example', 50)
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
    const places = parts.flatMap((part) => [...text(part).matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, place]) => place))
    expect(places).toEqual([...pagesOf(index)].map(({ ref }) => `https://c.example${pathOf(ref)}`))
    expect(parts.every((part) => text(part).split('<url>').length <= 51)).toBe(true)
    expect(text(top).split('<sitemap>')).toHaveLength(parts.length + 1)
    expect(text(parts.at(-1) ?? new Uint8Array())).toContain('<lastmod>2026-11-20</lastmod>')
  })

  it('are served', async () => {
    expect(await (await app.request('/robots.txt')).text()).toContain('Sitemap: https://c.example/sitemap.xml')
    expect(await (await app.request('/llms.txt')).text()).toContain('https://c.example/mcp')
    expect((await app.request('/sitemap.xml')).status).toBe(200)
    expect((await app.request('/sitemap-1.xml')).status).toBe(200)
    expect((await app.request('/sitemap-2.xml')).status).toBe(404)
  })

  it('addresses are read as they are written', () => {
    for (const { ref } of pagesOf(index)) expect(refOf(pathOf(ref))).toEqual(ref)
  })
})

describe('pictures', () => {
  it('are told from their drawing, without painting again', async () => {
    const first = await app.request('/og/shop-example/refund.png')
    expect([first.status, first.headers.get('Content-Type')]).toEqual([200, 'image/png'])
    const tag = first.headers.get('ETag') ?? ''
    const again = await app.request('/og/shop-example/refund.png', { headers: { 'If-None-Match': tag } })
    expect(again.status).toBe(304)
  })

  it.each(['/og/none.png', '/og/shop-example/none.png', '/og/risk/none.png', '/og/attacks/none.png'])(
    '%s is not there',
    async (path) => {
      expect((await app.request(path)).status).toBe(404)
    },
  )
})

describe('a site of files', () => {
  it('has a file for every address that its pages lead to', { timeout: 30_000 }, async () => {
    const files = new Map<string, string>()
    const pages = await writeSite(
      { index, origin: '', gateway: options.gateway, pictures: false },
      async (path, body) => {
        files.set(`/${path}`, typeof body === 'string' ? body : new TextDecoder().decode(body))
      },
    )
    expect(pages).toBe([...pagesOf(index)].length)
    const places = new Set<string>()
    for (const [path, text] of files) {
      if (!path.endsWith('.html')) continue
      for (const [, place = ''] of text.matchAll(/ (?:href|src|content)="(\/[^"#]*)/g)) places.add(place)
    }
    // Searches and the stack's additions are answered by scripts; the contact page fills its form.
    const asked = /^\/(?:catalogue|stack|contact)\?/
    const missing = [...places].filter(
      (place) => place !== '/' && !asked.test(place) && !files.has(place) && !files.has(`${place}/index.html`),
    )
    expect(missing).toEqual([])
  })
})
