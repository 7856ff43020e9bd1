/** Servers that want to know who calls, connected by clicking: a log-in at an authorization server, and a secret in a form. */
import { type BrowserServer, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ScriptedServer,
  startScripted,
} from '../../packages/server/src/control/server/scripted-server.contract.ts'
import {
  type ScriptedAuthorization,
  startAuthorizationHere,
} from '../../packages/server/src/control/upstream-auth/scripted-authorization.contract.ts'
import { CHROMIUM, type Watched } from '../browser/chromium.ts'
import { Dashboard, NO_BROWSER } from '../browser/dashboard.contract.ts'
import { type ControlledProcess, firstAccount, good, startControlled } from '../control-process.ts'

const organisation = 'connected'
const params = { organisation }
const SECRET = 'hush-hush-3141592653'

describe.skipIf(NO_BROWSER)('a server that wants credentials', () => {
  let authorization: ScriptedAuthorization & { close(): void }
  let mail: ScriptedServer
  let keyed: ScriptedServer
  let running: ControlledProcess
  let browser: BrowserServer
  let dashboard: Dashboard
  let watched: Watched

  beforeAll(async () => {
    authorization = await startAuthorizationHere()
    mail = await startScripted([{ name: 'get_mail', description: 'Reads mail.' }])
    keyed = await startScripted([{ name: 'get_keys', description: 'Reads keys.' }])
    mail.issuer = authorization.issuer
    mail.wants = { authorization: 'Bearer s3cr3t-access-1', challenge: 'Bearer scope="read"' }
    keyed.wants = { authorization: `Bearer ${SECRET}`, challenge: 'Bearer' }
    running = await startControlled({
      allow_destinations: [mail, keyed, authorization].map((one) => one.destination),
    })
    browser = await chromium.launchServer({ executablePath: CHROMIUM ?? '' })
    const { headers } = await firstAccount(running)
    const { admin, origin } = running
    dashboard = await Dashboard.over(
      { admin, origin, upstream: mail.url, headers, browser: browser.wsEndpoint() },
      organisation,
    )
    const open = JSON.stringify({ version: '1', default: 'allow' })
    await good(dashboard.ada.client.call('policies.create', { params, body: { name: 'open', text: open } }))
    watched = await dashboard.page('/servers')
  })
  afterAll(async () => {
    await watched?.close()
    await dashboard?.close()
    await browser?.close()
    await running?.close()
    await mail?.close()
    await keyed?.close()
    authorization?.close()
  })

  /** A grant for the server, and one call with it. */
  let grants = 0
  async function called(server: string, tool: string): Promise<boolean> {
    grants += 1
    const body = { label: `agent ${grants}`, servers: { [server]: { policy: 'open' } } }
    const { token } = await good(dashboard.ada.client.call('grants.create', { params, body }))
    // Without a credential not even the beginning of a conversation is answered.
    const agent = await dashboard.agent({ server, token }).catch(() => undefined)
    const told = await agent?.call(tool, {})
    await agent?.close()
    return told?.failed === false
  }

  it('is logged in to at its authorization server, and the token is shown by what it is alone', async () => {
    const { page } = watched
    await page.getByRole('link', { name: 'Add a server' }).first().click()
    await page.getByRole('tab', { name: 'URL' }).click()
    await page.getByRole('textbox', { name: 'URL' }).fill(mail.url)
    await page.getByLabel('Name in addresses').fill('mail')
    await page.getByLabel('It wants').selectOption('oauth')
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.getByRole('status').getByText('It wants credentials').waitFor()
    await page.goto(`${running.admin}/servers/mail?tab=credentials`)
    await page.getByText('None yet: calls of it are refused').waitFor()
    await dashboard.look(watched, 'credentials-none')
    await page.getByRole('button', { name: 'Log in there' }).click()
    // To the authorization server and back, which brings the token.
    await page.getByText('All its grants can call it now.').waitFor()
    await page.getByRole('link', { name: 'To the server' }).click()
    await page.getByText('by itself, before it expires').waitFor()
    expect(authorization.authorized).toHaveLength(1)
    expect(await page.content()).not.toContain('s3cr3t-access-1')
    await dashboard.look(watched, 'credentials-token')
    expect(await called('mail', 'get_mail')).toBe(true)
    await page.getByRole('button', { name: 'Forget it' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Forget it' }).click()
    await page.getByText('None yet: calls of it are refused').waitFor()
    expect(await called('mail', 'get_mail')).toBe(false)
  })

  it('gets a secret by a form that never shows it again', async () => {
    await good(
      dashboard.ada.client.call('servers.create', { params, body: { slug: 'keyed', from: { url: keyed.url } } }),
    )
    const { page } = watched
    await page.goto(`${running.admin}/servers/keyed?tab=credentials`)
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'How calls prove themselves' })
    await dialog.getByLabel('It wants').selectOption('header')
    await dialog.getByLabel('Header').fill('Not a name')
    await dialog.getByLabel('Its value').fill(SECRET)
    await dialog.getByRole('button', { name: 'Set it' }).click()
    await dialog.locator('[aria-invalid=true]').waitFor()
    expect(watched.troubles.splice(0).join()).toContain('422')
    await dashboard.look(watched, 'credentials-wrong')
    await dialog.getByLabel('It wants').selectOption('bearer')
    await dialog.getByLabel('Token').fill(SECRET)
    await dialog.getByRole('button', { name: 'Set it' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('sealed, and never shown').waitFor()
    expect(await page.content()).not.toContain(SECRET)
    expect(await called('keyed', 'get_keys')).toBe(true)
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    await dialog.getByLabel('It wants').selectOption('bearer')
    expect(await dialog.getByLabel('Token').inputValue()).toBe('')
    const answers = await Promise.all([
      dashboard.ada.client.call('servers.read', { params: { ...params, server: 'keyed' } }),
      dashboard.ada.client.call('audit.changes.list', { params }),
    ])
    expect(JSON.stringify(answers)).not.toContain(SECRET)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(watched.troubles).toEqual([])
  })
})
