/** Programs that log in by OAuth, as they are in the field, against the whole product: no token is ever pasted. */
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  Client,
  type OAuthClientProvider,
  type OAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { type Sandbox, startSandbox } from '@portcullis/sandbox'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ERAS, type Era, told } from './clients.ts'
import { type ControlledProcess, firstAccount, good, type Person, startControlled } from './control-process.ts'
import { messageOf, modernCall, post } from './messages.ts'

const organisation = 'local'
const POLICY = { version: '1', default: 'deny', tools: { get_profiles: {} }, list: 'callable' }
const NAME = { name: 'test', version: '1' }
const REDIRECT = 'http://127.0.0.1:7777/callback'

let sandbox: Sandbox
let running: ControlledProcess
let ada: Person
let template = ''
/** Everything that must stand nowhere. */
const secrets: string[] = []
/** An issuer elsewhere. */
let keys: Awaited<ReturnType<typeof generateKeyPair>>
let issuer: { readonly url: string; close(): void }

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  keys = await generateKeyPair('ES256')
  issuer = await startIssuer()
  running = await startControlled({
    allow_destinations: [new URL(sandbox.url).host, new URL(issuer.url).host],
  })
  ada = await firstAccount(running)
  const params = { organisation }
  await good(ada.client.call('policies.create', { params, body: { name: 'readers', text: JSON.stringify(POLICY) } }))
  for (const slug of ['shop', 'other']) {
    const server = { slug, from: { url: sandbox.url }, newTools: 'follow' as const }
    await good(ada.client.call('servers.create', { params, body: server }))
  }
  const body = { label: 'Shop', servers: { shop: { policy: 'readers' }, other: { policy: 'readers' } } }
  template = (await good(ada.client.call('grant_templates.create', { params, body }))).id
})
afterAll(async () => {
  await running.close()
  await sandbox.close()
  issuer.close()
})

async function startIssuer(): Promise<typeof issuer> {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'ES256' }
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    const metadata = { issuer: url(), jwks_uri: `${url()}/keys` }
    response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : metadata))
  })
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: url(), close: () => server.close() }
}

/** Where clients connect; without a slug to all servers. */
const resource = (slug: string): string => `${running.origin}/mcp${slug === '' ? '' : `/${slug}`}`

/** What Ada does in her browser: reads who asks, and agrees. @returns where her browser is sent */
async function agree(address: URL): Promise<URL> {
  expect(address.origin).toBe(running.admin)
  const page = await fetch(address)
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  const query = address.search.slice(1)
  const wish = await good(ada.client.call('authorization.read', { body: { query } }))
  expect(wish.choices.map((choice) => choice.template)).toEqual([template])
  expect(wish.choices[0]?.servers[0]?.tools.map(({ name }) => name)).toContain('get_profiles')
  const decided = await good(ada.client.call('authorization.decide', { body: { query, template } }))
  return new URL(decided.location)
}

/** A provider as an application has one: it keeps everything in memory. */
class Provider implements OAuthClientProvider {
  asked: URL | undefined
  kept: Record<string, unknown> = {}
  get redirectUrl() {
    return REDIRECT
  }
  get clientMetadata() {
    return {
      client_name: 'SDK',
      redirect_uris: [REDIRECT],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    }
  }
  state = () => 'some-state'
  clientInformation = () => this.kept['client'] as never
  saveClientInformation = (value: unknown) => this.keep('client', value)
  tokens = () => this.kept['tokens'] as never
  saveTokens = (value: OAuthTokens) => {
    secrets.push(value.access_token, value.refresh_token ?? '')
    this.keep('tokens', value)
  }
  codeVerifier = () => this.kept['verifier'] as string
  saveCodeVerifier = (value: string) => this.keep('verifier', value)
  discoveryState = () => this.kept['discovery'] as never
  saveDiscoveryState = (value: unknown) => this.keep('discovery', value)
  redirectToAuthorization = (url: URL) => {
    this.asked = url
  }
  private keep(name: string, value: unknown): void {
    this.kept[name] = value
  }
}

/** Connects; the first time its person is asked. */
async function connect(provider: Provider, slug: string, era: Era): Promise<Client> {
  const transportOf = () => new StreamableHTTPClientTransport(new URL(resource(slug)), { authProvider: provider })
  const client = () => new Client(NAME, { versionNegotiation: { mode: ERAS[era] } })
  const transport = transportOf()
  await expect(client().connect(transport)).rejects.toThrow(UnauthorizedError)
  const back = await agree(provider.asked ?? new URL('about:blank'))
  expect(back.searchParams.get('state')).toBe('some-state')
  secrets.push(back.searchParams.get('code') ?? '')
  await transport.finishAuth(back.searchParams)
  const connected = client()
  await connected.connect(transportOf())
  return connected
}

/** What becomes of a call with a token: its HTTP status, and whether it was refused. */
async function call(token: string, slug = 'shop') {
  const endpoint = { url: resource(slug), headers: { authorization: `Bearer ${token}` } }
  const response = await post(endpoint, modernCall('get_profiles', { page_size: 1 }))
  if (response.status !== 200) return { status: response.status, denied: true }
  const { result, error } = await messageOf(response)
  return { status: 200, denied: result?.isError === true || error !== undefined }
}

