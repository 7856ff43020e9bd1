import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Control } from '../control.ts'
import { testServerParts } from '../server/test-server-parts.contract.ts'
import { type AuthorizationWorld, openAuthorizationWorld, REDIRECT, VERIFIER } from './test-authorization.contract.ts'

const DOCUMENT = 'https://client.example/oauth/client.json'

/** What is at each address; what is not, cannot be reached. */
let web: Map<string, () => Response>
let fetched: string[]
let world: AuthorizationWorld
const begin = async (): Promise<void> => {
  web = new Map()
  fetched = []
  const parts = testServerParts()
  const fetcher: typeof fetch = async (input) => {
    const url = input instanceof Request ? input.url : String(input)
    fetched.push(url)
    const answer = web.get(url)
    if (answer === undefined) throw new Error('unreachable')
    return answer()
  }
  world = await openAuthorizationWorld({
    ...parts,
    egress: { ...parts.egress, fetch: fetcher },
  } satisfies Partial<Control>)
}
const end = (): Promise<void> => world.test.close()

const json =
  (body: object, init: ResponseInit = {}): (() => Response) =>
  () =>
    new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' }, ...init })

const described = (more: object = {}) =>
  json({
    client_id: DOCUMENT,
    client_name: 'Desk',
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    ...more,
  })

const asked = (query: string) => world.test.call('POST /authorization/requests', { body: { query }, as: world.ann })

describe('clients with a document of their own', () => {
  beforeEach(begin)
  afterEach(end)

  it('are known by it, without registering', async () => {
    web.set(DOCUMENT, described())
    const template = await world.template()
    const { body } = await asked(world.query(DOCUMENT))
    expect(body).toMatchObject({ client: { name: 'Desk', address: 'client.example' }, choices: [{ template }] })
    const { location } = await world.consent(world.query(DOCUMENT), template)
    const answer = await world.form('/oauth/token', {
      grant_type: 'authorization_code',
      client_id: DOCUMENT,
      code: location?.searchParams.get('code') ?? '',
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
    })
    expect(answer).toMatchObject({ status: 200, body: { refresh_token: expect.stringMatching(/^pcr_/) } })
    expect(fetched).toEqual([DOCUMENT])
    world.test.pass(5 * 60_000)
    await asked(world.query(DOCUMENT))
    expect(fetched).toHaveLength(2)
  })

  it('[oauth.document] are not fetched from this machine or its network', async () => {
    const real = await openAuthorizationWorld()
    for (const host of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '[::1]', 'localhost']) {
      const body = { query: real.query(`https://${host}/client.json`) }
      const told = await real.test.call('POST /authorization/requests', { body, as: real.ann })
      expect(told).toMatchObject({
        status: 422,
        body: { detail: expect.stringMatching(/no public address|no connection/) },
      })
    }
    await real.test.close()
  })
})

describe('clients that register', () => {
  beforeEach(begin)
  afterEach(end)

  it('are told what they are, with a secret where they want one', async () => {
    const open = await world.register()
    expect(open).toMatchObject({ status: 201, body: { token_endpoint_auth_method: 'none', redirect_uris: [REDIRECT] } })
    expect(open.body.client_secret).toBeUndefined()
    const secret = await world.register({ token_endpoint_auth_method: 'client_secret_basic' })
    const { client_id: id, client_secret: password } = secret.body
    const basic = (word: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${word}`).toString('base64')}` })
    const form = { grant_type: 'refresh_token', refresh_token: 'x' }
    expect((await world.form('/oauth/token', form, basic(password))).body.error).toBe('invalid_grant')
    const wrong = await world.form('/oauth/token', form, basic('wrong'))
    expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Basic/)
    expect((await world.form('/oauth/token', { ...form, client_id: id })).body.error).toBe('invalid_client')
    const posted = await world.form('/oauth/token', { ...form, client_id: id, client_secret: password })
    expect(posted.body.error).toBe('invalid_grant')
    const rows = await world.test.control.db.selectFrom('oauth_clients').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(password)
  })

  it('are few from one address, and forgotten unless they are used', async () => {
    for (let i = 0; i < 20; i++) expect((await world.register()).status).toBe(201)
    expect((await world.register()).status).toBe(429)
    const other = await world.register({}, '198.51.100.7')
    expect(other.status).toBe(201)
    world.test.pass(24 * 3_600_000)
    const told = await asked(world.query(other.body.client_id))
    expect(told).toMatchObject({ status: 422, body: { detail: expect.stringContaining('not known') } })
  })
})

describe('documents', () => {
  beforeAll(begin)
  afterAll(end)

  it.each<[string, () => Response]>([
    ['of another client', described({ client_id: 'https://client.example/other.json' })],
    ['that leads elsewhere', () => new Response(null, { status: 302, headers: { location: 'https://x.example' } })],
    ['that is large', described({ padding: 'x'.repeat(11_000) })],
    ['that is no JSON', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['without redirect URIs', described({ redirect_uris: [] })],
    ['with a redirect URI that runs something', described({ redirect_uris: ['javascript:alert(1)'] })],
    ['with a secret', described({ token_endpoint_auth_method: 'client_secret_post' })],
    ['that is not there', json({}, { status: 404 })],
  ])('are refused with one %s', async (_, answer) => {
    web.set(DOCUMENT, answer)
    const told = await asked(world.query(DOCUMENT))
    expect(told.status).toBe(422)
    expect(await world.test.control.db.selectFrom('oauth_clients').selectAll().execute()).toEqual([])
  })

  it.each([
    'http://client.example/client.json',
    'https://client.example/',
    'https://user@client.example/client.json',
    'https://client.example/client.json?x=1',
    'https://client.example/client.json#x',
    'https://client.example/a/../client.json',
  ])('are never asked for at %s', async (id) => {
    fetched = []
    expect((await asked(world.query(id))).status).toBe(422)
    expect(fetched).toEqual([])
  })
})

describe('registrations', () => {
  beforeAll(begin)
  afterAll(end)

  it.each([
    ['invalid_redirect_uri', { redirect_uris: [] }],
    ['invalid_redirect_uri', { redirect_uris: ['http://app.example/cb'] }],
    ['invalid_redirect_uri', { redirect_uris: ['https://app.example/cb#x'] }],
    ['invalid_redirect_uri', { redirect_uris: 'https://app.example/cb' }],
    ['invalid_client_metadata', { grant_types: ['client_credentials'] }],
    ['invalid_client_metadata', { token_endpoint_auth_method: 'private_key_jwt' }],
  ])('are refused with %s for %o', async (error, wish) => {
    expect(await world.register(wish)).toMatchObject({ status: 400, body: { error } })
  })
})
