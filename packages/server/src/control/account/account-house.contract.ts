/** A control plane with real log-ins, for tests: browsers that hold a cookie and a key, mails that are kept. */

import type { Instant } from '@portcullis/engine'
import { createPasswords } from '../../crypto/password.ts'
import type { Route } from '../api/route.ts'
import { createRouter } from '../api/router.ts'
import type { Control } from '../control.ts'
import { ROUTES } from '../routes/index.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'
import { ACCOUNT_SETTINGS, type AccountSettings, createAccounts } from './accounts.ts'
import { createAuthenticate, SESSION_HEADER } from './authenticate.ts'
import type { Mail } from './mailer.ts'
import { setUpLink } from './set-up.ts'

/** What a house is like. */
export interface HouseOptions {
  readonly settings?: Partial<AccountSettings>
  /** No mail server. */
  readonly mute?: true
  readonly fetch?: typeof fetch
  readonly control?: Partial<Control>
}

/** An answer as a test reads it. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any
}

/** What a request is sent with beside what the browser has. */
export interface Sent {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export const PASSWORD = 'correct horse battery staple'

/** The API as somebody on the network reaches it. */
export class House {
  readonly test: TestControl
  readonly mails: Mail[] = []
  readonly app: ReturnType<typeof createRouter>

  private constructor(test: TestControl, mails: Mail[]) {
    this.test = test
    this.mails = mails
    this.app = createRouter({
      control: test.control,
      routes: ROUTES as readonly Route[],
      authenticate: createAuthenticate(),
      serverOf: async () => undefined,
      onError(error) {
        throw error
      },
    })
  }

  static async open({ settings, mute, fetch: fetcher, control }: HouseOptions = {}): Promise<House> {
    const mails: Mail[] = []
    const test = await openTestControl({
      accounts: createAccounts({
        settings: { ...ACCOUNT_SETTINGS, ...settings },
        passwords: createPasswords({ cost: { log2N: 4, r: 8, p: 1 } }),
        mail: mute
          ? undefined
          : {
              async send(mail) {
                mails.push(mail)
                return undefined
              },
              close: () => Promise.resolve(),
            },
        ...(fetcher && { fetch: fetcher }),
      }),
      ...control,
    })
    return new House(test, mails)
  }

  get db(): Control['db'] {
    return this.test.control.db
  }

  get now(): Instant {
    return this.test.control.clock.now()
  }

  browser(address = '127.0.0.1'): Browser {
    return new Browser(this, address)
  }

  /** The first account, logged in. */
  async operator(email = 'ada@example.com'): Promise<Browser> {
    const link = await setUpLink(this.test.control)
    const browser = this.browser()
    await browser.enter('POST /accounts/first', { secret: secretIn(link!), email, name: 'Ada', password: PASSWORD })
    return browser
  }

  /** Somebody with roles in organisations, logged in. */
  async person(
    email: string,
    roles: readonly (readonly [organisation: string, role: string, server?: string])[],
  ): Promise<Browser> {
    const { control } = this.test
    const password = await control.accounts.passwords.digest(PASSWORD)
    const id = `acc_${email.split('@')[0]}`
    await control.db
      .insertInto('accounts')
      .values({
        id,
        email,
        name: email,
        password,
        code_secret: null,
        code_confirmed: 0,
        code_step: 0,
        operator: 0,
        disabled: 0,
        created: this.now,
        revision: 1,
      })
      .execute()
    for (const [organisation, role, server = ''] of roles) {
      await control.db
        .insertInto('memberships')
        .values({
          id: `${id}-${organisation}-${role}-${server}`,
          organisation,
          account: id,
          role,
          server,
          origin: 'given',
          created: this.now,
        })
        .execute()
    }
    const browser = this.browser()
    await browser.enter('POST /sessions', { email, password: PASSWORD })
    return browser
  }

  close(): Promise<void> {
    return this.test.close()
  }
}

/** The secret in a link's fragment. */
export const secretIn = (link: string): string => link.slice(link.indexOf('#') + 1)

/** A browser with one page of ours: what it keeps, it sends. */
export class Browser {
  cookie = ''
  key = ''
  device: string | undefined
  account = ''
  readonly house: House
  readonly address: string

  constructor(house: House, address: string) {
    this.house = house
    this.address = address
  }

  async ask(what: `${string} /${string}`, { body, headers }: Sent = {}): Promise<Reply> {
    const [method = '', path = ''] = what.split(' ')
    const request = new Request(`http://127.0.0.1:4101/api/v1${path}`, {
      method,
      headers: {
        'user-agent': 'Test/1',
        ...(this.cookie !== '' && { cookie: this.cookie }),
        ...(this.key !== '' && { [SESSION_HEADER]: this.key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const response = await this.house.app.fetch(request, { address: this.address })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }

  /** Asks for a session and keeps it. */
  async enter(what: `${string} /${string}`, body: unknown): Promise<Reply> {
    const reply = await this.ask(what, { body })
    const cookie = reply.headers.get('set-cookie')
    if (cookie !== null) {
      this.cookie = cookie.split(';')[0] ?? ''
      this.key = reply.body.key
      this.device = reply.body.device ?? this.device
      this.account = reply.body.account
    }
    return reply
  }

  logIn(email: string, password = PASSWORD): Promise<Reply> {
    return this.enter('POST /sessions', { email, password, ...(this.device && { device: this.device }) })
  }
}
