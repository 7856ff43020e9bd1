/** Arguments and the tool's own schema: what rules read has to fit it first, and what is sent stays as it came. */
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { ask, codeOf, type Endpoint, legacyCall, legacyRequest, modernCall } from './messages.ts'
import {
  answerJson,
  answerText,
  beginEvents,
  eventOf,
  type Received,
  type ScriptedUpstream,
  startUpstream,
} from './scripted-upstream.ts'

const SCHEMA = {
  type: 'object',
  properties: {
    amount: { type: 'number', maximum: 1000 },
    currency: { type: 'string', default: 'EUR' },
    options: { type: 'object', properties: { force: { type: 'boolean', default: true } } },
  },
  required: ['amount'],
}
const CAPPED = { deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 500 }] }] }
const POLICY = {
  version: '1',
  default: 'deny',
  tools: {
    pay: { ...CAPPED, require: [{ conditions: [{ path: 'args.currency', op: 'eq', value: 'EUR' }] }] },
    push: { deny_if: [{ conditions: [{ path: 'args.options.force', op: 'eq', value: true }] }] },
    blind: {},
    odd: CAPPED,
    closed: { action: 'deny' },
  },
}

const tools = ['pay', 'push', 'blind', 'closed'].map((name) => ({ name, inputSchema: SCHEMA }))
const odd = {
  name: 'odd',
  inputSchema: { ...SCHEMA, properties: { amount: { $ref: 'https://example.com/amount.json' } } },
}

let upstream: ScriptedUpstream
let gateway: GatewayProcess
let to: Endpoint

