/** What stands around every page of the dashboard: log-in and back, ways to all pages, keys, the palette, a narrow screen. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD } from '../control-process.ts'
import { openPage } from './chromium.ts'
import { Dashboard, NO_BROWSER, PHONE } from './dashboard.contract.ts'

/** Most bytes that the first page may load, compressed. */
const FIRST_PAGE = 150 * 1024

describe.skipIf(NO_BROWSER)('the dashboard', () => {
  let dashboard: Dashboard

  beforeAll(async () => {
    dashboard = await Dashboard.open('shell')
    await dashboard.shop()
  })
  afterAll(() => dashboard.close())

  it('[dashboard.entrance] sends strangers to the log-in, and back to where they wanted to go', async () => {
    const watched = await openPage(dashboard.browser)
    watched.context.setDefaultTimeout(20_000)
    const { page } = watched
    await page.goto(`${dashboard.installed.admin}/grants?organisation=shell`)
    await page.waitForURL(/\/log-in\?next=/)
    await page.getByLabel('E-mail address').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in', exact: true }).click()
    await page.waitForURL(/\/grants\?organisation=shell$/)
    await page.getByRole('button', { name: /Organisation: Shell & Co\./ }).waitFor()
    expect(watched.troubles).toEqual([])
    await watched.close()
  })

  it('[dashboard.size] loads less than 150 kB for its first page, from itself only, under a strict policy', async () => {
    const watched = await dashboard.page('/')
    const { page } = watched
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await page.getByRole('img', { name: /Calls over time/ }).waitFor()
    await page.getByText('All is well.').waitFor()
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').flatMap((entry) => {
        const { name, encodedBodySize, nextHopProtocol } = entry as PerformanceResourceTiming
        return new URL(name).pathname.startsWith('/assets/') ? [{ name, encodedBodySize, nextHopProtocol }] : []
      }),
    )
    const sum = loaded.reduce((bytes, { encodedBodySize }) => bytes + encodedBodySize, 0)
    expect(sum).toBeGreaterThan(50_000)
    expect(sum).toBeLessThan(FIRST_PAGE)
    expect(watched.requests.filter((line) => !line.includes(` ${dashboard.installed.admin}/`))).toEqual([])
    expect(await watched.shift()).toBeLessThan(0.1)
    const index = await fetch(`${dashboard.installed.admin}/servers/x`)
    const policy = index.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|data:|\*/)
    expect(watched.troubles).toEqual([])

    // A theme that was chosen holds before anything is painted, and not only once the page's module runs.
    await page.evaluate(() => localStorage.setItem('portcullis.theme', 'dark'))
    await page.route('**/assets/index-*.js', (loading) => loading.abort())
    await page.goto(`${dashboard.installed.admin}/members`)
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark')
    await watched.close()
  })

  it('[dashboard.keyboard] goes everywhere by keys: letters, the palette, rows of a table', async () => {
    const watched = await dashboard.page('/')
    const { page } = watched
    const title = (name: string) => page.getByRole('heading', { level: 1, name })
    await title('Overview').waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await title('Audit').waitFor()
    await expect.poll(() => page.title()).toBe('Audit · Portcullis')
    // Whoever cannot see the page is told that it is another one.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Audit')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: /Find a page/ }).fill('mem')
    await page.getByRole('option', { name: /Members/ }).waitFor()
    await page.keyboard.press('Enter')
    await title('Members').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.goto(`${dashboard.installed.admin}/audit/changes`)
    const rows = page.locator('tbody [data-row-link]')
    await rows.first().focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.dataset['index'])).toBe('1')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByText('Hash before').waitFor()
    await page.keyboard.press('Escape')
    expect(watched.troubles).toEqual([])
    await watched.close()
  })

  it('[dashboard.rows] shows ten thousand rows by drawing those that can be seen, and goes to the last by a key', async () => {
    const watched = await dashboard.page('/members')
    const { page } = watched
    const call = { grant: 'gr_1', server: 'shop', method: 'tools/call', effect: 'allow', outcome: 'ok', redacted: 0 }
    const times = { warned: false, micros: 90, upstream_micros: 900, own_micros: 9, count: 1 }
    const items = Array.from({ length: 10_000 }, (_, n) => ({
      ...call,
      ...times,
      id: `d${n}`,
      at: n,
      tool: `tool_${n}`,
    }))
    await page.route('**/audit/decisions?*', (route) => route.fulfill({ json: { items } }))
    await page.goto(`${dashboard.installed.admin}/audit`)
    const rows = page.locator('tbody tr')
    await rows.first().getByText('tool_0').waitFor()
    expect(await rows.count()).toBeLessThan(100)
    await rows.first().getByRole('link').focus()
    await page.keyboard.press('End')
    await page.getByText('tool_9999').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('tool_9999')
    expect(await rows.count()).toBeLessThan(100)
    await page.keyboard.press('Home')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/tool_0$/)
    expect(watched.troubles).toEqual([])
    await watched.close()
  })

  it('is at hand on a phone: four ways below the page, the rest behind one', async () => {
    const watched = await dashboard.page('/', { viewport: PHONE, hasTouch: true, isMobile: true })
    const { page } = watched
    await page.getByRole('navigation', { name: 'Main pages' }).getByRole('link', { name: 'Audit' }).tap()
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
    await page.getByRole('button', { name: 'More' }).tap()
    await page.getByRole('dialog').getByRole('link', { name: 'Settings' }).tap()
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(watched.troubles).toEqual([])
    await watched.close()
  })
})
