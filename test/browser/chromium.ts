/** A real browser for the tests, and what must never happen in it. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Where Chromium is: as `PORTCULLIS_CHROMIUM` says, or on the path. */
export const CHROMIUM: string | undefined = [
  process.env['PORTCULLIS_CHROMIUM'] ?? '',
  ...(process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))),
].find((path) => path !== '' && existsSync(path))

if (CHROMIUM === undefined)
  console.warn('Browser tests are skipped: no Chromium on the path. Name one in PORTCULLIS_CHROMIUM.')

/** Starts the browser. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM ?? '' })
}

/** Milliseconds after which something that should be there is missing. */
const PATIENCE = 15_000

/** A page that is watched. */
export interface Watched {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors of the console and of scripts, violations of the content policy among them; empty where all is well. */
  readonly troubles: string[]
  /** Everything that was sent: method, address, body. */
  readonly requests: string[]
  /** How far things moved by themselves (cumulative layout shift). */
  readonly shift: () => Promise<number>
  readonly close: () => Promise<void>
}

/** Adds up layout shifts; runs in the page. */
function countShifts(): void {
  const count = { sum: 0 }
  Object.assign(globalThis, { shifts: count })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
      if (!entry.hadRecentInput) count.sum += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
}

/** Opens a watched page. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(PATIENCE)
  const page = await context.newPage()
  const troubles: string[] = []
  const requests: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(String(error)))
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => requests.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`))
  if (options.javaScriptEnabled !== false) await page.addInitScript(countShifts)
  return {
    page,
    context,
    troubles,
    requests,
    shift: () => page.evaluate(() => (globalThis as unknown as { shifts: { sum: number } }).shifts.sum),
    close: () => context.close(),
  }
}