beforeAll(async () => {
  upstream = await startUpstream({ tools: [...tools, odd] })
  gateway = await startGateway({
    upstreams: { up: upstream.url, any: upstream.url },
    policies: { any: { ...POLICY, arguments: 'any' } },
    policy: POLICY,
  })
  to = { url: gateway.urlFor('up'), headers: gateway.headers }
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

describe.each([
  ['legacy', legacyCall],
  ['modern', modernCall],
] as const)('in the %s era', (_era, call) => {
  it.each([
    ['pay', { amount: 'ten' }, 'amount must be a number'],
    ['pay', { amount: 5000 }, 'amount must be at most 1000'],
    ['pay', {}, 'amount is missing'],
    ['push', { amount: 1, options: { force: 'yes' } }, 'options.force must be true or false'],
  ])('[arguments.schema] %s with %j is refused, and the model is told why', async (tool, args, why) => {
    const before = upstream.calls(tool)
    const answer = await ask(to, call(tool, args))
    expect(codeOf(answer)).toBe('arguments_invalid')
    expect(answer.result?.content?.[0]?.text).toContain(why)
    expect(upstream.calls(tool)).toBe(before)
  })

  it('[arguments.defaults] what is absent is judged as the schema’s default, and sent as it came', async () => {
    const posting = call('pay', { amount: 5 })
    expect(codeOf(await ask(to, posting))).toBeUndefined()
    expect(upstream.received.at(-1)?.body.toString()).toBe(posting.body)
    expect(codeOf(await ask(to, call('push', { amount: 5, options: {} })))).toBe('policy_denied')
    expect(codeOf(await ask(to, call('push', { amount: 5, options: { force: false } })))).toBeUndefined()
  })

  it('[arguments.schema] holds only where rules read arguments, and not where a document says so', async () => {
    expect(codeOf(await ask(to, call('blind', { amount: 'ten' })))).toBeUndefined()
    const any = { ...to, url: gateway.urlFor('any') }
    expect(codeOf(await ask(any, call('pay', { amount: 'ten', currency: 'EUR' })))).toBe('argument_invalid')
    expect(codeOf(await ask(any, call('pay', { amount: 5 })))).toBe('policy_denied')
  })

  it('[arguments.schema] that cannot be used is said once, and rules read arguments as they come', async () => {
    expect(codeOf(await ask(to, call('odd', { amount: 5 })))).toBeUndefined()
    expect(codeOf(await ask(to, call('odd', { amount: 501 })))).toBe('policy_denied')
    const told = gateway.errors.filter((line) => line.includes('input schema of odd'))
    expect(told).toHaveLength(1)
  })
})

describe('of a server whose list cannot be had', () => {
  const limited = { limits: [{ counter: 'forced', window: 'day', max: 1 }] }
  const policy = {
    version: '1',
    default: 'deny',
    tools: {
      push: { deny_if: [{ conditions: [{ path: 'args.options.force', op: 'eq', value: true }] }], ...limited },
      blind: {},
      'trie?': {},
      tried: { mode: 'shadow', until: '2999-01-01T00:00:00Z', ...CAPPED },
      gone: { action: 'deny', reason: 'Never.' },
    },
  }
  let silent: ScriptedUpstream
  let other: GatewayProcess
  const at = (slug: string): Endpoint => ({ url: other.urlFor(slug), headers: other.headers })
  const push = (slug: string, call = modernCall) => ask(at(slug), call('push', { amount: 1, options: {} }))

  beforeAll(async () => {
    silent = await startUpstream({ tools })
    other = await startGateway({
      upstreams: Object.fromEntries(
        ['down', 'refusing', 'empty', 'any', 'changed', 'trying'].map((slug) => [slug, silent.url]),
      ),
      policies: { any: { ...policy, arguments: 'any' } },
      policy,
    })
  })
  afterAll(async () => {
    await other.close()
    await silent.close()
  })

  it.each([
    ['down', (_: unknown, answer: ServerResponse) => void answer.writeHead(500).end()],
    [
      'refusing',
      ({ message: { id } }: Received, answer: ServerResponse) =>
        answerText(answer, JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'No.' } })),
    ],
  ])(
    '[arguments.unknown] %s: a rule that reads arguments lets nothing pass, and nothing is sent or counted',
    async (slug, script) => {
      silent.script('tools/list', script)
      const before = silent.callCount
      for (const call of [modernCall, legacyCall]) {
        const answer = await push(slug, call)
        expect(codeOf(answer)).toBe('upstream_unreachable')
        expect(answer.result?.content?.[0]?.text).toMatch(/did not give its list.*Nothing was sent/)
      }
      expect(silent.callCount).toBe(before)
      // What reads no arguments is as it was.
      expect(codeOf(await ask(at(slug), modernCall('blind')))).toBeUndefined()
      expect(codeOf(await ask(at(slug), modernCall('tried')))).toBeUndefined()
      expect(codeOf(await ask(at(slug), modernCall('gone')))).toBe('policy_denied')
      silent.script('tools/list', ({ message: { id } }, answer) => answerJson(answer, id, { tools }))
      await ask(at(slug), legacyRequest(1, 'tools/list'))
      const force = (value: boolean) => ask(at(slug), modernCall('push', { amount: 1, options: { force: value } }))
      expect(codeOf(await push(slug))).toBe('policy_denied')
      expect([codeOf(await force(false)), codeOf(await force(false))]).toEqual([undefined, 'limit_exceeded'])
    },
  )

  it('[arguments.unknown] that has no tools, or whose document takes any arguments: they are judged as they come', async () => {
    silent.script('tools/list', ({ message: { id } }, answer) => answerJson(answer, id, { tools: [] }))
    expect(codeOf(await push('empty'))).toBeUndefined()
    silent.script('tools/list', (_, answer) => void answer.writeHead(500).end())
    expect(codeOf(await push('any'))).toBeUndefined()
  })

  it('[arguments.schema] a rule that is only tried refuses nothing', async () => {
    const definition = { name: 'tried', inputSchema: SCHEMA }
    silent.script('tools/list', ({ message: { id } }, answer) => answerJson(answer, id, { tools: [definition] }))
    expect(codeOf(await ask(at('trying'), modernCall('tried', { amount: 'ten' })))).toBeUndefined()
  })

  it('[arguments.unknown] nor of one that said that its list changed, and does not give the new one', async () => {
    silent.script('tools/list', ({ message: { id } }, answer) => answerJson(answer, id, { tools }))
    const plain = () => ask(at('changed'), modernCall('push', { amount: 1, options: { force: false } }))
    silent.script('push', ({ message: { id } }, answer) => {
      const events = beginEvents(answer)
      events.write(eventOf({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }))
      events.end(eventOf({ jsonrpc: '2.0', id, result: { content: [], resultType: 'complete' } }))
    })
    expect(codeOf(await plain())).toBeUndefined()
    silent.script('tools/list', (_, answer) => void answer.writeHead(500).end())
    expect(codeOf(await plain())).toBe('upstream_unreachable')
  })
})
