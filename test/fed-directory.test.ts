/** A gateway whose directory is fed: tokens, addresses, organisations, and that a change holds from the next request on. */
import { afterEach, describe, expect, it } from 'vitest'
import { digestToken, mintSecret, mintToken } from '../packages/server/src/crypto/token.ts'
import { systemClock } from '../packages/server/src/ports/clock.ts'
import {
  feedGrant,
  feedOrganisation,
  feedPolicy,
  feedServer,
  part,
} from '../packages/server/src/store/feed/sample.contract.ts'
import { type FedGateway, type FedWish, startFed } from './fed-gateway.ts'
import { ask, codeOf, eventsOf, legacyCall, modernCall, modernRequest, PLAIN_HEADERS, post } from './messages.ts'
import { beginEvents, eventOf, type ScriptedUpstream, startUpstream, type UpstreamWish } from './scripted-upstream.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

interface Opened {
  readonly gateway: FedGateway
  readonly upstream: ScriptedUpstream
}

async function open(wish: Partial<FedWish> = {}, upstreamWish: UpstreamWish = { tools: ['pay'] }): Promise<Opened> {
  const upstream = await startUpstream(upstreamWish)
  opened.push(upstream)
  const gateway = await startFed({ url: upstream.url, ...wish })
  opened.push(gateway)
  return { gateway, upstream }
}

