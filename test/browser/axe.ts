/** Accessibility of a page that a browser shows. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What is judged: everything, or what colours change. */
const JUDGED = {
  all: { type: 'tag', values: AA },
  colours: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
} as const

/** What is wrong with a page (WCAG 2.2, A and AA) for people who do not see it, or see it otherwise: rule and places. */
export async function violations(page: Page, what: keyof typeof JUDGED = 'all'): Promise<readonly string[]> {
  const isThere = await page.evaluate(() => 'axe' in globalThis)
  if (!isThere) await page.evaluate(AXE)
  const { violations: found } = await page.evaluate(
    (runOnly) => (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({ runOnly }),
    JUDGED[what],
  )
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 5)
        .map(({ target }) => String(target))
        .join('; ')}`,
  )
}
