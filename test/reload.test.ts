/** Edits of the files of a running gateway: they hold from the next request on, whole or not at all. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { GOOD_CALL } from './bad-input/row.ts'
import { applied, type ConfigurationFile, configure, newGrant, readConfiguration, refused } from './configuration.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import {
  ask,
  codeOf,
  type Endpoint,
  legacyCall,
  legacyRequest,
  messageOf,
  modernCall,
  modernRequest,
  PLAIN_HEADERS,
  post,
} from './messages.ts'
import { dial, readAnswer, requestBytes } from './raw-http.ts'
import { beginEvents, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'
import { until } from './until.ts'

const TOOLS = ['x', 'y', 'held', 'limited']
/** Allows one tool, denies another. */
const policyFor = (allowed: string, denied: string) => ({
  version: '1',
  default: 'deny',
  tools: {
    [allowed]: {},
    [denied]: { action: 'deny', reason: `Not ${denied}.` },
    held: {},
    limited: { limits: [{ counter: 'limited', window: 'day', max: 3, scope: 'grant' }] },
  },
})
const A = policyFor('x', 'y')
const B = policyFor('y', 'x')

let first: ScriptedUpstream
let second: ScriptedUpstream
let gateway: GatewayProcess
let to: Endpoint
let original: ConfigurationFile

beforeAll(async () => {
  ;[first, second] = (await Promise.all([1, 2].map(() => startUpstream({ tools: TOOLS, sessions: true })))) as [
    ScriptedUpstream,
    ScriptedUpstream,
  ]
  gateway = await startGateway({ upstreams: { up: first.url }, policy: A })
  to = { url: gateway.urlFor('up'), headers: gateway.headers }
  original = await readConfiguration(gateway)
})
afterEach(() => {
  expect(gateway.child.exitCode).toBe(null)
})
afterAll(async () => {
  await gateway.close()
  await Promise.all([first.close(), second.close()])
})

const as = (token: string): Endpoint => ({ ...to, headers: { authorization: `Bearer ${token}` } })
const codes = (...tools: string[]): Promise<(string | undefined)[]> =>
  Promise.all(tools.map(async (tool) => codeOf(await ask(to, modernCall(tool)))))

describe('an edit of the policy', () => {
  it('[reload.applies] holds from the next request on, and counters go on', async () => {
    expect(await codes('x', 'y', 'limited', 'limited')).toEqual([undefined, 'policy_denied', undefined, undefined])
    await applied(gateway, () => gateway.writePolicy(B))
    expect(await codes('x', 'y')).toEqual(['policy_denied', undefined])
    expect(await codes('limited')).toEqual([undefined])
    expect(await codes('limited')).toEqual(['limit_exceeded'])
    await applied(gateway, () => gateway.writePolicy(A))
    expect(await codes('x', 'y', 'limited')).toEqual([undefined, 'policy_denied', 'limit_exceeded'])
  })

  it.each([
    ['no JSON', '{"version":"1"', /policy\.json:1:/],
    ['an unknown key', JSON.stringify({ ...B, tolos: {} }), /tolos/],
    ['a wrong version', JSON.stringify({ ...B, version: '2' }), /version/],
    ['a key twice', '{"version":"1","default":"deny","default":"allow"}', /default/],
    [
      'an operator that does not exist',
      JSON.stringify({
        ...B,
        all_tools: { require: [{ conditions: [{ path: 'args.a', op: 'is', value: 1 }], on_deny: 'x' }] },
      }),
      /is/,
    ],
    ['nothing at all', '', /policy\.json/],
  ])('[reload.invalid] that is not valid keeps the one before, and says why: %s', async (_, text, why) => {
    const before = gateway.errors.length
    await refused(gateway, () => writeFile(join(gateway.folder, 'policy.json'), text))
    expect(gateway.errors.slice(before).join('')).toMatch(why)
    expect(await codes('x', 'y')).toEqual([undefined, 'policy_denied'])
    await applied(gateway, () => gateway.writePolicy(A))
  })

  it('[reload.invalid] of the configuration as well: the grants before it go on', async () => {
    const said = await refused(gateway, () => writeFile(join(gateway.folder, 'portcullis.yaml'), 'grants: [\n'))
    expect(said).toMatch(/portcullis\.yaml:\d+:\d+/)
    expect(await codes('x', 'y')).toEqual([undefined, 'policy_denied'])
    await applied(gateway, () => configureFrom(original))
    expect(await codes('x')).toEqual([undefined])
  })
})

/** Writes a whole configuration. */
async function configureFrom(file: ConfigurationFile): Promise<void> {
  await writeFile(join(gateway.folder, 'portcullis.yaml'), JSON.stringify(file))
}

/** Reads a stream to its end. */
async function endOf(response: Response): Promise<{ readonly text: string }> {
  const pieces: Buffer[] = []
  for await (const piece of response.body ?? []) pieces.push(Buffer.from(piece))
  return { text: Buffer.concat(pieces).toString() }
}