describe('a fed directory', () => {
  it('holds from the next request on, and says so', async () => {
    const { gateway, upstream } = await open()
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBeUndefined()
    gateway.feed(part({ policies: [feedPolicy('pol_open', { default: 'deny' }, { version: '2' })] }))
    expect(gateway.saidOf('in_force').map(({ number }) => number)).toEqual([1, 2])
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBe('policy_denied')
    gateway.feed(part({}, { grants: ['gr_1'] }))
    expect((await post(gateway.at(), modernCall('pay'))).status).toBe(401)
    expect(upstream.calls('pay')).toBe(1)
    await gateway.line.ready
  })

  it('lets a call go on by what it was decided by, though something else changes in each turn of the loop', async () => {
    const { gateway, upstream } = await open()
    let isOver = false
    const change = (): void => {
      if (isOver) return
      gateway.feed(part({ grants: [{ ...gateway.grant, id: 'gr_other', tokens: [] }] }))
      setImmediate(change)
    }
    change()
    const calls = Array.from({ length: 20 }, () => ask(gateway.at(), modernCall('pay')))
    expect((await Promise.all(calls)).map(codeOf)).toEqual(calls.map(() => undefined))
    isOver = true
    expect(upstream.calls('pay')).toBe(20)
  })

  it('[closed.failure] refuses a call that is decided too late again and again, and sends nothing of it', async () => {
    let late = 0
    const isSlow = { now: false }
    const monotonic = (): number => {
      if (isSlow.now) late += 2000
      return systemClock.monotonic() + late
    }
    const { gateway, upstream } = await open({ clock: { ...systemClock, monotonic } })
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBeUndefined()
    isSlow.now = true
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBe('undecided')
    isSlow.now = false
    expect(upstream.calls('pay')).toBe(1)
    expect(await gateway.log()).toContainEqual(expect.objectContaining({ effect: 'deny', code: 'undecided' }))
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBeUndefined()
  })

  it('knows tokens of several kinds, each for as long and for what it was issued', async () => {
    const access = mintSecret('access')
    const old = mintToken()
    const tokens = [
      { digest: digestToken(access), expires: undefined, audience: 'shop' },
      { digest: digestToken(old), expires: Date.now() - 1, audience: undefined },
    ]
    const { gateway } = await open({ grant: { tokens } })
    expect((await post(gateway.at('shop', access), modernCall('pay'))).status).toBe(200)
    expect((await post(gateway.at('shop', old), modernCall('pay'))).status).toBe(401)
    gateway.feed(part({ servers: [{ ...gateway.server, id: 'srv_mail', slug: 'mail' }] }))
    const reaches = ['srv_shop', 'srv_mail'].map((server) => ({ server, policy: 'pol_open', shadow: undefined }))
    gateway.feed(part({ grants: [{ ...gateway.grant, reaches }] }))
    expect((await post(gateway.at('shop', access), modernCall('pay'))).status).toBe(200)
    expect((await post(gateway.at('mail', access), modernCall('pay'))).status).toBe(401)
  })

  it('takes a session over from one token of its grant to the next', async () => {
    const [first, second] = [mintSecret('access'), mintSecret('access')]
    const token = (text: string, expires: number) => ({ digest: digestToken(text), expires, audience: 'shop' })
    const later = Date.now() + 60_000
    const tokens = [token(first, later), token(second, later)]
    const { gateway } = await open({ grant: { tokens } }, { tools: ['pay'], sessions: true })
    const initialize = { jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } }
    const { headers } = legacyCall('pay')
    const opening = await post(gateway.at('shop', first), { headers, body: JSON.stringify(initialize) })
    const session = { 'mcp-session-id': opening.headers.get('mcp-session-id') ?? '' }
    expect((await post(gateway.at('shop', first), legacyCall('pay'), session)).status).toBe(200)
    gateway.feed(part({ grants: [{ ...gateway.grant, tokens: [token(first, Date.now()), token(second, later)] }] }))
    // The token is over; the session of its grant is not.
    expect((await post(gateway.at('shop', first), legacyCall('pay'), session)).status).toBe(401)
    expect((await post(gateway.at('shop', second), legacyCall('pay'), session)).status).toBe(200)
    // Whereas a token that is revoked takes the session along that it was used in last.
    const third = token(first, later)
    gateway.feed(part({ grants: [{ ...gateway.grant, tokens: [third] }] }))
    expect((await post(gateway.at('shop', second), legacyCall('pay'), session)).status).toBe(401)
    expect((await post(gateway.at('shop', first), legacyCall('pay'), session)).status).toBe(404)
  })

  it('is used from the networks of the grant only, behind trusted proxies as well', async () => {
    const settings = { trusted_proxies: ['127.0.0.1'] }
    const { gateway, upstream } = await open({ grant: { addresses: ['10.1.0.0/16', '2001:db8::/32'] }, settings })
    const from = async (address: string | undefined) => {
      const forwarded = address === undefined ? {} : { 'x-forwarded-for': address }
      const response = await post(gateway.at(), modernCall('pay'), forwarded)
      return [response.status, await response.text()] as const
    }
    for (const inside of ['10.1.2.3', '2001:db8::7', '9.9.9.9, 10.1.2.3']) {
      expect([inside, (await from(inside))[0]]).toEqual([inside, 200])
    }
    for (const outside of [undefined, '10.2.0.1', '2001:db9::7', '10.1.2.3, 9.9.9.9', 'nonsense']) {
      expect([outside, (await from(outside))[0]]).toEqual([outside, 403])
    }
    expect((await from('9.9.9.9'))[1]).toContain('network address')
    expect(upstream.calls('pay')).toBe(3)
    const refused = (await gateway.log()).filter(({ code }) => code === 'address_not_allowed')
    expect(refused.reduce((sum, { count }) => sum + Number(count), 0)).toBe(6)
    expect(refused[0]).toMatchObject({ grant: 'gr_1', effect: 'deny' })
    gateway.feed(part({ grants: [{ ...gateway.grant, addresses: [] }] }))
    expect((await from('9.9.9.9'))[0]).toBe(200)
  })

  it('keeps two organisations apart that use the same slug', async () => {
    const { gateway, upstream } = await open({}, { tools: ['pay'], sessions: true })
    const other = await startUpstream({ tools: ['pay'], sessions: true })
    opened.push(other)
    const token = mintToken()
    const organisation = 'org_b'
    const server = feedServer('srv_b', {
      organisation,
      slug: 'shop',
      transport: { kind: 'http', url: other.url, headers: {} },
    })
    const reaches = [{ server: 'srv_b', policy: 'pol_b', shadow: undefined }]
    gateway.feed(
      part({
        servers: [server],
        policies: [feedPolicy('pol_b', { default: 'deny', tools: { pay: {} } }, { organisation })],
        grants: [feedGrant('gr_b', digestToken(token), { organisation, reaches })],
      }),
    )
    // Their server is at an address that the operator did not allow.
    const refused = await ask(gateway.at('shop', token), modernCall('pay'))
    expect(codeOf(refused)).toBe('upstream_unreachable')
    expect(other.received).toEqual([])
    gateway.allow(other.url)
    const [ours, theirs] = [gateway.at(), gateway.at('shop', token)]
    for (const one of [ours, theirs, ours, theirs, ours]) {
      expect(codeOf(await ask(one, modernCall('pay')))).toBeUndefined()
    }
    expect([upstream.calls('pay'), other.calls('pay')]).toEqual([3, 2])
    // Neither do sessions of the same name meet.
    const initialize = { jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } }
    const opening = await post(theirs, { headers: PLAIN_HEADERS, body: JSON.stringify(initialize) })
    const session = { 'mcp-session-id': opening.headers.get('mcp-session-id') ?? '' }
    expect((await post(theirs, legacyCall('pay'), session)).status).toBe(200)
    expect((await post(ours, legacyCall('pay'), session)).status).toBe(404)
  })
})

