import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CommandOutput } from '../../packages/server/src/cli/command-output.ts'
import { registerLogin, registerLogout } from '../../packages/server/src/cli/login.ts'
import { findControl } from '../../packages/server/src/cli/remote/find-control.ts'
import { sessionOf } from '../../packages/server/src/cli/remote/session.ts'
import { House, PASSWORD } from '../../packages/server/src/control/account/account-house.contract.ts'
import { setUpLink } from '../../packages/server/src/control/account/set-up.ts'
import {
  CLIENT,
  type IdentityProvider,
  startIdentityProvider,
} from '../../packages/server/src/control/account/sign-on/identity-provider.contract.ts'
import { codeOf, stepAt } from '../../packages/server/src/crypto/one-time-code.ts'
import { until } from '../until.ts'
import { CHROMIUM, openPage, startBrowser, type Watched } from './chromium.ts'
import { type Listening, listening } from './listening.ts'

let browser: Browser
let house: House
let listener: Listening
let origin: string

beforeAll(async () => {
  if (CHROMIUM !== undefined) browser = await startBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  house = await House.open()
  house.test.pass(Date.now() - house.now)
  listener = await listening(house.test.control)
  origin = listener.origin
})
afterEach(async () => {
  await listener.close(100)
  await house.close()
})

const fill = async ({ page }: Watched, fields: Readonly<Record<string, string>>, button: string): Promise<void> => {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text)
  await page.getByRole('button', { name: button, exact: true }).click()
}
const arrive = (watched: Watched, path: string): Promise<void> => watched.page.waitForURL(`${origin}${path}`)

/** A log-in leads to the dashboard; what these tests look at is the account. */
async function toAccount(watched: Watched): Promise<void> {
  await arrive(watched, '/')
  await watched.page.getByRole('navigation').first().waitFor()
  await watched.page.goto(`${origin}/account`)
}

