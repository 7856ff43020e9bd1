/** The site as files, behind a web server that knows nothing: pages, links and the search work. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openIndex, writeShards } from '@portcullis/catalogue'
import { writeSite } from '@portcullis/site'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { THOROUGH } from '../thorough.ts'
import { CHROMIUM, openPage, startBrowser } from './chromium.ts'
import { factsOf, SAMPLE } from './site.ts'

const MANY = factsOf(
  'web:many.test',
  'Many things',
  Array.from({ length: 240 }, (_, at) => ({ name: `delete_thing_${at}` })),
)

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json',
}

/** Serves files by their paths, folders by their `index.html`. */
function serveFiles(files: ReadonlyMap<string, string | Uint8Array>): Server {
  return createServer(({ url = '/' }, answer) => {
    const { pathname } = new URL(url, 'http://127.0.0.1')
    const path = [pathname.slice(1), `${pathname.slice(1)}/index.html`].find((one) => files.has(one))
    if (path === undefined) return void answer.writeHead(404).end('Not found')
    answer.writeHead(200, {
      'Content-Type': TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    })
    answer.end(files.get(path))
  })
}

describe.skipIf(CHROMIUM === undefined)('the site as files in a browser', () => {
  let browser: Browser
  let server: Server
  let origin: string

  beforeAll(async () => {
    const { head, shards } = writeShards([SAMPLE, MANY])
    const index = openIndex(
      [...shards.values()].flatMap((text) => text.split('\n')),
      head,
    )
    const files = new Map<string, string | Uint8Array>()
    await writeSite({ index, origin: '', gateway: 'http://127.0.0.1:4100', pictures: false }, async (path, body) => {
      files.set(path, body)
    })
    server = serveFiles(files)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser.close()
    server.close()
  })

  it('searches while one types, and leads to the page of a tool', async () => {
    const { page, troubles, close } = await openPage(browser)
    await page.goto(`${origin}/catalogue`)
    await page.getByRole('searchbox').first().pressSequentially('coupon', { delay: 10 })
    await page.locator('#results a', { hasText: 'create_coupon_code' }).first().click()
    await page.waitForURL(/\/create-coupon-code$/)
    expect(await page.locator('h1').textContent()).toBe('create_coupon_code')
    expect(troubles).toEqual([])
    await close()
  })

  if (THOROUGH)
    it('answers the search that an address asks for, narrowed', async () => {
      const { page, troubles, close } = await openPage(browser)
      await page.goto(`${origin}/catalogue?q=profile&risk=critical&kind=tool`)
      await page.locator('#results .results-title', { hasText: 'hits' }).waitFor()
      const found = await page.locator('#results .row-name').allTextContents()
      expect(found.toSorted()).toEqual(['delete_profile', 'request_profile_deletion'])
      expect(troubles).toEqual([])
      await close()
    })

  if (THOROUGH)
    it('turns the pages of a long list of tools', async () => {
      const { page, troubles, close } = await openPage(browser)
      await page.goto(`${origin}/catalogue/${MANY.slug}`)
      const first = await page.locator('main .row-name').allTextContents()
      await page.locator('main a[href*="/_page-2"]').first().click()
      await page.waitForURL(/_page-2/)
      const second = await page.locator('[aria-labelledby=tools] .row-name').allTextContents()
      expect(second.filter((name) => first.includes(name))).toEqual([])
      expect(second.length).toBeGreaterThan(50)
      expect(troubles).toEqual([])
      await close()
    })
})