describe('the SDK’s client', () => {
  it.each(['modern', 'legacy'] as const)('[oauth.sdk] logs in and calls (%s)', async (era) => {
    const provider = new Provider()
    const client = await connect(provider, 'shop', era)
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['get_profiles'])
    const answer = await told(client.callTool({ name: 'get_profiles', arguments: { page_size: 1 } }))
    expect(answer.failed).toBe(false)
    await client.close()
    const { access_token: token } = provider.kept['tokens'] as { access_token: string }
    // Its token is for this server alone.
    expect(await call(token, 'shop')).toEqual({ status: 200, denied: false })
    expect((await call(token, 'other')).status).toBe(401)
  })

  it('[oauth.sdk] logs in for all servers at once, and its token is good for each', async () => {
    const provider = new Provider()
    const client = await connect(provider, '', 'modern')
    const names = (await client.listTools()).tools.map(({ name }) => name)
    expect(names.sort()).toEqual(['other__get_profiles', 'shop__get_profiles'])
    const answer = await told(client.callTool({ name: 'other__get_profiles', arguments: { page_size: 1 } }))
    expect(answer.failed).toBe(false)
    await client.close()
  })

  it('[oauth.renewal] renews its tokens without its person, until they take their consent back', async () => {
    const provider = new Provider()
    await (await connect(provider, 'shop', 'modern')).close()
    const before = provider.kept['tokens'] as { access_token: string; refresh_token: string }
    provider.kept['tokens'] = { ...before, access_token: 'pco_unknown' }
    const transport = new StreamableHTTPClientTransport(new URL(resource('shop')), { authProvider: provider })
    const client = new Client(NAME, { versionNegotiation: { mode: ERAS.modern } })
    await client.connect(transport)
    expect(await told(client.callTool({ name: 'get_profiles', arguments: { page_size: 1 } }))).toMatchObject({
      failed: false,
    })
    const after = provider.kept['tokens'] as typeof before
    expect(after.refresh_token).not.toBe(before.refresh_token)
    await client.close()
    const { items } = await good(ada.client.call('authorizations.list', {}))
    expect(new Set(items.map(({ grant }) => grant)).size).toBe(1)
    for (const { id } of items) await good(ada.client.call('authorizations.end', { params: { authorization: id } }))
    expect((await call(after.access_token)).status).toBe(401)
  })
})

describe('mcp-remote', () => {
  it('[oauth.mcp-remote] logs in for a client that speaks stdio only', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portcullis-remote-'))
    const program = createRequire(import.meta.url).resolve('mcp-remote/package.json')
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [join(program, '../dist/proxy.js'), resource('shop'), '--allow-http', '--transport', 'http-only'],
      // No program of this machine opens the address: the test does.
      env: { HOME: folder, MCP_REMOTE_CONFIG_DIR: folder, PATH: folder },
      stderr: 'pipe',
    })
    let said = ''
    const asked = new Promise<URL>((resolve) => {
      transport.stderr?.on('data', (piece: Buffer) => {
        said += piece.toString()
        const address = /(http\S+\/oauth\/authorize\?\S+)\s/.exec(said)?.[1]
        if (address !== undefined) resolve(new URL(address))
      })
    })
    const client = new Client(NAME, { versionNegotiation: { mode: ERAS.legacy } })
    const connected = client.connect(transport)
    try {
      const back = await agree(await asked)
      expect((await fetch(back)).status).toBe(200)
      await connected
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['get_profiles'])
      const answer = await told(client.callTool({ name: 'get_profiles', arguments: { page_size: 1 } }))
      expect(answer.failed).toBe(false)
    } finally {
      await client.close()
      await rm(folder, { recursive: true, force: true })
    }
  }, 30_000)
})

describe('an issuer elsewhere', () => {
  it('[oauth.issuer] proves a grant by its signed tokens, made for exactly this server', async () => {
    const params = { organisation }
    const wish = { label: 'CI', servers: { shop: { policy: 'readers' } } }
    const made = await good(ada.client.call('grants.create', { params, body: wish }))
    const rules = [{ claims: { repository: 'acme/shop' }, grant: made.grant.id }]
    const sign = (aud: string, repository = 'acme/shop') =>
      new SignJWT({ iss: issuer.url, aud, repository })
        .setExpirationTime('5m')
        .setProtectedHeader({ alg: 'ES256', kid: 'k' })
        .sign(keys.privateKey)
    const early = await sign(resource('shop'))
    expect((await call(early)).status).toBe(401)
    const trusted = await good(
      ada.client.call('issuers.create', { params, body: { label: 'CI', issuer: issuer.url, rules } }),
    )
    expect(await call(await sign(resource('shop')))).toEqual({ status: 200, denied: false })
    expect((await call(await sign(resource('other')))).status).toBe(401)
    expect((await call(await sign(resource('shop'), 'evil/shop'))).status).toBe(401)
    await good(ada.client.call('issuers.delete', { params: { organisation, issuer: trusted.id } }))
    expect((await call(await sign(resource('shop')))).status).toBe(401)
  })
})

describe('afterwards', () => {
  it('[oauth.value-free] no code and no token stands in any file, nor in what was printed', () => {
    const files = readdirSync(running.folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
    const texts = [...files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')), running.printed()]
    const wanted = secrets.filter((secret) => secret !== '')
    expect(wanted.length).toBeGreaterThan(8)
    expect(wanted.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([])
  })
})
