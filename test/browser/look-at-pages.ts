/** Looks at pages of the catalogue in light and dark, at a desk and on a phone: accessible, steady, and within their width. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, openPage, startBrowser } from './chromium.ts'
import { type Served, serveSite } from './site.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What is wrong with a page for people who do not see it, or see it otherwise: rule and places. */
function violations({ violations: found }: AxeResults): readonly string[] {
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ target }) => String(target))
        .slice(0, 5)
        .join('; ')}`,
  )
}

/** Describes the tests of these pages. @param pages paths */
export function lookAtPages(pages: readonly string[]): void {
  describe.skipIf(CHROMIUM === undefined)('every kind of page', () => tests(pages))
}

function tests(pages: readonly string[]): void {
  let browser: Browser
  let site: Served

  beforeAll(async () => {
    const contact = { submit: async () => ({ outcome: 'sent' as const, id: 'a' }), has: async () => true }
    site = await serveSite({ contact })
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
  })

  /** In dark only what colours change is judged again. */
  it.each([
    ['light', { type: 'tag', values: AA }],
    ['dark', { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }],
  ] as const)('[site.accessible] has no violation of WCAG AA in %s', async (colorScheme, runOnly) => {
    const { page, troubles, shift, close } = await openPage(browser, { colorScheme, reducedMotion: 'reduce' })
    const wrong: string[] = []
    for (const path of pages) {
      const answer = await page.goto(`${site.origin}${path}`)
      expect([path, answer?.status()]).toEqual([path, path === '/no/such/page' ? 404 : 200])
      await page.evaluate(AXE)
      const results = await page.evaluate(
        (only) =>
          (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({ runOnly: only }),
        runOnly,
      )
      expect(results.passes.length).toBeGreaterThan(0)
      wrong.push(...violations(results).map((what) => `${path}: ${what}`))
      if ((await shift()) > 0.01) wrong.push(`${path}: things move while it loads`)
    }
    expect(wrong).toEqual([])
    expect(troubles.filter((text) => !text.includes('404'))).toEqual([])
    await close()
  })

  it('fits into 360 and 320 pixels without scrolling sideways', async () => {
    const { page, close } = await openPage(browser)
    const wide: string[] = []
    for (const path of pages) {
      await page.goto(`${site.origin}${path}`)
      for (const width of [360, 320]) {
        await page.setViewportSize({ width, height: 740 })
        const needed = await page.evaluate(() => document.documentElement.scrollWidth)
        if (needed > width) wide.push(`${path}: ${needed} of ${width}`)
      }
    }
    expect(wide).toEqual([])
    await close()
  })
}
