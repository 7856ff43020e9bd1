import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestToken, isSecret } from '../../crypto/token.ts'
import { feedGrants } from '../grant/feed.ts'
import { GRANTS } from '../grant/test-grants.contract.ts'
import { sweepAuthorization } from './tend.ts'
import {
  type AuthorizationWorld,
  CHALLENGE,
  openAuthorizationWorld,
  REDIRECT,
  RESOURCE,
  VERIFIER,
} from './test-authorization.contract.ts'

const MINUTE = 60_000
let world: AuthorizationWorld
beforeEach(async () => {
  world = await openAuthorizationWorld()
})
afterEach(() => world.test.close())

/** A client with a code. */
async function withCode(template?: string) {
  const { body: client } = await world.register()
  const id = template ?? (await world.template())
  const { location } = await world.consent(world.query(client.client_id), id)
  return { client: client.client_id as string, code: location?.searchParams.get('code') ?? '', template: id }
}

const exchange = (client: string, code: string, more: Record<string, string> = {}) =>
  world.form('/oauth/token', {
    grant_type: 'authorization_code',
    client_id: client,
    code,
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
    resource: RESOURCE,
    ...more,
  })

const refresh = (client: string, token: string, more: Record<string, string> = {}) =>
  world.form('/oauth/token', { grant_type: 'refresh_token', client_id: client, refresh_token: token, ...more })

const digests = async () =>
  (await feedGrants(world.test.control)).flatMap(({ tokens }) => tokens.map((one) => one.digest))