async function openSession(endpoint: Endpoint): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  const response = await post(endpoint, legacyRequest(1, 'initialize', params))
  await messageOf(response)
  return response.headers.get('mcp-session-id') ?? ''
}

describe('a grant that is taken away', () => {
  it('[reload.revoked] loses its open streams within two seconds, and its next call gets 401', async () => {
    const { grant, token } = newGrant('leaving', { up: 'policy' })
    await configure(gateway, (file) => void file.grants.push(grant))
    const mine = as(token)
    const closed: string[] = []
    const hold = (name: string) => (_: unknown, answer: Parameters<typeof beginEvents>[0]) => {
      beginEvents(answer).write(': open\n\n')
      answer.once('close', () => closed.push(name))
    }
    first.script('held', hold('call'))
    first.script('GET', hold('stream'))
    first.script('subscriptions/listen', hold('listen'))
    const session = await openSession(mine)
    const inSession = { ...mine, headers: { ...mine.headers, 'mcp-session-id': session } }
    const streams = await Promise.all([
      post(mine, modernCall('held')),
      post(mine, modernRequest(2, 'subscriptions/listen', { notifications: {} })),
      fetch(mine.url, { headers: { ...inSession.headers, accept: 'text/event-stream' } }),
    ])
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200])
    const ends = Promise.all(streams.map(endOf))
    await configure(gateway, (file) => {
      file.grants = file.grants.filter(({ id }) => id !== 'leaving')
    })
    expect((await ends)[0]?.text).toContain('upstream_closed')
    await until(() => closed.length === 3)
    for (const endpoint of [mine, inSession]) {
      const response = await post(endpoint, legacyCall('x'))
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
    }
    expect(await codes('x')).toEqual([undefined])
  })

  it('[reload.revoked] between the head and the body of a request gets 401 for it', async () => {
    const { grant, token } = newGrant('slow', { up: 'policy' })
    await configure(gateway, (file) => void file.grants.push(grant))
    const fields = { host: new URL(gateway.origin).host, authorization: `Bearer ${token}`, ...PLAIN_HEADERS }
    const bytes = requestBytes({
      target: '/mcp/up',
      headers: Object.entries(fields),
      body: GOOD_CALL.replace('open', 'x'),
    })
    const socket = await dial(gateway.origin)
    let text = ''
    socket.on('data', (piece: Buffer) => {
      text += piece.toString()
    })
    socket.write(bytes.subarray(0, -10))
    await wait(100)
    await configure(gateway, (file) => {
      file.grants = file.grants.filter(({ id }) => id !== 'slow')
    })
    const before = first.calls('x')
    socket.write(bytes.subarray(-10))
    await until(() => text.includes('\r\n\r\n'))
    socket.destroy()
    expect(readAnswer(Buffer.from(text))).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } })
    expect(first.calls('x')).toBe(before)
  })

  it('[reload.revoked] an expired one is gone at the instant it names', async () => {
    const instant = new Date(Date.now() + 4000)
    const { grant, token } = newGrant('brief', { up: 'policy' }, { expires: instant.toISOString() })
    await configure(gateway, (file) => void file.grants.push(grant))
    first.script('held', (_, answer) => void beginEvents(answer).write(': open\n\n'))
    const stream = await post(as(token), modernCall('held'))
    expect(stream.status).toBe(200)
    const end = endOf(stream)
    await until(async () => (await post(as(token), legacyCall('x'))).status === 401)
    expect(Date.now()).toBeGreaterThanOrEqual(instant.getTime())
    await end
  })
})

describe('an edit of a server', () => {
  it('[reload.server] calls go to the new URL, sessions of the old one are over', async () => {
    await configureAgain()
    const session = await openSession(to)
    const inSession = { ...to, headers: { ...to.headers, 'mcp-session-id': session } }
    expect((await ask(inSession, legacyCall('x'))).status).toBe(200)
    const before = first.callCount
    await configure(gateway, (file) => {
      file.servers['up'] = { url: second.url }
    })
    expect(await codes('x')).toEqual([undefined])
    expect(codeOf(await ask(to, legacyCall('x')))).toBe(undefined)
    expect((await ask(inSession, legacyCall('x'))).status).toBe(404)
    expect(second.calls('x')).toBe(2)
    expect(first.callCount).toBe(before)
    await until(() => first.sockets.size === 0)
    await configureAgain()
    expect(await codes('x')).toEqual([undefined])
    expect(first.callCount).toBe(before + 1)
  })

  it('[reload.server] a changed credential is used from the next call on', async () => {
    await configure(gateway, (file) => {
      file.servers['up'] = { url: first.url, headers: { 'X-Key': 'second-key' } }
    })
    await codes('x')
    expect(first.received.at(-1)?.headers['x-key']).toBe('second-key')
    await configureAgain()
    await codes('x')
    expect(first.received.at(-1)?.headers['x-key']).toBe(undefined)
  })
})

/** The configuration that the tests began with. */
const configureAgain = (): Promise<void> =>
  applied(gateway, () => configureFrom({ ...original, limits: { keep_alive: `${60 + ++edits}s` } }))
let edits = 0
