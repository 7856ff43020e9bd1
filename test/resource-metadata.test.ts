/** How clients find out where to get a token, and how tokens of other issuers are recognised. */
import { hash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { mintToken } from '../packages/server/src/crypto/token.ts'
import { feedOrganisation, part } from '../packages/server/src/store/feed/sample.contract.ts'
import { type FedGateway, startFed } from './fed-gateway.ts'
import { modernCall, post } from './messages.ts'
import { startUpstream } from './scripted-upstream.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

const ISSUER = 'http://127.0.0.1:4101'

async function open(settings: Readonly<Record<string, unknown>> = {}): Promise<FedGateway> {
  const upstream = await startUpstream({ tools: ['pay'] })
  opened.push(upstream)
  const gateway = await startFed({ url: upstream.url, settings })
  opened.push(gateway)
  return gateway
}

const wellKnown = (origin: string, path = ''): Promise<Response> =>
  fetch(`${origin}/.well-known/oauth-protected-resource${path}`)

describe('metadata of resources', () => {
  it('says for every endpoint who issues its tokens', async () => {
    const gateway = await open()
    const { origin } = gateway
    expect((await wellKnown(origin)).status).toBe(404)
    gateway.line.announce({ gateway: origin, issuer: ISSUER })
    expect(gateway.saidOf('gateway')).toEqual([{ kind: 'gateway', origin }])
    for (const path of ['/mcp/shop', '/mcp/no-such-server', '/mcp', '/sse/shop']) {
      const response = await wellKnown(origin, path)
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(await response.json()).toEqual({
        resource: origin + path,
        authorization_servers: [ISSUER],
        bearer_methods_supported: ['header'],
        resource_name: 'Portcullis',
      })
    }
    expect(await (await wellKnown(origin)).json()).toMatchObject({ resource: `${origin}/mcp` })
    for (const path of ['/', '/mcp/', '/mcp/Shop', '/mcp/shop/', '/mcp/shop?x=1', '/api']) {
      expect([path, (await wellKnown(origin, path)).status]).toEqual([path, 404])
    }
    const posted = await fetch(`${origin}/.well-known/oauth-protected-resource`, { method: 'POST' })
    expect(posted.status).toBe(404)
  })

  it('is pointed at by every refusal for want of a token', async () => {
    const gateway = await open()
    const { origin } = gateway
    const challenge = async (token: string) =>
      (await post(gateway.at('shop', token), modernCall('pay'))).headers.get('www-authenticate')
    expect(await challenge(mintToken())).toBe('Bearer')
    gateway.line.announce({ gateway: origin, issuer: ISSUER })
    const wanted = `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp/shop"`
    expect([await challenge(mintToken()), await challenge('nonsense')]).toEqual([wanted, wanted])
    gateway.line.announce({ gateway: origin, issuer: undefined })
    expect(await challenge(mintToken())).toBe('Bearer')
  })

  it('names the public address where there is one', async () => {
    const gateway = await open({ public_url: 'https://gate.example.com' })
    gateway.line.announce({ gateway: 'https://gate.example.com', issuer: ISSUER })
    const described = await (await wellKnown(gateway.origin, '/mcp/shop')).json()
    expect(described).toMatchObject({ resource: 'https://gate.example.com/mcp/shop' })
  })
})

describe('a token of another issuer', () => {
  const jwt = (name: string): string => ['header00', `payload-${name}`, 'signature'].map(encode).join('.')
  const encode = (text: string): string => Buffer.from(text).toString('base64url')
  const status = async (gateway: FedGateway, token: string) =>
    (await post(gateway.at('shop', token), modernCall('pay'))).status

  /** A control plane that knows some tokens. */
  function answering(gateway: FedGateway, known: ReadonlySet<string>): void {
    gateway.line.attach((message) => {
      gateway.said.push(message)
      if (message.kind !== 'token') return
      setTimeout(() => {
        const digest = hash('sha256', message.token, 'hex')
        const tokens = [{ digest, expires: undefined, audience: 'shop' }]
        if (known.has(message.token)) gateway.feed(part({ grants: [{ ...gateway.grant, tokens }] }))
        gateway.hear({ kind: 'token', ask: message.ask })
      })
    })
  }

  it('is looked into once, and known afterwards', async () => {
    const gateway = await open()
    answering(gateway, new Set([jwt('good')]))
    gateway.feed(part({ organisations: [feedOrganisation('org_a', { externalIssuers: true })] }))
    expect(await status(gateway, jwt('good'))).toBe(200)
    expect(await status(gateway, jwt('good'))).toBe(200)
    expect(gateway.saidOf('token')).toMatchObject([{ token: jwt('good'), audience: `${gateway.origin}/mcp/shop` }])
    expect([await status(gateway, jwt('bad')), await status(gateway, jwt('bad'))]).toEqual([401, 401])
    expect(gateway.saidOf('token')).toHaveLength(2)
    expect(JSON.stringify([await gateway.log(), gateway.told])).not.toContain(jwt('bad'))
  })

  it('is looked into only where other issuers are trusted, and only where it looks like one', async () => {
    const gateway = await open()
    answering(gateway, new Set())
    expect(await status(gateway, jwt('good'))).toBe(401)
    gateway.feed(part({ organisations: [feedOrganisation('org_a', { externalIssuers: true })] }))
    for (const token of [mintToken(), 'nonsense', 'a.b.c', `${jwt('x')}.more`, `${jwt('x')}é`, 'x'.repeat(9000)]) {
      expect(await status(gateway, token)).toBe(401)
    }
    expect(gateway.saidOf('token')).toEqual([])
  })
})
