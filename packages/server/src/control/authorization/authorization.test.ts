import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { digestToken, isSecret } from '../../crypto/token.ts'
import { feedGrants } from '../grant/feed.ts'
import { GRANTS } from '../grant/test-grants.contract.ts'
import { type AuthorizationWorld, openAuthorizationWorld, RESOURCE } from './test-authorization.contract.ts'

const MINUTE = 60_000
let world: AuthorizationWorld
const begin = async (): Promise<void> => {
  world = await openAuthorizationWorld()
}
const end = (): Promise<void> => world.test.close()

describe('the authorization server', () => {
  beforeEach(begin)
  afterEach(end)

  it('says what it can do', async () => {
    const { body } = await world.ask('/.well-known/oauth-authorization-server').then(async (answer) => ({
      body: await answer.json(),
    }))
    expect(body).toMatchObject({
      issuer: 'http://127.0.0.1:4101',
      token_endpoint: 'http://127.0.0.1:4101/oauth/token',
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
    })
  })

  it('[oauth.value-free] gives a client tokens for one server, after its person agreed', async () => {
    const { client, code } = await world.withCode()
    const { status, body, headers } = await world.exchange(client, code)
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 1800 })
    expect([isSecret('access', body.access_token), isSecret('refresh', body.refresh_token)]).toEqual([true, true])
    const [grant] = await feedGrants(world.test.control)
    expect(grant).toMatchObject({
      owner: 'acc_ann',
      label: 'Shop for people',
      tokens: [{ digest: digestToken(body.access_token), audience: 'shop' }],
    })
    expect(grant?.tokens[0]?.expires).toBe(world.test.control.clock.now() + 30 * MINUTE)
    const kept = JSON.stringify([
      await world.test.control.db.selectFrom('oauth_tokens').selectAll().execute(),
      await world.test.control.db.selectFrom('oauth_codes').selectAll().execute(),
      world.test.told,
    ])
    for (const secret of [code, body.access_token, body.refresh_token]) expect(kept).not.toContain(secret)
  })

  it('answers with state and issuer, to the very address that was asked for', async () => {
    const { body: client } = await world.register({ redirect_uris: ['https://app.example/cb?x=1'] })
    const template = await world.template()
    const query = world.query(client.client_id, { redirect_uri: 'https://app.example/cb?x=1' })
    const { location } = await world.consent(query, template)
    expect(Object.fromEntries(location?.searchParams ?? [])).toMatchObject({
      x: '1',
      state: 'st&te',
      iss: 'http://127.0.0.1:4101',
    })
    const refused = await world.test.call('POST /authorization/decisions', {
      body: { query, template: null },
      as: world.ann,
    })
    expect(new URL(refused.body.location).searchParams.get('error')).toBe('access_denied')
  })

  it('shows who asks, where the answer goes, and each tool with its risk and its rule', async () => {
    const { body: client } = await world.register({ client_name: 'Evil\u202eGood' })
    await world.template()
    const query = world.query(client.client_id)
    const { body } = await world.test.call('POST /authorization/requests', { body: { query }, as: world.ann })
    expect(body.client).toEqual({ name: 'Evil\ufffdGood', address: null })
    expect(body.redirect).toEqual({ host: '127.0.0.1:7777', kind: 'machine' })
    expect(body.choices).toHaveLength(1)
    expect(body.choices[0].servers[0].tools).toContainEqual(
      expect.objectContaining({ name: 'send_money', effect: 'asks', risk: expect.any(String) }),
    )
    const anothers = await world.test.call('POST /authorization/requests', { body: { query }, as: world.ben })
    expect(anothers.body.choices).toEqual([])
  })

  it('[oauth.template] lets nobody use what was not assigned to them', async () => {
    const { body: client } = await world.register()
    const query = world.query(client.client_id)
    const annas = await world.template()
    const mail = await world.template({ label: 'Mail', servers: { mail: { policy: 'open' } } })
    const stranger = {
      ...world.ann,
      memberships: [{ organisation: 'globex', server: undefined, role: 'admin' as const }],
    }
    const key = { ...world.ann, kind: 'key' as const }
    expect((await world.consent(query, annas, world.ben)).status).toBe(403)
    expect((await world.consent(query, annas, stranger)).status).toBe(403)
    expect((await world.consent(query, annas, key)).status).toBe(403)
    expect((await world.consent(query, mail)).status).toBe(403)
    expect(await world.test.control.db.selectFrom('grants').selectAll().execute()).toEqual([])
  })

  it('[oauth.one-grant] keeps one grant, and so one set of counters, however often and by whatever client somebody agrees', async () => {
    const first = await world.withCode()
    const second = await world.withCode(first.template)
    await world.exchange(first.client, first.code)
    await world.exchange(second.client, second.code)
    const grants = await feedGrants(world.test.control)
    expect(grants).toHaveLength(1)
    expect(grants[0]?.tokens).toHaveLength(2)
    const own = await world.test.call('GET /account/authorizations', { as: world.ann })
    expect(own.body.items).toHaveLength(2)
    const end = `DELETE /account/authorizations/${own.body.items[0].id}` as const
    expect((await world.test.call(end, { as: world.ben })).status).toBe(404)
    expect((await world.test.call(end, { as: world.ann })).status).toBe(204)
    expect(await world.digests()).toHaveLength(1)
  })

  it('does not bring back by consent what was revoked or suspended', async () => {
    const { client, code, template } = await world.withCode()
    await world.exchange(client, code)
    const [grant] = await feedGrants(world.test.control)
    await world.test.call(`POST ${GRANTS}/${grant?.id}/revoke`, { body: {} })
    expect(await feedGrants(world.test.control)).toEqual([])
    const again = await world.consent(world.query(client), template)
    expect(again).toMatchObject({ status: 403, body: { detail: expect.stringContaining('revoked') } })
    expect((await world.test.call(`POST ${GRANTS}/${grant?.id}/confirm`)).status).toBe(200)
    expect(await world.digests()).toEqual([])
    expect((await world.consent(world.query(client), template)).status).toBe(200)
  })
})

