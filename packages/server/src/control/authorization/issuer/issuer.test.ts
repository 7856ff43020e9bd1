import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { digestToken } from '../../../crypto/token.ts'
import { SOURCES } from '../../directory/sources.ts'
import { feedGrants } from '../../grant/feed.ts'
import { GRANTS, openGrantWorld } from '../../grant/test-grants.contract.ts'
import { testServerParts } from '../../server/test-server-parts.contract.ts'
import type { TestControl } from '../../test-control.contract.ts'
import { createTokenReader } from './read-token.ts'

const AUDIENCE = 'http://127.0.0.1:4100/mcp/shop'
const ISSUERS = '/organisations/acme/issuers'

let keys: Awaited<ReturnType<typeof generateKeyPair>>
let others: typeof keys
let server: Server
let issuer = ''
let asked: string[] = []
let published: object[] = []

beforeAll(async () => {
  keys = await generateKeyPair('ES256')
  others = await generateKeyPair('ES256')
  published = [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256' }]
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.setHeader('content-type', 'application/json')
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }))
    } else response.end(JSON.stringify({ keys: published }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

let test: TestControl
let grant = ''
const begin = async (): Promise<void> => {
  asked = []
  test = await openGrantWorld(testServerParts({ allowed: [issuer.slice('http://'.length)] }))
  const made = await test.call(`POST ${GRANTS}`, { body: { label: 'CI', servers: { shop: { policy: 'shop' } } } })
  grant = made.body.grant.id
}
const end = (): Promise<void> => test.close()

const trust = (more: object = {}, organisation = 'acme') =>
  test.call(`POST /organisations/${organisation}/issuers`, {
    as: test.actor('admin', organisation),
    body: {
      label: 'CI',
      issuer,
      rules: [{ claims: { repository: 'acme/shop', ref: ['main', 'next'] }, grant }],
      ...more,
    },
  })

const CLAIMS = { repository: 'acme/shop', ref: 'main' }

interface Wish {
  readonly claims?: JWTPayload
  readonly kid?: string
  readonly by?: typeof keys
  readonly alg?: string
}

function token({ claims = {}, kid = 'one', by = keys, alg = 'ES256' }: Wish = {}): Promise<string> {
  const now = Math.floor(test.control.clock.now() / 1000)
  return new SignJWT({ iss: issuer, aud: AUDIENCE, exp: now + 300, ...CLAIMS, ...claims })
    .setProtectedHeader({ alg, kid })
    .sign(by.privateKey)
}

const proofs = async () => (await feedGrants(test.control)).flatMap(({ tokens }) => tokens.slice(1))
const hear = (text: string, audience = AUDIENCE) => createTokenReader(test.control).hear(text, audience)

describe('tokens of other issuers', () => {
  beforeEach(begin)
  afterEach(end)

  it('prove the grant that their claims lead to, until they end', async () => {
    expect((await trust()).status).toBe(201)
    const text = await token()
    await hear(text)
    const end = test.control.clock.now() + 300_000
    expect(await proofs()).toEqual([{ digest: digestToken(text), expires: end, audience: 'shop' }])
    expect(test.published.at(-1)?.grants).toEqual(new Set([grant]))
    expect(asked).toEqual(['/.well-known/openid-configuration', '/keys'])
    const kept = await test.control.db.selectFrom('issued_tokens').selectAll().execute()
    expect(JSON.stringify(kept)).not.toContain(text.slice(0, 40))
    test.pass(300_000)
    expect(await proofs()).toEqual([])
  })

  it('are read with keys that were added since, which are fetched at most now and then', async () => {
    await trust()
    const reader = createTokenReader(test.control)
    await reader.hear(await token(), AUDIENCE)
    published.push({ ...(await exportJWK(others.publicKey)), kid: 'two', alg: 'ES256' })
    const newer = await token({ by: others, kid: 'two' })
    await reader.hear(newer, AUDIENCE)
    expect(await proofs()).toHaveLength(1)
    test.pass(30_000)
    await reader.hear(newer, AUDIENCE)
    expect(await proofs()).toHaveLength(2)
    const before = asked.length
    for (let i = 0; i < 5; i++) await reader.hear(await token({ by: others, kid: `x${i}` }), AUDIENCE)
    expect(asked.length).toBe(before)
    published.pop()
  })

  it('end with their issuer, with their grant, and where two organisations could be meant', async () => {
    const made = await trust()
    const text = await token()
    await hear(text)
    const path = `${ISSUERS}/${made.body.id}`
    await test.call(`PATCH /organisations/acme/issuers/${made.body.id}`, {
      body: { enabled: false },
      headers: { 'if-match': '*' },
    })
    expect(await proofs()).toEqual([])
    expect((await SOURCES.organisations(test.control)).some((one) => one.externalIssuers)).toBe(false)
    await hear(text)
    expect(await proofs()).toEqual([])
    expect((await test.call(`DELETE ${path as '/x'}`)).status).toBe(204)
    await trust()
    expect((await SOURCES.organisations(test.control, ['acme']))[0]?.externalIssuers).toBe(true)
    await test.call(`POST ${GRANTS}/${grant}/suspend`, { body: { reason: 'x' } })
    await hear(text)
    expect(await test.control.db.selectFrom('issued_tokens').selectAll().execute()).toEqual([])
  })

  it('are tried out by admins, and rules name grants that are there', async () => {
    const wrong = await trust({ rules: [{ claims: { sub: 'x' }, grant: 'gr_none' }] })
    expect(wrong.body.errors[0]).toMatchObject({ field: '/body/rules/0/grant' })
    expect((await trust({ issuer: 'http://idp.example.com' })).body.errors[0]).toMatchObject({ field: '/body/issuer' })
    const { body } = await trust()
    const attempt = async (text: string) =>
      (
        await test.call(`POST /organisations/acme/issuers/${body.id}/try`, {
          body: { token: text, resource: AUDIENCE },
        })
      ).body
    expect(await attempt(await token())).toEqual({ grant, because: '' })
    expect(await attempt(await token({ claims: { aud: 'x' } }))).toMatchObject({
      because: 'Its claim `aud` is not as it has to be.',
    })
    expect(await proofs()).toEqual([])
    const viewer = await test.call(`GET ${ISSUERS}`, { as: test.actor('policy_manager') })
    expect(viewer.status).toBe(403)
  })
})

describe('tokens that are not good', () => {
  beforeAll(async () => {
    await begin()
    await trust()
  })
  afterAll(end)

  it.each<[string, () => Promise<string>]>([
    ['another audience', () => token({ claims: { aud: 'http://127.0.0.1:4100/mcp/mail' } })],
    ['the gateway as a whole', () => token({ claims: { aud: 'http://127.0.0.1:4100' } })],
    ['no audience', () => token({ claims: { aud: [] } })],
    ['another issuer', () => token({ claims: { iss: 'https://other.example' } })],
    ['the end behind it', () => token({ claims: { exp: 1 } })],
    ['a later beginning', () => token({ claims: { nbf: 4_000_000_000 } })],
    ['another key', () => token({ by: others })],
    ['an unknown key', () => token({ by: others, kid: 'two' })],
    ['another claim', () => token({ claims: { repository: 'evil/shop' } })],
    ['a claim that is a number', () => token({ claims: { ref: 7 as unknown as string } })],
    ['a changed payload', async () => (await token()).replace(/\.[^.]+\./, '.eyJpc3MiOiJ4In0.')],
    ['no signature', async () => (await token()).replace(/\.[^.]*$/, '.')],
  ])('prove nothing with %s', async (_, make) => {
    await hear(await make())
    expect(await proofs()).toEqual([])
  })

  it('signed with a shared secret, or with nothing, are none', async () => {
    const payload = Buffer.from(JSON.stringify({ iss: issuer, aud: AUDIENCE, exp: 4_000_000_000, ...CLAIMS })).toString(
      'base64url',
    )
    const head = (alg: string) => Buffer.from(JSON.stringify({ alg, kid: 'one' })).toString('base64url')
    for (const alg of ['none', 'HS256']) await hear(`${head(alg)}.${payload}.${'A'.repeat(43)}`)
    expect(await proofs()).toEqual([])
  })
})
