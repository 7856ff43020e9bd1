/** Credentials of servers that the control plane keeps: put in, asked for, renewed, and never seen again. */
import { afterEach, describe, expect, it } from 'vitest'
import type { SuppliedCredential, ToControl } from '../packages/server/src/control/messages.ts'
import { digestToken, mintToken } from '../packages/server/src/crypto/token.ts'
import type { FeedServer } from '../packages/server/src/ports/directory-feed.ts'
import { part } from '../packages/server/src/store/feed/sample.contract.ts'
import { type FedGateway, startFed } from './fed-gateway.ts'
import { ask, codeOf, messageOf, modernCall, modernRequest, post } from './messages.ts'
import { answerJson, answerText, type Script, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'
import { until } from './until.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

type Ask = Extract<ToControl, { kind: 'credential' }>

/** Answers asks for credentials, as a control plane would. */
type Answerer = (ask: Ask) => Partial<SuppliedCredential> | undefined

interface Opened {
  readonly gateway: FedGateway
  readonly upstream: ScriptedUpstream
  readonly asks: () => Ask[]
  /** `Authorization` of everything that arrived. */
  readonly proved: () => (string | undefined)[]
}

const GOOD = 'Bearer good-secret-credential'
const bearer = (authorization: string): Partial<SuppliedCredential> => ({ headers: { authorization } })

/** Takes one credential only. */
const guarded =
  (good: string, then: Script): Script =>
  (got, answer) => {
    if (got.headers.authorization === good) return then(got, answer)
    answer.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end()
  }

const done: Script = ({ message }, answer) => answerJson(answer, message.id, { content: [], resultType: 'complete' })
const initialized: Script = ({ message }, answer) => {
  const serverInfo = { name: 'scripted', version: '1' }
  answerJson(answer, message.id, { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo })
}
const listed: Script = ({ message }, answer) => {
  const tools = [{ name: 'pay', inputSchema: { type: 'object' } }]
  answerJson(answer, message.id, { tools, resultType: 'complete', ttlMs: 0, cacheScope: 'private' })
}

async function open(authentication: FeedServer['authentication'], answerer: Answerer, good = GOOD): Promise<Opened> {
  const upstream = await startUpstream({
    scripts: { pay: guarded(good, done), 'tools/list': guarded(good, listed), initialize: guarded(good, initialized) },
  })
  opened.push(upstream)
  const gateway = await startFed({ url: upstream.url, server: { authentication }, policy: POLICY })
  opened.push(gateway)
  gateway.line.attach((message) => {
    gateway.said.push(message)
    if (message.kind !== 'credential') return
    const found = answerer(message)
    const { server, owner } = message
    const nothing = { server, owner, headers: undefined, expires: undefined, consent: undefined }
    setTimeout(() =>
      gateway.hear({ kind: 'credentials', ask: message.ask, put: found ? [{ ...nothing, ...found }] : [] }),
    )
  })
  const asks = () => gateway.saidOf('credential')
  return { gateway, upstream, asks, proved: () => upstream.received.map(({ headers }) => headers.authorization) }
}

const POLICY = {
  default: 'deny',
  tools: { other: { action: 'deny' }, pay: { limits: [{ counter: 'pay', window: 'day', max: 100, scope: 'grant' }] } },
}
const CONSENT = 'https://admin.test/consent/x#pcl_secret'

describe('a credential', () => {
  it('is asked for once, and put into everything that is sent', async () => {
    const { gateway, upstream, asks, proved } = await open('server', () => bearer(GOOD))
    const calls = Array.from({ length: 5 }, () => ask(gateway.at(), modernCall('pay')))
    for (const answer of await Promise.all(calls)) expect(codeOf(answer)).toBeUndefined()
    await ask(gateway.at(), modernRequest(1, 'tools/list'))
    expect(asks()).toMatchObject([{ server: 'srv_shop', owner: '', grant: 'gr_1', refused: undefined }])
    expect([upstream.calls('pay'), new Set(proved())]).toEqual([5, new Set([GOOD])])
  })

  it('takes the place of a configured header of the same name', async () => {
    const { gateway, proved } = await open('server', () => bearer(GOOD))
    const headers = { Authorization: 'Bearer old', 'X-Tenant': 'seven' }
    const { transport } = gateway.server
    if (transport.kind === 'stdio') throw new Error('unexpected')
    gateway.feed(part({ servers: [{ ...gateway.server, transport: { ...transport, headers } }] }))
    await ask(gateway.at(), modernCall('pay'))
    expect(new Set(proved())).toEqual(new Set([GOOD]))
  })

  it('is each owner’s own', async () => {
    const { gateway, asks, proved } = await open('owner', ({ owner }) => bearer(`Bearer of-${owner}-0123456789`))
    const token = mintToken()
    const tokens = [{ digest: digestToken(token), expires: undefined, audience: undefined }]
    gateway.feed(part({ grants: [{ ...gateway.grant, id: 'gr_2', owner: 'bob', tokens }] }))
    await Promise.all([ask(gateway.at(), modernCall('pay')), ask(gateway.at('shop', token), modernCall('pay'))])
    expect(asks().map(({ owner, grant }) => [owner, grant])).toEqual([
      ['ann', 'gr_1'],
      ['bob', 'gr_2'],
      // What the server refused is asked about again.
      ['ann', 'gr_1'],
      ['bob', 'gr_2'],
    ])
    expect(new Set(proved())).toEqual(new Set(['Bearer of-ann-0123456789', 'Bearer of-bob-0123456789']))
  })

  it('is nobody’s before its owner gave consent, which the refusal says how to give', async () => {
    const { gateway, upstream, asks } = await open('owner', () => ({ consent: CONSENT }))
    const refused = await ask(gateway.at(), modernCall('pay'))
    expect(codeOf(refused)).toBe('consent_required')
    expect(refused.result?.content?.[0]?.text).toContain(`[CONSENT REQUIRED]`)
    expect(refused.result?.content?.[0]?.text).toContain(CONSENT)
    expect(refused.result?._meta?.['portcullis/decision']).toMatchObject({ consent: CONSENT })
    const other = await ask(gateway.at(), modernRequest(1, 'tools/list'))
    expect(other.error).toMatchObject({ data: { code: 'consent_required', consent: CONSENT } })
    expect([upstream.received, asks().length]).toEqual([[], 1])
    // The link is in no log.
    expect(JSON.stringify(await gateway.log())).not.toContain('pcl_secret')
    const put = [{ server: 'srv_shop', owner: 'ann', expires: undefined, consent: undefined, ...bearer(GOOD) }]
    gateway.hear({ kind: 'credentials', ask: undefined, put: put.map((one) => ({ headers: undefined, ...one })) })
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBeUndefined()
  })

  it('is asked for nobody whose call is denied anyway', async () => {
    const { gateway, asks } = await open('owner', () => ({ consent: CONSENT }))
    expect(codeOf(await ask(gateway.at(), modernCall('other')))).toBe('policy_denied')
    expect(asks()).toEqual([])
  })

  it('that nobody has is said to be missing, and nothing is counted', async () => {
    const { gateway, upstream } = await open('server', () => undefined)
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBe('credential_missing')
    expect(upstream.received).toEqual([])
    expect(await gateway.log()).toMatchObject([{ effect: 'deny', code: 'credential_missing' }])
  })
})

describe('a credential that the server refuses', () => {
  const renewing: Answerer = ({ refused }) => bearer(refused === undefined ? 'Bearer outworn-credential' : GOOD)

  it('is renewed with the server’s challenge, and what only asks is asked again', async () => {
    const { gateway, upstream, asks } = await open('server', renewing)
    const answer = await ask(gateway.at(), modernRequest(1, 'tools/list'))
    expect(answer.result?.tools?.map(({ name }) => name)).toEqual(['pay'])
    const refused = { status: 401, challenge: 'Bearer error="invalid_token"' }
    expect(asks().map((one) => one.refused)).toEqual([undefined, refused])
    const lists = upstream.received.filter(({ message }) => message.method === 'tools/list')
    expect(lists.map(({ headers }) => headers.authorization)).toEqual(['Bearer outworn-credential', GOOD])
  })

  it('[exact.never-twice] is renewed, and a call is never sent twice', async () => {
    const { gateway, upstream, asks } = await open('server', renewing)
    const refused = await ask(gateway.at(), modernCall('pay'))
    expect([codeOf(refused), upstream.calls('pay'), asks().length]).toEqual(['credential_renewed', 1, 2])
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBeUndefined()
    expect(upstream.calls('pay')).toBe(2)
  })

  it('is not renewed for ever', async () => {
    const { gateway, upstream, asks } = await open('server', () => bearer('Bearer never-good-enough'))
    const codes: (string | undefined)[] = []
    for (let i = 0; i < 4; i++) codes.push(codeOf(await ask(gateway.at(), modernCall('pay'))))
    expect(codes.every((code) => code === 'upstream_unauthorized' || code === 'credential_renewed')).toBe(true)
    expect([upstream.calls('pay'), asks().length]).toEqual([4, 2])
  })

  it('for want of a scope leads to consent', async () => {
    const challenge = 'Bearer error="insufficient_scope", scope="write"'
    const { gateway, upstream, asks } = await open('owner', ({ refused }) =>
      refused === undefined ? bearer(GOOD) : { consent: CONSENT },
    )
    upstream.script('pay', (_got, answer) => void answer.writeHead(403, { 'www-authenticate': challenge }).end())
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBe('consent_required')
    expect(asks()[1]?.refused).toEqual({ status: 403, challenge })
  })
})

describe('a server of the other era', () => {
  it('is translated for, with the same credential and the same words', async () => {
    const { gateway, upstream, proved } = await open('owner', () => ({ consent: CONSENT }))
    // It speaks the legacy era only.
    upstream.script('server/discover', ({ message }, answer) => {
      const error = { code: -32601, message: 'Method not found' }
      answerText(answer, JSON.stringify({ jsonrpc: '2.0', id: message.id, error }))
    })
    const refused = await ask(gateway.at(), modernRequest(1, 'tools/list'))
    expect(refused.error).toMatchObject({ data: { code: 'consent_required', consent: CONSENT } })
    expect(upstream.received).toEqual([])
    const put = { server: 'srv_shop', owner: 'ann', expires: undefined, consent: undefined }
    gateway.hear({ kind: 'credentials', ask: undefined, put: [{ ...put, headers: { authorization: GOOD } }] })
    const answer = await ask(gateway.at(), modernRequest(2, 'tools/list'))
    expect(answer.result?.tools?.map(({ name }) => name)).toEqual(['pay'])
    expect(new Set(proved())).toEqual(new Set([GOOD]))
    expect(upstream.received.map(({ message }) => message.method)).toContain('initialize')
  })
})

describe('what was put in', () => {
  it('never comes back, whether it was renewed meanwhile or not', async () => {
    const { gateway, upstream } = await open('server', () => bearer(GOOD))
    const leak: Script = ({ message, headers }, answer) => {
      const text = `You sent ${headers.authorization}`
      setTimeout(() => answerJson(answer, message.id, { content: [{ type: 'text', text }] }), 50)
    }
    upstream.script('pay', leak)
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBe('result_withheld')
    const calling = post(gateway.at(), modernCall('pay'))
    await until(() => upstream.calls('pay') === 2)
    const put = [{ server: 'srv_shop', owner: '', headers: { authorization: 'Bearer quite-another-one' } }]
    gateway.hear({
      kind: 'credentials',
      ask: undefined,
      put: put.map((one) => ({ ...one, expires: undefined, consent: undefined })),
    })
    expect(codeOf(await messageOf(await calling))).toBe('result_withheld')
    const text = JSON.stringify([await gateway.log(), gateway.told])
    expect(text).not.toContain('good-secret-credential')
  })
})

describe('how a server is reached', () => {
  it('is told when it changes', async () => {
    const { gateway, upstream } = await open('none', () => undefined)
    upstream.script('pay', done)
    await ask(gateway.at(), modernCall('pay'))
    await ask(gateway.at(), modernCall('pay'))
    upstream.script('pay', (_got, answer) => void answer.destroy())
    await ask(gateway.at(), modernCall('pay'))
    await ask(gateway.at(), modernCall('pay'))
    upstream.script('pay', done)
    await ask(gateway.at(), modernCall('pay'))
    expect(gateway.saidOf('reached').map(({ problem }) => problem)).toEqual([
      undefined,
      'The server ended before it answered.',
      undefined,
    ])
  })
})