describe('a wrong request', () => {
  beforeAll(begin)
  afterAll(end)
  let labels = 0

  it.each([
    ['redirect_uri', { redirect_uri: 'http://127.0.0.1:7777/other' }],
    ['redirect_uri', { redirect_uri: 'https://evil.example/callback' }],
    ['redirect_uri', { redirect_uri: undefined }],
    ['not known', { client_id: 'oac_00000000000000000000000000' }],
  ])('[oauth.redirect] sends nobody anywhere for a wrong client or address: %s %o', async (words, wish) => {
    const { body: client } = await world.register()
    const query = world.query(client.client_id, wish as Record<string, string>)
    for (const what of ['requests', 'decisions']) {
      const body = {
        query,
        ...(what === 'decisions' && { template: await world.template({ label: `${what} ${labels++}` }) }),
      }
      const told = await world.test.call(`POST /authorization/${what}`, { body, as: world.ann })
      expect(told).toMatchObject({ status: 422, body: { detail: expect.stringContaining(words) } })
    }
    expect(await world.test.control.db.selectFrom('oauth_codes').selectAll().execute()).toEqual([])
  })

  it.each([
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_request', { code_challenge: undefined }],
    ['invalid_request', { code_challenge_method: 'plain' }],
    ['invalid_request', { code_challenge_method: undefined }],
    ['invalid_target', { resource: undefined }],
    ['invalid_target', { resource: `${RESOURCE}/` }],
    ['invalid_target', { resource: 'http://127.0.0.1:4100/mcp/SHOP' }],
    ['invalid_target', { resource: 'https://gate.example.com/mcp/shop' }],
    ['invalid_target', { resource: 'http://127.0.0.1:41000/mcp/shop' }],
    ['interaction_required', { prompt: 'none' }],
  ])('tells the client %s for %o', async (error, wish) => {
    const { body: client } = await world.register()
    const query = world.query(client.client_id, wish as Record<string, string>)
    const { location } = await world.consent(query, await world.template({ label: `wrong ${labels++}` }))
    expect(location?.searchParams.get('error')).toBe(error)
    expect(location?.searchParams.get('iss')).toBe('http://127.0.0.1:4101')
    expect(location?.searchParams.has('code')).toBe(false)
  })
})
