import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { feedGrants } from '../grant/feed.ts'
import { sweepAuthorization } from './tend.ts'
import { type AuthorizationWorld, CHALLENGE, openAuthorizationWorld } from './test-authorization.contract.ts'

const MINUTE = 60_000
let world: AuthorizationWorld
beforeEach(async () => {
  world = await openAuthorizationWorld()
})
afterEach(() => world.test.close())

describe('codes', () => {
  it('[oauth.code] are good once: the second time ends what came of the first', async () => {
    const { client, code } = await world.withCode()
    const first = await world.exchange(client, code)
    expect(await world.digests()).toHaveLength(1)
    expect(await world.exchange(client, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await world.digests()).toEqual([])
    expect(await world.refresh(client, first.body.refresh_token)).toMatchObject({ body: { error: 'invalid_grant' } })
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
    const { client, code } = await world.withCode()
    const answer = await world.exchange(client, code, wish as Record<string, string>)
    expect(answer.body.error).toBe(error)
    expect(await world.digests()).toEqual([])
  })

  it('belong to the client that asked, for a minute', async () => {
    const { client, code, template } = await world.withCode()
    const other = await world.register()
    expect((await world.exchange(other.body.client_id, code)).body.error).toBe('invalid_grant')
    const next = await world.consent(world.query(client), template)
    world.test.pass(MINUTE)
    const late = await world.exchange(client, next.location?.searchParams.get('code') ?? '')
    expect(late.body.error).toBe('invalid_grant')
  })
})

describe('refresh tokens', () => {
  it('[oauth.reuse] are replaced each time; one that comes twice ends the family', async () => {
    const { client, code } = await world.withCode()
    const first = (await world.exchange(client, code)).body
    world.test.pass(20 * MINUTE)
    const second = (await world.refresh(client, first.refresh_token)).body
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await world.digests()).toHaveLength(2)
    expect((await world.refresh(client, first.refresh_token)).body.error).toBe('invalid_grant')
    expect(await world.digests()).toEqual([])
    expect((await world.refresh(client, second.refresh_token)).body.error).toBe('invalid_grant')
  })

  it('of two at once one is answered, and the family ends', async () => {
    const { client, code } = await world.withCode()
    const { refresh_token } = (await world.exchange(client, code)).body
    const answers = await Promise.all([world.refresh(client, refresh_token), world.refresh(client, refresh_token)])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await world.digests()).toEqual([])
  })

  it('[oauth.member] are good for their own client and resource, while the person belongs to the organisation', async () => {
    const { client, code } = await world.withCode()
    const { refresh_token } = (await world.exchange(client, code)).body
    const other = await world.register()
    expect((await world.refresh(other.body.client_id, refresh_token)).body.error).toBe('invalid_grant')
    const elsewhere = { resource: 'http://127.0.0.1:4100/mcp/mail' }
    expect((await world.refresh(client, refresh_token, elsewhere)).body.error).toBe('invalid_target')
    const { db } = world.test.control
    await db.updateTable('accounts').set({ disabled: 1 }).where('id', '=', 'acc_ann').execute()
    expect((await world.refresh(client, refresh_token)).body.error).toBe('invalid_grant')
    expect(await feedGrants(world.test.control)).toEqual([])
    await db.updateTable('accounts').set({ disabled: 0 }).where('id', '=', 'acc_ann').execute()
    expect((await world.refresh(client, refresh_token)).status).toBe(200)
  })

  it('end with a revocation, by whichever token', async () => {
    const { client, code } = await world.withCode()
    const { access_token, refresh_token } = (await world.exchange(client, code)).body
    expect((await world.form('/oauth/revoke', { client_id: client, token: access_token })).status).toBe(200)
    expect(await world.digests()).toEqual([])
    expect((await world.refresh(client, refresh_token)).body.error).toBe('invalid_grant')
    expect((await world.form('/oauth/revoke', { client_id: client, token: 'nothing' })).status).toBe(200)
  })

  it('leave nothing behind when they are over', async () => {
    const { client, code } = await world.withCode()
    await world.exchange(client, code)
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
    const { client, code } = await world.withCode()
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
