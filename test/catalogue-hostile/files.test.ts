/** Hostile facts where they leave the server: a site of files, and pictures. */
import { createSite, writeSite } from '@portcullis/site'
import { describe, expect, it } from 'vitest'
import { createLookup } from '../../packages/site/src/lookup.ts'
import { cardOf } from '../../packages/site/src/og/card.ts'
import { draw } from '../../packages/site/src/og/draw.ts'
import { paint } from '../../packages/site/src/og/paint.ts'
import { forcedHostile, importedHostile, indexOf } from './facts.ts'
import { judgeHtml } from './judge-html.ts'
import { judgeMarkdown } from './judge-markdown.ts'
import { UNSEEN } from './texts.ts'

const ORIGIN = 'http://127.0.0.1:4102'
const INDEX = indexOf([...importedHostile(), ...forcedHostile()])

describe('a site of files', () => {
  const files = new Map<string, string>()

  it('writes pages as inert as those that are served, under names of letters', async () => {
    const only = new Set([1, 3, 7, 10, 12, 13, 16, 18, 25].map((at) => `npm-forced-${at}`))
    const put = async (path: string, body: string | Uint8Array) => {
      expect(path).toMatch(/^(?:[a-z0-9_-]+\/)*[a-z0-9_.-]+$/)
      files.set(path, String(body))
    }
    await writeSite({ index: INDEX, origin: ORIGIN, gateway: 'http://127.0.0.1:4100', pictures: false, only }, put)
    expect(files.size).toBeGreaterThan(100)
    for (const [path, text] of files) {
      if (path.endsWith('.md')) judgeMarkdown(text, ORIGIN)
      if (!path.endsWith('/index.html')) continue
      judgeHtml(text)
      expect(text).toContain('content="default-src &#39;none&#39;; script-src &#39;self&#39;'.replaceAll('&#39;', "'"))
    }
  })

  it('gives the search names that can be shown, and slugs that are addresses', () => {
    const servers: [slug: string, name: string | 0, ...unknown[]][] = JSON.parse(files.get('search.json') ?? '[]')
    expect(servers).toHaveLength(9)
    for (const [slug, name, , , tools] of servers) {
      expect(slug).toMatch(/^[a-z0-9-]{1,80}$/)
      expect(JSON.stringify([name, tools])).not.toMatch(UNSEEN)
    }
  })
})

describe('pictures', () => {
  const lookup = createLookup({ index: INDEX, here: () => [] })
  const SHAPES = /<(?:\/(?:svg|g|text)|(?:svg|g|rect|path|text|circle|line)(?: [a-zA-Z:-]+="[^"<>&]*")*\/?)>/g

  it('hold text and our own shapes', async () => {
    for (const server of INDEX.servers()) {
      const card = cardOf({ page: 'server', server: server.slug }, INDEX, lookup)
      if (card === undefined) throw new Error(`There is no card of ${server.slug}.`)
      const text = draw(card).replace(SHAPES, '')
      expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;)/)
      expect(text).not.toMatch(UNSEEN)
    }
    const site = createSite({ index: INDEX, here: () => [], origin: ORIGIN, gateway: 'http://127.0.0.1:4100' })
    const answer = await site.request('/og/npm-forced-4.png')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png'])
    await expect(paint('<svg xmlns="http://www.w3.org/2000/svg"><')).rejects.toThrow()
  })
})
