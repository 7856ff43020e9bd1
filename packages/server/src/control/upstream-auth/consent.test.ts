import { describe, expect, it } from 'vitest'
import type { TestControl } from '../test-control.contract.ts'
import { endConsents } from './after-restore.ts'
import { type ConnectedTest, openConnected, visit } from './connected.contract.ts'
import { startAuthorization } from './scripted-authorization.contract.ts'

/** Everything that is written or told anywhere. */
async function dump({ control, told }: TestControl): Promise<string> {
  const tables = [
    'servers',
    'server_secrets',
    'server_health',
    'upstream_clients',
    'upstream_tokens',
    'consents',
    'consent_attempts',
    'changes',
  ] as const
  const rows = await Promise.all(tables.map((table) => control.db.selectFrom(table).selectAll().execute()))
  return JSON.stringify([rows, told])
}

const SCENE = '/organisations/acme/servers/mail'

describe('consent', () => {
  it('[servers.consent] [servers.value-free] leads from a refusal’s link to a credential, sealed', async () => {
    const { ask, agree, test, told, authorization, server, person } = await openConnected()
    const refused = await ask()
    expect(refused).toMatchObject({ server, owner: person.id, headers: undefined })
    expect(refused.consent).toMatch(/^http:\/\/127\.0\.0\.1:4101\/connect#pc[a-z]_[0-9A-Za-z]{49}$/)
    const { hash } = new URL(refused.consent!)
    const read = await test.call('POST /consents/read', { body: { link: hash.slice(1) } })
    expect(read.body).toMatchObject({ organisation: 'acme', slug: 'mail', everybody: false })
    const finished = await agree(refused.consent!)
    expect(finished).toMatchObject({ status: 200, body: { slug: 'mail' } })
    const credential = {
      server,
      owner: person.id,
      headers: { Authorization: 'Bearer s3cr3t-access-1' },
      consent: undefined,
    }
    expect(told).toMatchObject([credential])
    expect(await ask()).toMatchObject(credential)
    expect(authorization.authorized[0]).toMatchObject({
      scope: 'read',
      code_challenge_method: 'S256',
      resource: expect.stringMatching(/\/mcp$/),
    })
    expect(authorization.tokens[0]?.fields['resource']).toBe(authorization.authorized[0]?.['resource'])
    const credentials = await test.call(`GET ${SCENE}/credentials`)
    expect(credentials.body.items).toMatchObject([{ owner: person.id, scope: 'read', renewable: true, problem: null }])
    expect(test.told.at(-1)).toMatchObject({ action: 'credential.obtain', organisation: 'acme', actor: person.id })
    expect(await dump(test)).not.toMatch(/s3cr3t/)
    expect(JSON.stringify(credentials.body)).not.toMatch(/s3cr3t/)
  })

  it('[servers.owner] is given once for each link', async () => {
    const { ask, agree } = await openConnected()
    const { consent } = await ask()
    expect((await agree(consent!)).status).toBe(200)
    expect((await agree(consent!)).status).toBe(404)
  })

  it('[servers.owner] is for the owner of the grant, and nobody else', async () => {
    const { ask, agree, test, person } = await openConnected()
    const { consent } = await ask()
    const others = [
      test.actor('policy_manager'),
      { ...test.admin, id: 'acc_other' },
      { ...test.admin, session: undefined },
      { ...test.admin, kind: 'key' as const },
    ]
    for (const other of others) expect((await agree(consent!, other)).status).toBe(404)
    expect((await agree(consent!, person)).status).toBe(200)
  })

  it('[servers.owner] is over after ten minutes, at its beginning and at its end', async () => {
    const { ask, agree, test } = await openConnected()
    const { consent } = await ask()
    test.pass(10 * 60_000)
    expect((await agree(consent!)).status).toBe(404)
    const next = await ask()
    expect(next.consent).not.toBe(consent)
    const begun = await test.call('POST /consents/begin', { body: { link: new URL(next.consent!).hash.slice(1) } })
    const back = await visit(begun.body.url)
    test.pass(10 * 60_000)
    expect((await test.call('POST /consents/finish', { body: back })).status).toBe(409)
  })

  it('is ended by whoever began it, once, with the state that was given', async () => {
    const { ask, test, authorization } = await openConnected()
    const begin = async () => {
      const { body } = await test.call(`POST ${SCENE}/authorization`)
      return visit(body.url)
    }
    await ask()
    const back = await begin()
    const finish = (body: object, as = test.admin) => test.call('POST /consents/finish', { body, as })
    expect((await finish(back, { ...test.admin, id: 'acc_other' })).status).toBe(409)
    expect((await finish({ ...back, state: `${back['state']}x` })).status).toBe(409)
    expect((await finish({ ...back, iss: 'https://evil.example.com' })).status).toBe(409)
    expect((await finish(back)).status).toBe(409)
    expect(authorization.tokens).toHaveLength(0)
    const again = await begin()
    expect((await finish(again)).status).toBe(200)
    expect((await finish(again)).status).toBe(409)
    expect((await finish({ ...(await begin()), code: undefined, error: 'access_denied' })).body.detail).toMatch(
      /access_denied/,
    )
  })

  it('is void where the server was changed meanwhile', async () => {
    const { ask, test, told } = await openConnected()
    await ask()
    const { body } = await test.call(`POST ${SCENE}/authorization`)
    const back = await visit(body.url)
    const edit = { authentication: { kind: 'oauth', identity: 'owner' } }
    await test.call(`PUT ${SCENE}/authentication`, { body: edit })
    expect((await test.call('POST /consents/finish', { body: back })).status).toBe(409)
    expect(told).toEqual([])
  })

  it('can be taken back by whoever gave it, and by nobody beside', async () => {
    const { ask, agree, test, told, server, person } = await openConnected()
    await agree((await ask()).consent!)
    const mine = await test.call('GET /connections')
    expect(mine.body.items).toMatchObject([{ server, organisation: 'acme', slug: 'mail', scope: 'read' }])
    const other = { as: { ...test.admin, id: 'acc_other' } }
    expect((await test.call('GET /connections', other)).body.items).toEqual([])
    expect((await test.call(`DELETE /connections/${server}`, other)).status).toBe(404)
    expect((await test.call(`DELETE /connections/${server}`)).status).toBe(204)
    expect(told.at(-1)).toMatchObject({ server, owner: person.id, headers: undefined })
    expect((await ask()).consent).toMatch(/\/connect#/)
  })

  it('is asked for again once a backup was restored', async () => {
    const { ask, agree, control } = await openConnected()
    await agree((await ask()).consent!)
    const { consent } = await ask({ status: 401, challenge: '' })
    await control.db.transaction().execute(endConsents)
    expect((await ask()).headers).toBeUndefined()
    expect((await agree(consent!)).status).toBe(404)
  })

  it('is forgotten by the gateway, too, where the server becomes another one', async () => {
    const { ask, agree, test, told, resource, person } = await openConnected()
    await agree((await ask()).consent!)
    expect(told).toMatchObject([{ url: resource.url, headers: {} }])
    const edit = { body: { from: { url: `${resource.url}2` } }, headers: { 'if-match': '*' } }
    expect((await test.call(`PATCH ${SCENE}`, edit)).status).toBe(200)
    expect(told.at(-1)).toMatchObject({ owner: person.id, headers: undefined })
    expect((await ask()).headers).toBeUndefined()
  })

  it('is everybody’s where the server has one identity; an admin begins it', async () => {
    const { ask, agree, test, told } = await openConnected({ identity: 'server' })
    const { consent, owner } = await ask()
    expect(owner).toBe('')
    expect((await agree(consent!, test.actor('viewer'))).status).toBe(404)
    expect((await test.call(`POST ${SCENE}/authorization`, { as: test.actor('viewer') })).status).toBe(403)
    expect((await test.call(`POST ${SCENE}/authorization`, { as: { ...test.admin, kind: 'key' } })).status).toBe(403)
    expect((await agree(consent!)).status).toBe(200)
    expect(told).toMatchObject([{ owner: '', headers: { Authorization: 'Bearer s3cr3t-access-1' } }])
    expect((await test.call(`DELETE ${SCENE}/credentials`)).status).toBe(204)
    expect(told.at(-1)).toMatchObject({ owner: '', headers: undefined })
    expect((await test.call(`DELETE ${SCENE}/credentials`)).status).toBe(404)
  })
})

describe('a client', () => {
  it('[servers.issuer] is registered once for an authorization server, and never shown to another', async () => {
    const { ask, agree, authorization, resource, test } = await openConnected()
    await agree((await ask()).consent!)
    await agree((await ask({ status: 401, challenge: '' })).consent!)
    expect(authorization.registered).toBe(1)
    expect(
      authorization.tokens.every(
        (token) => token.authorization === `Basic ${Buffer.from('client-1:s3cr3t-1').toString('base64')}`,
      ),
    ).toBe(true)
    const rows = await test.control.db.selectFrom('upstream_clients').selectAll().execute()
    expect(rows).toMatchObject([{ issuer: authorization.issuer, client_id: 'client-1', origin: 'registered' }])
    const second = await startAuthorization()
    resource.metadata = { authorization_servers: [second.issuer] }
    // The operator did not allow that one.
    const { consent } = await ask({ status: 401, challenge: 'Bearer' })
    expect((await agree(consent!)).body.detail).toMatch(/names no authorization server/)
    expect([second.registered, second.tokens.length]).toEqual([0, 0])
  })

  it('that was given is used only where it was used first', async () => {
    const { ask, agree, authorization, test } = await openConnected({ client: { id: 'given', secret: 's3cr3t' } })
    expect((await agree((await ask()).consent!)).status).toBe(200)
    expect(authorization.registered).toBe(0)
    expect(authorization.tokens[0]?.authorization).toBe(`Basic ${Buffer.from('given:s3cr3t').toString('base64')}`)
    await test.control.db.updateTable('upstream_clients').set({ issuer: 'https://former.example.com' }).execute()
    expect((await agree((await ask({ status: 401, challenge: '' })).consent!)).body.detail).toMatch(
      /former\.example\.com/,
    )
  })

  it('proves who it is by its own credentials where nobody gives consent', async () => {
    const client = { id: 'machine', secret: 's3cr3t' }
    const { ask, authorization, test } = await openConnected({ identity: 'server', flow: 'client', client })
    expect(await ask()).toMatchObject({ owner: '', headers: { Authorization: 'Bearer s3cr3t-access-1' } })
    expect(authorization.tokens[0]?.fields).toMatchObject({ grant_type: 'client_credentials', scope: 'read' })
    expect((await ask()).headers).toEqual({ Authorization: 'Bearer s3cr3t-access-1' })
    test.pass(3600_000)
    expect((await ask()).headers).toEqual({ Authorization: 'Bearer s3cr3t-access-2' })
    authorization.refusal = { status: 401, error: 'invalid_client' }
    expect(await ask({ status: 401, challenge: '' })).toMatchObject({ headers: undefined, consent: undefined })
    expect((await test.call(`GET ${SCENE}`)).body.health.problem).toMatch(/invalid_client/)
    expect(await dump(test)).not.toMatch(/s3cr3t/)
  })
})

describe('what a server and its authorization server say', () => {
  const detail = async (change: (scene: ConnectedTest) => void): Promise<string> => {
    const scene = await openConnected()
    change(scene)
    const finished = await scene.agree((await scene.ask()).consent!)
    expect([finished.status, scene.authorization.authorized.length, scene.authorization.registered]).toEqual([
      502, 0, 0,
    ])
    return finished.body.detail
  }

  it.each([
    ['is about another server', { resource: 'https://evil.example.com/mcp' }, /another one/],
    ['is about a path beside', { resource: 'PATH' }, /another one/],
    ['names no authorization server', { authorization_servers: [] }, /names no authorization server/],
    [
      'names one without https',
      { authorization_servers: ['http://login.example.com'] },
      /names no authorization server/,
    ],
    [
      'names one with a user',
      { authorization_servers: ['https://a@login.example.com'] },
      /names no authorization server/,
    ],
    ['names no list', { authorization_servers: 'https://login.example.com' }, /names no authorization server/],
    ['is longer than metadata may be', { padding: 'x'.repeat(11_000) }, /more than 10240 bytes/],
  ])('[servers.metadata] is refused where the server’s %s', async (_what, metadata, why) => {
    const found = await detail(({ resource }) => {
      resource.metadata =
        'resource' in metadata && metadata.resource === 'PATH' ? { resource: `${resource.url}x` } : metadata
    })
    expect(found).toMatch(why)
  })

  it.each([
    ['names another issuer', { issuer: 'https://evil.example.com' }, /another issuer/],
    ['knows no PKCE', { code_challenge_methods_supported: undefined }, /PKCE/],
    ['knows only plain PKCE', { code_challenge_methods_supported: ['plain'] }, /PKCE/],
    ['has a token endpoint without https', { token_endpoint: 'http://evil.example.com/token' }, /no token endpoint/],
    [
      'has no page',
      { authorization_endpoint: 'javascript:alert(1)', registration_endpoint: undefined },
      /by hand|lets nobody/,
    ],
    [
      'has a page without https',
      { authorization_endpoint: 'http://evil.example.com/', registration_endpoint: undefined },
      /by hand|lets nobody/,
    ],
    ['registers nobody', { registration_endpoint: undefined }, /by hand/],
  ])('[servers.metadata] is refused where the authorization server %s', async (_what, metadata, why) => {
    expect(await detail(({ authorization }) => Object.assign(authorization, { metadata }))).toMatch(why)
  })

  it.each(['', '[]', 'null', '{"issuer":', '{"__proto__":{"issuer":"x"}}', '<html>'])(
    'is refused where it is no document: %s',
    async (metadataText) => {
      expect(await detail(({ authorization }) => Object.assign(authorization, { metadataText }))).toMatch(
        /publishes no metadata/,
      )
    },
  )
})