describe('the authorization server', () => {
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

  it('gives a client tokens for one server, after its person agreed', async () => {
    const { client, code } = await withCode()
    const { status, body, headers } = await exchange(client, code)
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

  it.each([
    ['redirect_uri', { redirect_uri: 'http://127.0.0.1:7777/other' }],
    ['redirect_uri', { redirect_uri: 'https://evil.example/callback' }],
    ['redirect_uri', { redirect_uri: undefined }],
    ['not known', { client_id: 'oac_00000000000000000000000000' }],
  ])('sends nobody anywhere for a wrong client or address: %s %o', async (words, wish) => {
    const { body: client } = await world.register()
    const query = world.query(client.client_id, wish as Record<string, string>)
    for (const what of ['requests', 'decisions']) {
      const body = { query, ...(what === 'decisions' && { template: await world.template({ label: what }) }) }
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
    const { location } = await world.consent(query, await world.template())
    expect(location?.searchParams.get('error')).toBe(error)
    expect(location?.searchParams.get('iss')).toBe('http://127.0.0.1:4101')
    expect(location?.searchParams.has('code')).toBe(false)
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

  it('lets nobody use what was not assigned to them', async () => {
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

  it('keeps one grant, and so one set of counters, however often and by whatever client somebody agrees', async () => {
    const first = await withCode()
    const second = await withCode(first.template)
    await exchange(first.client, first.code)
    await exchange(second.client, second.code)
    const grants = await feedGrants(world.test.control)
    expect(grants).toHaveLength(1)
    expect(grants[0]?.tokens).toHaveLength(2)
    const own = await world.test.call('GET /account/authorizations', { as: world.ann })
    expect(own.body.items).toHaveLength(2)
    const end = `DELETE /account/authorizations/${own.body.items[0].id}` as const
    expect((await world.test.call(end, { as: world.ben })).status).toBe(404)
    expect((await world.test.call(end, { as: world.ann })).status).toBe(204)
    expect(await digests()).toHaveLength(1)
  })

  it('does not bring back by consent what was revoked or suspended', async () => {
    const { client, code, template } = await withCode()
    await exchange(client, code)
    const [grant] = await feedGrants(world.test.control)
    await world.test.call(`POST ${GRANTS}/${grant?.id}/revoke`, { body: {} })
    expect(await feedGrants(world.test.control)).toEqual([])
    const again = await world.consent(world.query(client), template)
    expect(again).toMatchObject({ status: 403, body: { detail: expect.stringContaining('revoked') } })
    expect((await world.test.call(`POST ${GRANTS}/${grant?.id}/confirm`)).status).toBe(200)
    expect(await digests()).toEqual([])
    expect((await world.consent(world.query(client), template)).status).toBe(200)
  })
})

describe('codes', () => {
  it('are good once: the second time ends what came of the first', async () => {
    const { client, code } = await withCode()
    const first = await exchange(client, code)
    expect(await digests()).toHaveLength(1)
    expect(await exchange(client, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await digests()).toEqual([])
    expect(await refresh(client, first.body.refresh_token)).toMatchObject({ body: { error: 'invalid_grant' } })
  })

  it.each([
    ['invalid_grant', { code_verifier: 'b'.repeat(43) }],
    ['invalid_grant', { code_verifier: CHALLENGE }],
    ['invalid_grant', { code_verifier: 'short' }],
    ['invalid_grant', { redirect_uri: 'http://127.0.0.1:7778/callback' }],
    ['invalid_target', { resource: 'http://127.0.0.1:4100/mcp/mail' }],
    ['unsupported_grant_type', { grant_type: 'password' }],
    ['invalid_client', { client_id: 'oac_x' }],
    ['invalid_client', { client_secret: 'something' }],
  ])('are refused with %s for %o', async (error, wish) => {
    const { client, code } = await withCode()
    const answer = await exchange(client, code, wish as Record<string, string>)
    expect(answer.body.error).toBe(error)
    expect(await digests()).toEqual([])
  })

  it('belong to the client that asked, for a minute', async () => {
    const { client, code, template } = await withCode()
    const other = await world.register()
    expect((await exchange(other.body.client_id, code)).body.error).toBe('invalid_grant')
    const next = await world.consent(world.query(client), template)
    world.test.pass(MINUTE)
    const late = await exchange(client, next.location?.searchParams.get('code') ?? '')
    expect(late.body.error).toBe('invalid_grant')
  })
})

describe('refresh tokens', () => {
  it('are replaced each time; one that comes twice ends the family', async () => {
    const { client, code } = await withCode()
    const first = (await exchange(client, code)).body
    world.test.pass(20 * MINUTE)
    const second = (await refresh(client, first.refresh_token)).body
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await digests()).toHaveLength(2)
    expect((await refresh(client, first.refresh_token)).body.error).toBe('invalid_grant')
    expect(await digests()).toEqual([])
    expect((await refresh(client, second.refresh_token)).body.error).toBe('invalid_grant')
  })

  it('of two at once one is answered, and the family ends', async () => {
    const { client, code } = await withCode()
    const { refresh_token } = (await exchange(client, code)).body
    const answers = await Promise.all([refresh(client, refresh_token), refresh(client, refresh_token)])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await digests()).toEqual([])
  })

  it('are good for their own client and resource, while the person belongs to the organisation', async () => {
    const { client, code } = await withCode()
    const { refresh_token } = (await exchange(client, code)).body
    const other = await world.register()
    expect((await refresh(other.body.client_id, refresh_token)).body.error).toBe('invalid_grant')
    const elsewhere = { resource: 'http://127.0.0.1:4100/mcp/mail' }
    expect((await refresh(client, refresh_token, elsewhere)).body.error).toBe('invalid_target')
    const { db } = world.test.control
    await db.updateTable('accounts').set({ disabled: 1 }).where('id', '=', 'acc_ann').execute()
    expect((await refresh(client, refresh_token)).body.error).toBe('invalid_grant')
    expect(await feedGrants(world.test.control)).toEqual([])
    await db.updateTable('accounts').set({ disabled: 0 }).where('id', '=', 'acc_ann').execute()
    expect((await refresh(client, refresh_token)).status).toBe(200)
  })

  it('end with a revocation, by whichever token', async () => {
    const { client, code } = await withCode()
    const { access_token, refresh_token } = (await exchange(client, code)).body
    expect((await world.form('/oauth/revoke', { client_id: client, token: access_token })).status).toBe(200)
    expect(await digests()).toEqual([])
    expect((await refresh(client, refresh_token)).body.error).toBe('invalid_grant')
    expect((await world.form('/oauth/revoke', { client_id: client, token: 'nothing' })).status).toBe(200)
  })

  it('leave nothing behind when they are over', async () => {
    const { client, code } = await withCode()
    await exchange(client, code)
    world.test.pass(181 * 24 * 60 * MINUTE)
    await sweepAuthorization(world.test.control)
    const { db } = world.test.control
    const left = await Promise.all(
      (['oauth_tokens', 'oauth_codes', 'oauth_families', 'oauth_clients'] as const).map((table) =>
        db.selectFrom(table).selectAll().execute(),
      ),
    )
    expect(left).toEqual([[], [], [], []])
  })
})

describe('what programs send', () => {
  it('stands in the body, once', async () => {
    const { client, code } = await withCode()
    const fields = { grant_type: 'authorization_code', client_id: client, code }
    const inQuery = await world.form(`/oauth/token?code=${code}`, fields)
    expect(inQuery.body.error).toBe('invalid_request')
    const body = `client_id=${client}&client_id=${client}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const twice = await world.ask('/oauth/token', { method: 'POST', body, headers })
    expect(await twice.json()).toMatchObject({ error: 'invalid_request' })
  })

  it('is not listened to for a while from where it is wrong too often', async () => {
    let sent = 0
    const wrong = () => world.form('/oauth/token', { client_id: `oac_${sent++}`, grant_type: 'refresh_token' })
    for (let i = 0; i < 60; i++) await wrong()
    expect((await wrong()).status).toBe(429)
    world.test.pass(MINUTE)
    expect((await wrong()).status).toBe(401)
  })
})
