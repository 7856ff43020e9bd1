/** The page of a stack: a pasted configuration is judged, and nothing secret in it is ever sent. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, openPage, startBrowser } from './chromium.ts'
import { SAMPLE, type Served, serveSite } from './site.ts'

const SECRETS = ['sk-ant-very-secret-1', 'Bearer very-secret-2', 'hunter2-secret-3', '/home/ada/secret-4']

/** As a client keeps it: comments, secrets in variables, headers and arguments. */
const CONFIG = `{
  // mine
  "mcpServers": {
    "github": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-github", "--token", "${SECRETS[2]}"],
      "env": { "GITHUB_TOKEN": "${SECRETS[0]}" } },
    "files": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "${SECRETS[3]}"] },
    "remote": { "type": "http", "url": "https://mcp.example.com/mcp?key=${SECRETS[2]}", "headers": { "Authorization": "${SECRETS[1]}" } },
  }
}`

const ORDER = ['Critical', 'High', 'Medium', 'Low']

describe.skipIf(CHROMIUM === undefined)('the stack in a browser', () => {
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

  it('[site.stack-secrets] a pasted configuration is judged, and no secret of it is sent, linked or kept', async () => {
    const { page, troubles, requests, close } = await openPage(browser)
    await page.goto(`${site.origin}/stack`)
    await page.locator('#paste-text').fill(CONFIG)
    await page.getByRole('button', { name: 'Judge it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Your stack' }).waitFor()
    const html = await page.content()
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    for (const secret of SECRETS) {
      expect(requests.filter((request) => decodeURIComponent(request.replaceAll('+', ' ')).includes(secret))).toEqual(
        [],
      )
      expect([html.includes(secret), kept.includes(secret), page.url().includes(secret)]).toEqual([false, false, false])
    }
    expect(await page.locator('main').textContent()).toContain('remote')
    expect(troubles).toEqual([])
    await close()
  })

  it('shows the riskiest first, and a policy for each server', async () => {
    const { page, troubles, close } = await openPage(browser)
    await page.goto(`${site.origin}/stack?s=${SAMPLE.slug}`)
    const levels = await page.locator('main .row .risk').allTextContents()
    expect(levels.length).toBeGreaterThan(2)
    expect(levels).toEqual(levels.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)))
    const texts = await page.locator('main pre').allTextContents()
    expect(texts.filter((text) => text.includes('"version"')).map((text) => JSON.parse(text))).toMatchObject([
      { version: '1', default: 'deny' },
    ])
    expect(texts.some((text) => text.includes(`/stack?s=${SAMPLE.slug}`))).toBe(true)
    expect(troubles).toEqual([])
    await close()
  })

  it('is put together without JavaScript', async () => {
    const { page, close } = await openPage(browser, { javaScriptEnabled: false })
    await page.goto(`${site.origin}/stack`)
    await page.locator('form.pick input[name=q]').fill('klaviyo')
    await page.locator('form.pick input[name=q]').press('Enter')
    await page.waitForURL(/q=klaviyo/)
    await page.locator(`form.pick input[value="${SAMPLE.slug}"]`).check()
    await page.getByRole('button', { name: 'Judge this stack' }).click()
    await page.waitForURL(/s=/)
    expect(await page.locator('h1').textContent()).toBe('Your stack')
    await close()
  })

  it('says at which line a text is no configuration, and sends nothing', async () => {
    const { page, requests, close } = await openPage(browser)
    await page.goto(`${site.origin}/stack`)
    await page.locator('#paste-text').fill('{\n  "mcpServers": {{\n}')
    await page.getByRole('button', { name: 'Judge it' }).click()
    await page.locator('#paste-problem', { hasText: /Line \d/ }).waitFor()
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual([])
    await close()
  })
})