describe('clients that listen', () => {
  /** What a stream said, up to a number of messages. */
  async function read(response: Response, count: number): Promise<readonly object[]> {
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (eventsOf(text).length < count) {
      const { value, done } = (await reader?.read()) ?? { value: undefined, done: true }
      if (done) break
      text += value
    }
    await reader?.cancel()
    return eventsOf(text)
  }

  it('are told when a change of the directory changes their lists', async () => {
    const { gateway, upstream } = await open()
    const at = gateway.at()
    const accept = { ...at.headers, accept: 'text/event-stream' }
    const acknowledged = { jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged', params: {} }
    upstream.script('GET', (_got, answer) => void beginEvents(answer).write(': hello\n\n'))
    upstream.script('subscriptions/listen', (_got, answer) => void beginEvents(answer).write(eventOf(acknowledged)))
    const legacy = await fetch(at.url, { headers: accept })
    const wish = { notifications: { toolsListChanged: true } }
    const modern = await post(at, modernRequest('sub-1', 'subscriptions/listen', wish))
    const deaf = await post(at, modernRequest('sub-2', 'subscriptions/listen', { notifications: {} }))
    const said = [read(legacy, 4), read(modern, 3), read(deaf, 2)]
    // A change that concerns nobody here, one of the accepted definitions, and one of the policy.
    gateway.feed(part({ organisations: [feedOrganisation('org_b')] }))
    await new Promise((resolve) => setTimeout(resolve, 100))
    gateway.feed(part({ servers: [{ ...gateway.server, pins: { accepted: {}, newTools: 'refuse' } }] }))
    gateway.feed(part({ policies: [feedPolicy('pol_open', { default: 'deny' }, { version: '2' })] }))
    const changed = { method: 'notifications/tools/list_changed' }
    const [prompts, resources] = ['prompts', 'resources'].map((list) => `notifications/${list}/list_changed`)
    expect(await said[0]).toMatchObject([changed, changed, { method: prompts }, { method: resources }])
    const subscription = { _meta: { 'io.modelcontextprotocol/subscriptionId': 'sub-1' } }
    const told = { ...changed, params: subscription }
    expect(await said[1]).toMatchObject([{ method: acknowledged.method }, told, told])
    gateway.feed(part({}, { grants: ['gr_1'] }))
    expect(JSON.stringify(await said[2])).not.toContain(changed.method)
  })
})
