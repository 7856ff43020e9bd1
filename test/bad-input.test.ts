/** Everything that is wrong with a request has one exact answer, whichever lane reads it, reaches nobody, and leaves the gateway as it was. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BODIES } from './bad-input/bodies.ts'
import { CALLERS } from './bad-input/callers.ts'
import { HEADS } from './bad-input/heads.ts'
import { METHODS } from './bad-input/methods.ts'
import type { Row, Target } from './bad-input/row.ts'
import { configure, newGrant } from './configuration.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { ask, legacyCall, legacyRequest, messageOf, post } from './messages.ts'
import { type RawAnswer, sendRaw } from './raw-http.ts'
import { type ScriptedUpstream, startUpstream, TOOL_RESULT } from './scripted-upstream.ts'
import { until } from './until.ts'

const POLICY = {
  version: '1',
  default: 'allow',
  hide: ['secret_*'],
  tools: { denied: { action: 'deny' }, capped: { rate_limit: '1/hour' } },
}
const HEADED = {
  name: 'headed',
  inputSchema: { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } },
}
const TABLE: readonly Row[] = [...BODIES, ...HEADS, ...CALLERS, ...METHODS]

interface Place {
  readonly gateway: GatewayProcess
  readonly target: Target
}

let upstream: ScriptedUpstream
/** One that reads plain requests itself, and one that leaves all to `node:http`. */
let places: readonly Place[]

beforeAll(async () => {
  upstream = await startUpstream({ tools: ['open', 'denied', 'capped', 'secret_tool', HEADED], sessions: true })
  places = await Promise.all([openPlace('on'), openPlace('off')])
})
afterAll(async () => {
  await Promise.all(places.map(({ gateway }) => gateway.close()))
  await upstream.close()
})

async function openPlace(lane: 'on' | 'off'): Promise<Place> {
  const gateway = await startGateway({
    upstreams: { up: upstream.url, sessions: upstream.url, private: upstream.url },
    policy: POLICY,
    settings: {
      listen: { mcp: '127.0.0.1:0', admin: 'off', catalogue: 'off', fast_lane: lane },
      limits: { refusals_per_second: 10_000 },
    },
  })
  const soon = new Date(Date.now() + 1500)
  const other = newGrant('other', { sessions: 'policy', private: 'policy' })
  const expiring = newGrant('expiring', { up: 'policy' }, { expires: soon.toISOString() })
  await configure(gateway, ({ grants }) => {
    delete grants[0]?.servers['private']
    grants.push(other.grant, expiring.grant)
  })
  const target = {
    host: new URL(gateway.origin).host,
    token: gateway.token,
    expiredToken: expiring.token,
    session: await openSession(gateway, gateway.token),
    foreignSession: await openSession(gateway, other.token),
  }
  await until(() => Date.now() > soon.getTime())
  return { gateway, target }
}

async function openSession(gateway: GatewayProcess, token: string): Promise<string> {
  const to = { url: gateway.urlFor('sessions'), headers: { authorization: `Bearer ${token}` } }
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  const response = await post(to, legacyRequest(1, 'initialize', params))
  await messageOf(response)
  return response.headers.get('mcp-session-id') ?? ''
}

const endpoint = ({ gateway }: Place, slug = 'up') => ({ url: gateway.urlFor(slug), headers: gateway.headers })

/** The gateway goes on as if nothing had been. */
async function expectGoodCall(place: Place): Promise<void> {
  const answer = await ask(endpoint(place), legacyCall('open'))
  expect(answer).toEqual({ status: 200, jsonrpc: '2.0', id: 1, result: TOOL_RESULT })
}

function expectAnswer(answer: RawAnswer, { status, code, id, data, headers }: Row): void {
  expect({ status: answer.status, body: answer.body.slice(0, 300) }).toMatchObject({ status })
  expect(answer.headers).toMatchObject(headers)
  if (code === undefined) {
    expect(answer.body).toBe('')
    return
  }
  const error = { code, message: expect.stringMatching(/^.{10,300}$/s), ...(data === undefined ? undefined : { data }) }
  expect(JSON.parse(answer.body)).toEqual({ jsonrpc: '2.0', id, error })
  expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'x-content-type-options': 'nosniff' })
}

/** An answer without what no two answers share. */
const withoutItsOwn = ({ headers: { date: _, 'x-request-id': _id, ...headers }, ...answer }: RawAnswer): object => ({
  ...answer,
  headers,
})

describe('one exact answer', () => {
  // The name of a tool is looked up in the list, which is asked for once.
  beforeAll(async () => {
    for (const place of places) {
      await ask(endpoint(place), legacyRequest(1, 'tools/list'))
      await ask(endpoint(place, 'sessions'), legacyRequest(1, 'tools/list'))
    }
  })

  it.each(TABLE.map((row) => [row.what, row] as const))('%s', async (_, row) => {
    const before = upstream.received.length
    const answers: RawAnswer[] = []
    for (const { gateway, target } of places) answers.push(await sendRaw(gateway.origin, row.bytes(target)))
    for (const answer of answers) expectAnswer(answer, row)
    const [fast, slow] = answers.map(withoutItsOwn)
    expect(fast).toEqual(slow)
    expect(upstream.received.slice(before).map(({ body }) => body.toString())).toEqual([])
    for (const place of places) await expectGoodCall(place)
    expect(upstream.received.length).toBe(before + places.length)
  })
})
