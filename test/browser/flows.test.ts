/** What visitors do: search, read, copy, switch the theme. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { THOROUGH } from '../thorough.ts'
import { CHROMIUM, openPage, startBrowser } from './chromium.ts'
import { SAMPLE, type Served, serveSite } from './site.ts'

const TOOL = `/catalogue/${SAMPLE.slug}/delete-profile`

describe.skipIf(CHROMIUM === undefined)('the catalogue in a browser', () => {
  let browser: Browser
  let site: Served

  beforeAll(async () => {
    site = await serveSite()
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
  })

  it('finds a tool while one types, and leads to its page', async () => {
    const { page, troubles, close } = await openPage(browser)
    await page.goto(`${site.origin}/catalogue`)
    await page.getByRole('searchbox').first().pressSequentially('coupon code', { delay: 10 })
    await page.locator('#results .results-title').waitFor()
    const hit = page.locator('#results a', { hasText: 'create_coupon_code' }).first()
    await hit.click()
    await page.waitForURL(/\/create-coupon-code$/)
    expect(await page.locator('h1').textContent()).toBe('create_coupon_code')
    expect(troubles).toEqual([])
    await close()
  })

  it('shows the servers of this gateway first, with every tool', async () => {
    const { page, close } = await openPage(browser)
    await page.goto(`${site.origin}/catalogue`)
    const first = page.locator('main h2').first()
    expect(await first.textContent()).toContain('this gateway')
    expect(await page.locator(`main a[href^="/catalogue/${SAMPLE.slug}/"]`).count()).toBe(41)
    await close()
  })

  it('searches, narrows and reads without JavaScript', async () => {
    const { page, close } = await openPage(browser, { javaScriptEnabled: false })
    await page.goto(`${site.origin}/catalogue`)
    await page.getByRole('searchbox').first().fill('delete')
    await page.locator('select[name=risk]').selectOption('critical')
    await page.getByRole('searchbox').first().press('Enter')
    await page.waitForURL(/q=delete/)
    expect(await page.locator('#results .risk').allTextContents()).toSatisfy((levels: string[]) =>
      levels.every((level) => level === 'Critical'),
    )
    await page.locator('#results a.row-name').first().click()
    expect(await page.locator('pre').first().isVisible()).toBe(true)
    await close()
  })

  if (THOROUGH)
    it('a search that finds nothing says so', async () => {
      const { page, close } = await openPage(browser)
      await page.goto(`${site.origin}/catalogue?q=zzzzqqqqxxxx`)
      expect(await page.locator('#results').textContent()).toContain('Nothing found')
      await close()
    })

  if (THOROUGH)
    it('a server’s page leads to each of its tools', async () => {
      const { page, troubles, close } = await openPage(browser)
      await page.goto(`${site.origin}/catalogue/${SAMPLE.slug}`)
      expect(await page.locator('main').textContent()).toMatch(/41 tools/)
      const policy: unknown = JSON.parse(
        (await page.locator('[aria-labelledby=policy] pre').first().textContent()) ?? '',
      )
      expect(policy).toMatchObject({ version: '1', default: 'deny' })
      await page.locator('main a', { hasText: 'delete_profile' }).last().click()
      await page.waitForURL(/delete-profile$/)
      expect(troubles).toEqual([])
      await close()
    })

  if (THOROUGH)
    it('a tool’s page has its sections in their order', async () => {
      const { page, close } = await openPage(browser)
      await page.goto(`${site.origin}${TOOL}`)
      const ids = await page
        .locator('main section[id], main section [id]')
        .evaluateAll((all) => all.map(({ id }) => id))
      const wanted = ['does', 'why', 'definition', 'attacks', 'control', 'related', 'deeper', 'questions', 'enforce']
      expect(ids.filter((id) => wanted.includes(id))).toEqual(wanted)
      expect(await page.locator('main .risk').first().textContent()).toBe('Critical risk')
      await close()
    })

  it('the button puts the policy on the clipboard', async () => {
    const { page, close } = await openPage(browser, { permissions: ['clipboard-read', 'clipboard-write'] })
    await page.goto(`${site.origin}${TOOL}`)
    await page.locator('[aria-labelledby=control] button[data-copy]').first().click()
    const policy: unknown = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
    expect(policy).toMatchObject({ version: '1', hide: ['delete_profile'] })
    await close()
  })

  if (THOROUGH)
    it('an attack’s page tells how it works, what stops it, and what is related', async () => {
      const { page, troubles, close } = await openPage(browser)
      await page.goto(`${site.origin}${TOOL}`)
      await page.locator('[aria-labelledby=attacks] li a').first().click()
      await page.waitForURL(/\/attacks\/[a-z-]+$/)
      expect(JSON.parse((await page.locator('main pre').first().textContent()) ?? '')).toMatchObject({ version: '1' })
      expect(troubles).toEqual([])
      await close()
    })

  it('light and dark are switched by a button, and kept', async () => {
    const { page, close } = await openPage(browser, { colorScheme: 'light' })
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    await page.goto(`${site.origin}/risk`)
    const light = await ground()
    await page.locator('[data-theme-toggle]').click()
    const dark = await ground()
    expect(dark).not.toBe(light)
    await page.goto(`${site.origin}/attacks`)
    expect(await ground()).toBe(dark)
    await close()
  })

  it('servers are kept for the stack', async () => {
    const { page, close } = await openPage(browser)
    await page.goto(`${site.origin}/catalogue/${SAMPLE.slug}`)
    await page.locator('[data-stack-add]').first().click()
    expect(await page.evaluate(() => localStorage.getItem('portcullis.stack'))).toBe(JSON.stringify([SAMPLE.slug]))
    await page.goto(`${site.origin}/risk`)
    expect(await page.locator('[data-stack-count]').textContent()).toBe('1')
    await close()
  })

  if (THOROUGH)
    it('an address that is none says so, and offers the search', async () => {
      const { page, close } = await openPage(browser)
      const answer = await page.goto(`${site.origin}/catalogue/no-such-server-anywhere`)
      expect(answer?.status()).toBe(404)
      expect(await page.getByRole('searchbox').count()).toBeGreaterThan(0)
      await close()
    })
})
