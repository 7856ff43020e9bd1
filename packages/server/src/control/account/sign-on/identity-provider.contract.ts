/** A real identity provider on this machine, for tests: `oidc-provider`, driven over HTTP as a browser would. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'

/** One that runs. */
export interface IdentityProvider {
  readonly issuer: string
  /** Claims of each person, by subject; changed at will. */
  readonly people: Map<string, Readonly<Record<string, unknown>>>
  /** Follows the way that a browser goes, logs in as somebody, and gives the address to which it is sent back. */
  visit(location: string, subject: string): Promise<URL>
  close(): Promise<void>
}

export const CLIENT = { id: 'portcullis', secret: 'a secret of the client, long enough' }

/** Starts it; `redirect` is where it sends people back to. */
export async function startIdentityProvider(redirect: string): Promise<IdentityProvider> {
  const people = new Map<string, Readonly<Record<string, unknown>>>()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key = await exportJWK(privateKey)
  const provider = await quietly(async () => {
    const { Provider } = await import('oidc-provider')
    return new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [redirect],
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      jwks: { keys: [{ ...key, alg: 'RS256', use: 'sig' }] },
      claims: { openid: ['sub', 'amr'], profile: ['name', 'groups'], email: ['email', 'email_verified'] },
      pkce: { required: () => true },
      cookies: { keys: ['a key of tests'] },
      findAccount(_context, subject, token) {
        const person = people.get(subject)
        if (person === undefined) return undefined
        // How somebody proved who they are belongs to the log-in, which this provider makes no questions of.
        if (token !== undefined) Object.assign(token, { amr: person['amr'] })
        return { accountId: subject, claims: async () => ({ sub: subject, ...person }) }
      },
      features: { devInteractions: { enabled: true } },
      ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    })
  })
  server.on('request', provider.callback())
  return {
    issuer,
    people,
    visit: (location, subject) => visit(location, subject, redirect),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function visit(location: string, subject: string, redirect: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let [next, form] = [location, undefined as URLSearchParams | undefined]
  for (let step = 0; step < 20; step++) {
    const response: Response = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: form }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    const to = response.headers.get('location')
    const page = await response.text()
    form = undefined
    if (to !== null) next = new URL(to, next).href
    else {
      const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? []
      const [, prompt = ''] = /name="prompt" value="([^"]+)"/.exec(page) ?? []
      if (action === undefined)
        throw new Error(`The provider shows another page (${response.status}): ${page.slice(0, 300)}`)
      next = new URL(action, next).href
      form = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: subject, password: 'any' }) })
    }
    if (next.startsWith(redirect)) return new URL(next)
  }
  throw new Error('The provider never sent the browser back.')
}

/** What it says about its keys, its store and its views is for those who run it in earnest. */
async function quietly<T>(make: () => Promise<T>): Promise<T> {
  const { info, warn } = console
  Object.assign(console, { info: () => undefined, warn: () => undefined })
  try {
    return await make()
  } finally {
    Object.assign(console, { info, warn })
  }
}
