/**
 * The dashboard in a real browser, over the real product: an organisation of its own for each file of tests, filled
 * through the API, and pages that are logged in and watched.
 */
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { sdk2Http, type TestClient } from '../clients.ts'
import { good, type Person, personWith } from '../control-process.ts'
import { violations } from './axe.ts'
import { CHROMIUM, openPage, type Watched } from './chromium.ts'
import type { Installed } from './dashboard-setup.ts'

/** Whether there is no browser to drive. */
export const NO_BROWSER = CHROMIUM === undefined

/** A policy that allows reading, limits coupons, and refuses the rest. */
export const SHOP_POLICY = JSON.stringify({
  version: '1',
  default: 'deny',
  tools: {
    get_profiles: {},
    create_coupon_code: { limits: [{ counter: 'coupons', window: 'hour', max: 10 }] },
  },
})

/** Sizes at which pages are looked at. */
export const DESK = { width: 1360, height: 900 }
export const PHONE = { width: 390, height: 844 }

/** Milliseconds after which something that should be there is missing: several journeys go on at once. */
const PATIENCE = 20_000

/** A server, a policy and a grant. */
export interface Shop {
  /** Slug. */
  readonly server: string
  /** Id. */
  readonly grant: string
  readonly token: string
}

/** The dashboard of one organisation. */
export class Dashboard {
  readonly installed: Installed
  readonly organisation: string
  readonly ada: Person
  readonly browser: Browser
  /** Pages are looked at in every theme and width, or once. */
  readonly #thorough: boolean

  private constructor(installed: Installed, organisation: string, browser: Browser, thorough: boolean) {
    this.installed = installed
    this.organisation = organisation
    this.browser = browser
    this.ada = personWith(installed.admin, installed.headers)
    this.#thorough = thorough || process.env['PORTCULLIS_PICTURES'] !== undefined
  }

  /** A folder for pictures and files of these tests. */
  get pictures(): string {
    const folder = join(process.env['PORTCULLIS_PICTURES'] ?? join(tmpdir(), 'portcullis-pictures'), this.organisation)
    mkdirSync(folder, { recursive: true })
    return folder
  }

  /** Makes the organisation. Its name has to be one of its own among all files. */
  static async open(organisation: string): Promise<Dashboard> {
    const installed = inject('installed')
    if (installed === undefined) throw new Error('There is no browser: skip these tests with NO_BROWSER.')
    return Dashboard.over(installed, organisation, false)
  }

  /** The same over a product of the test's own: long tests, which look at pages in every theme and width. */
  static async over(installed: Installed, organisation: string, thorough = true): Promise<Dashboard> {
    const opened = new Dashboard(installed, organisation, await chromium.connect(installed.browser), thorough)
    const label = `${organisation.charAt(0).toUpperCase()}${organisation.slice(1)} & Co.`
    await good(opened.ada.client.call('organisations.create', { body: { id: organisation, label } }))
    return opened
  }

  /** Adds the sample server, a policy of that name, and a grant that holds both together. */
  async shop(text = SHOP_POLICY, name = 'shop'): Promise<Shop> {
    const params = { organisation: this.organisation }
    const { client } = this.ada
    await good(client.call('policies.create', { params, body: { name, text } }))
    const server = { slug: name, from: { url: this.installed.upstream }, newTools: 'follow' as const }
    await good(client.call('servers.create', { params, body: server }))
    const body = { label: `${name} agent`, servers: { [name]: { policy: name } } }
    const made = await good(client.call('grants.create', { params, body }))
    return { server: name, grant: made.grant.id, token: made.token }
  }

  /** A real MCP client with a grant's token. */
  agent({ server, token }: Pick<Shop, 'server' | 'token'>): Promise<TestClient> {
    // Servers of organisations other than the first are reached below its name.
    const url = `${this.installed.origin}/mcp/${server}`
    return sdk2Http({ url, headers: { authorization: `Bearer ${token}` } }, 'modern')
  }

  /** A page of the dashboard, as the first account sees it, or somebody else. */
  async page(path: string, options: BrowserContextOptions = {}, person: Person = this.ada): Promise<Watched> {
    const watched = await openPage(this.browser, { viewport: DESK, ...options })
    watched.context.setDefaultTimeout(PATIENCE)
    const [name = '', value = ''] = (person.headers['cookie'] ?? '').split('=')
    await watched.context.addCookies([{ name, value, url: this.installed.admin, httpOnly: true, sameSite: 'Strict' }])
    const kept = {
      'portcullis.session': person.headers['portcullis-session'] ?? '',
      'portcullis.organisation': this.organisation,
    }
    await watched.page.addInitScript((entries) => {
      for (const [key, text] of Object.entries(entries))
        if (localStorage.getItem(key) === null) localStorage.setItem(key, text)
    }, kept)
    await watched.page.goto(`${this.installed.admin}${path}`)
    return watched
  }

  /**
   * What machines can see of a page: nothing is wrong for those who do not see it, nothing is wider than the screen, no
   * error was told. At a desk in light and as wide as a phone, where a phone's layout is judged by its width alone; long
   * tests judge all of it in both themes and widths. Pictures for people are taken where `PORTCULLIS_PICTURES` says.
   */
  async look(watched: Watched, name: string): Promise<void> {
    const { page } = watched
    const wrong: string[] = []
    for (const [size, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
      await page.setViewportSize(viewport)
      for (const scheme of this.#thorough ? (['light', 'dark'] as const) : (['light'] as const)) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
        const judged = !this.#thorough && size === 'phone' ? 'width' : scheme === 'dark' ? 'colours' : 'all'
        const found = await this.#looked(page, `${name}-${size}-${scheme}`, judged)
        wrong.push(...found.map((one) => `${name}, ${size}, ${scheme}: ${one}`))
      }
    }
    await page.setViewportSize(DESK)
    await page.emulateMedia({ colorScheme: 'light' })
    expect(wrong).toEqual([])
    expect(watched.troubles).toEqual([])
  }

  /** What is wrong with the page as it stands. In dark only what colours change is judged again. */
  async #looked(page: Page, picture: string, judged: 'all' | 'colours' | 'width'): Promise<readonly string[]> {
    if (process.env['PORTCULLIS_PICTURES'] !== undefined)
      await page.screenshot({ path: join(this.pictures, `${picture}.png`), fullPage: true })
    const found = judged === 'width' ? [] : await violations(page, judged)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    return over > 0 ? [...found, `${over} pixels wider than the screen`] : found
  }

  async close(): Promise<void> {
    await this.browser.close()
  }
}
