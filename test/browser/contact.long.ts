/** The contact form as a visitor sees it: “sent” only when it is stored. */
import type { ContactDesk, ContactOutcome } from '@portcullis/site'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { some } from '../thorough.ts'
import { CHROMIUM, openPage, startBrowser, type Watched } from './chromium.ts'
import { type Served, serveSite } from './site.ts'

/** A desk that answers as it is told, and keeps what it was given. */
function scriptedDesk() {
  const kept = new Set<string>()
  const desk = { outcome: { outcome: 'failed', reason: 'unset' } as ContactOutcome, forms: [] as string[] }
  const contact: ContactDesk = {
    submit: async (form) => {
      desk.forms.push(`${form.name}: ${form.message}`)
      if (desk.outcome.outcome === 'sent') kept.add(desk.outcome.id)
      return desk.outcome
    },
    has: async (id) => kept.has(id),
  }
  return { desk, contact }
}

describe.skipIf(CHROMIUM === undefined)('the contact form in a browser', () => {
  const { desk, contact } = scriptedDesk()
  let browser: Browser
  let site: Served
  let watched: Watched

  beforeAll(async () => {
    site = await serveSite({ contact, here: [] })
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
  })
  beforeEach(() => {
    desk.forms.length = 0
  })

  /** @param told what the page says then */
  async function send(told: RegExp, javaScriptEnabled = true): Promise<void> {
    watched = await openPage(browser, { javaScriptEnabled })
    const { page } = watched
    await page.goto(`${site.origin}/contact`)
    await page.locator('#name').fill('Ada')
    await page.locator('#email').fill('ada@example.org')
    await page.locator('#topic').selectOption('question')
    await page.locator('#message').fill('Is <b>this</b> safe?')
    await page.getByRole('button', { name: 'Send message' }).click()
    await page.locator('main').filter({ hasText: told }).waitFor()
  }

  it.each(some(1, [true, false]))('says that it was sent when it is stored (JavaScript: %s)', async (scripts) => {
    desk.outcome = { outcome: 'sent', id: 'm1234567' }
    await send(/Message sent/, scripts)
    expect(desk.forms).toEqual(['Ada: Is <b>this</b> safe?'])
    expect(watched.troubles).toEqual([])
    await watched.close()
  })

  it.each<[string, ContactOutcome, RegExp]>([
    ['invalid', { outcome: 'invalid', problems: { message: 'Say more.' } }, /Say more\./],
    ['limited', { outcome: 'limited', retryAfterSeconds: 120 }, /minute|120 seconds/],
    ['failed', { outcome: 'failed', reason: 'The disk is full.' }, /not sent/],
  ])('keeps what was typed and says why where it is %s', async (_name, outcome, wanted) => {
    desk.outcome = outcome
    await send(wanted)
    expect(await watched.page.locator('main').textContent()).not.toContain('Message sent')
    expect(await watched.page.locator('#message').inputValue()).toBe('Is <b>this</b> safe?')
    await watched.close()
  })

  it('cannot be told by an address that something was sent', async () => {
    const { page, close } = await openPage(browser)
    await page.goto(`${site.origin}/contact/sent?id=m0000000`)
    expect(await page.locator('main').textContent()).not.toContain('Message sent')
    await close()
  })
})