describe.skipIf(CHROMIUM === undefined)('people', () => {
  it('set up, log out, log in, add a second factor, and see what is wrong beside its field', async () => {
    const ada = await openPage(browser)
    await ada.page.goto((await setUpLink(house.test.control))!)
    expect(ada.page.url()).toBe(`${origin}/set-up`)
    const person = { 'E-mail address': 'ada@example.com', 'Your name': 'Ada' }
    await fill(ada, { ...person, Password: 'password1234' }, 'Create the account')
    await ada.page.getByText('one of those that are tried first').waitFor()
    expect(ada.troubles.splice(0).join()).toContain('422')
    await fill(ada, { ...person, Password: PASSWORD }, 'Create the account')
    await arrive(ada, '/welcome')
    await ada.page.goto(`${origin}/account`)
    await ada.page.getByText('local: admin').waitFor()
    await ada.page.getByRole('button', { name: 'Set up an authenticator app' }).click()
    const secret = (await ada.page.locator('#app-secret:not(:empty)').textContent())!.replaceAll(' ', '')
    const picture = ada.page.getByRole('img', { name: 'QR code' })
    expect((await picture.boundingBox())?.width).toBeGreaterThan(150)
    expect(await picture.locator('path').getAttribute('d')).toMatch(/^M4 4h1v1h-1zM5 4/)
    await fill(ada, { 'Code that the app shows': codeOf(secret, stepAt(house.now)) }, 'Confirm')
    await expect.poll(() => ada.page.locator('#spare-codes li').count()).toBe(10)
    await ada.page.getByRole('button', { name: 'Log out', exact: true }).click()
    await arrive(ada, '/log-in')
    await ada.page.goto(`${origin}/log-in?next=${encodeURIComponent('//evil.example/')}`)
    await fill(ada, { 'E-mail address': 'ada@example.com', Password: PASSWORD }, 'Log in')
    house.test.pass(30_000)
    await fill(ada, { Code: codeOf(secret, stepAt(house.now)) }, 'Log in')
    await toAccount(ada)
    await ada.page.getByText('(this one)').waitFor()
    expect(ada.troubles).toEqual([])
    // Nothing secret was in any address.
    expect(
      ada.requests.filter((line) => /\S+ \S*(?:pcs_|pcx_|pcw_|correct)/.test(line.split(' ', 2).join(' '))),
    ).toEqual([])
    await ada.close()
  })

  it('[account.session] who only has the cookie are nobody: another program on this machine that got it', async () => {
    await house.operator()
    const ada = await openPage(browser)
    await ada.page.goto(`${origin}/log-in?next=/account`)
    await fill(ada, { 'E-mail address': 'ada@example.com', Password: PASSWORD }, 'Log in')
    await arrive(ada, '/account')
    // A server on another port of the same host is sent the cookie by every browser.
    const stolen: string[] = []
    const thief = createServer((request, response) => {
      stolen.push(request.headers.cookie ?? '')
      response.setHeader('content-type', 'text/html')
      response.end(`<script>
        fetch('${origin}/api/v1/account', { credentials: 'include' }).catch(() => undefined)
        fetch('${origin}/api/v1/sessions', { method: 'DELETE', credentials: 'include', mode: 'no-cors' }).catch(() => undefined)
      </script><form id="f" method="post" action="${origin}/api/v1/sessions"><input name="x"></form>`)
    })
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve))
    const { port } = thief.address() as AddressInfo
    await ada.page.goto(`http://127.0.0.1:${port}/`)
    await ada.page.waitForLoadState('networkidle')
    const cookie = stolen.find((line) => line.includes('pcw_'))
    expect(cookie).toBeDefined()
    expect((await fetch(`${origin}/api/v1/account`, { headers: { cookie: cookie! } })).status).toBe(401)
    expect(await house.db.selectFrom('sessions').select('id').execute()).toHaveLength(2)
    await ada.page.goto(`${origin}/account`)
    await ada.page.getByText('(this one)').waitFor()
    thief.close()
    await ada.close()
  })

  it('[account.terminal] let a command line in, and end it', async () => {
    await house.operator()
    const settings = mkdtempSync(join(tmpdir(), 'portcullis-login-'))
    vi.stubEnv('PORTCULLIS_SETTINGS', settings)
    const said: string[] = []
    const say = (text: string): void => void said.push(text)
    const output: CommandOutput = { out: say, error: say, exit: (code) => say(`exit ${code}`) }
    const command = (...args: string[]) => {
      const program = new Command()
      for (const register of [registerLogin, registerLogout]) register(program, output)
      return program.parseAsync(['node', 'portcullis', ...args])
    }
    const loggingIn = command('login', origin, '--name', 'here')
    const link = () => /^ {2}(http\S+)$/m.exec(said.join(''))?.[1]
    await until(() => link() !== undefined)
    const ada = await openPage(browser)
    await ada.page.goto(link() ?? '')
    await arrive(ada, '/log-in?next=%2Fterminal')
    await fill(ada, { 'E-mail address': 'ada@example.com', Password: PASSWORD }, 'Log in')
    const code = /^ {2}(\w{4}-\w{4})$/m.exec(said.join(''))?.[1] ?? ''
    await ada.page.getByText(code, { exact: true }).waitFor()
    await ada.page.getByText(hostname(), { exact: true }).waitFor()
    await ada.page.getByRole('button', { name: 'Allow' }).click()
    await ada.page.getByText('It is let in.').waitFor()
    await loggingIn
    expect(said.at(-1)).toBe(
      `Logged in to ${origin} as ada@example.com, organisation local. Commands use it from now on (as here).\n`,
    )
    expect(said.join('')).not.toMatch(/pc[a-z]_\w{20}/)
    const found = await findControl({})
    expect((await sessionOf(found).ask('account.read', {})).body.email).toBe('ada@example.com')
    await ada.page.goto(`${origin}/account`)
    await ada.page.getByText(`portcullis on ${hostname()}`).waitFor()
    await command('logout', 'here')
    expect(said.at(-1)).toBe('here is forgotten. The session has ended.\n')
    expect((await sessionOf(found).try('organisations.list', {})).status).toBe(401)
    // Before the log-in the page asked who is there.
    expect(ada.troubles.filter((text) => !text.includes('401'))).toEqual([])
    await ada.close()
    vi.unstubAllEnvs()
    rmSync(settings, { recursive: true })
  })

  it('are led to a second factor where their organisation wants one', async () => {
    const settings = JSON.stringify({ second_factor: 'required' })
    await house.person('grace@example.com', [['acme', 'viewer']])
    await house.db.updateTable('organisations').set({ settings }).where('id', '=', 'acme').execute()
    const grace = await openPage(browser)
    await grace.page.goto(`${origin}/log-in`)
    await fill(grace, { 'E-mail address': 'grace@example.com', Password: PASSWORD }, 'Log in')
    await arrive(grace, '/account')
    const wanted = grace.page.getByRole('alert').filter({ hasText: 'acme wants a second factor of you' })
    await wanted.waitFor()
    await grace.page.getByRole('button', { name: 'Set up an authenticator app' }).click()
    const secret = (await grace.page.locator('#app-secret:not(:empty)').textContent())?.replaceAll(' ', '') ?? ''
    await fill(grace, { 'Code that the app shows': codeOf(secret, stepAt(house.now)) }, 'Confirm')
    await wanted.waitFor({ state: 'hidden' })
    expect(grace.troubles).toEqual([])
    await grace.close()
  })

  it('log in by a passkey, where the control plane has a name', async () => {
    origin = `http://localhost:${listener.port}`
    Object.assign(house.test.control, { origin })
    await house.operator()
    const ada = await openPage(browser)
    const devtools = await ada.context.newCDPSession(ada.page)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await ada.page.goto(`${origin}/log-in?next=/account`)
    await fill(ada, { 'E-mail address': 'ada@example.com', Password: PASSWORD }, 'Log in')
    await arrive(ada, '/account')
    await fill(ada, { 'Name of the passkey': 'Laptop' }, 'Add a passkey')
    await ada.page.getByText('Laptop, since').waitFor()
    await ada.page.getByRole('button', { name: 'Log out', exact: true }).click()
    await arrive(ada, '/log-in')
    await ada.page.getByRole('button', { name: 'Log in with a passkey' }).click()
    await toAccount(ada)
    await ada.page.getByText('(this one)').waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  it('accept an invitation after they logged in', async () => {
    const admin = await house.person('ada@example.com', [['acme', 'admin']])
    await house.person('eve@example.com', [])
    const { body } = await admin.ask('POST /organisations/acme/invitations', { body: { role: 'approver' } })
    const eve = await openPage(browser)
    await eve.page.goto(body.link)
    await eve.page.getByText('You are invited to acme, as approver.').waitFor()
    await eve.page.getByRole('link', { name: 'log in first' }).click()
    await fill(eve, { 'E-mail address': 'eve@example.com', Password: PASSWORD }, 'Log in')
    await arrive(eve, '/invitation')
    await eve.page.getByRole('button', { name: 'Accept', exact: true }).click()
    await eve.page.waitForURL(`${origin}/?organisation=acme`)
    await eve.page.goto(`${origin}/account`)
    await eve.page.getByText('acme: approver').waitFor()
    expect(eve.troubles).toEqual([])
    expect(eve.requests.filter((line) => line.split(' ', 2).join(' ').includes('pci_'))).toEqual([])
    await eve.close()
  })

  it('come in by single sign-on', async () => {
    const provider: IdentityProvider = await startIdentityProvider(`${origin}/sign-on/callback`)
    provider.people.set('grace', { name: 'Grace', groups: ['engineers'] })
    const admin = await house.person('ada@example.com', [['acme', 'admin']])
    const made = await admin.ask('POST /organisations/acme/sign-on', {
      body: {
        name: 'Company',
        issuer: provider.issuer,
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        role_claim: 'groups',
        role_map: { engineers: 'policy_manager' },
      },
    })
    expect(made.status).toBe(201)
    const grace = await openPage(browser)
    await grace.page.goto(`${origin}/log-in?next=/account`)
    await fill(grace, { Organisation: 'acme' }, 'Continue')
    await grace.page.getByRole('button', { name: 'Continue with Company' }).click()
    await grace.page.locator('input[name=login]').fill('grace')
    await grace.page.locator('input[name=password]').fill('any')
    await grace.page.locator('button[type=submit]').click()
    await grace.page.locator('button[type=submit]').click()
    await arrive(grace, '/account')
    await grace.page.getByText('acme: policy manager').waitFor()
    await grace.close()
    await provider.close()
  })
})
