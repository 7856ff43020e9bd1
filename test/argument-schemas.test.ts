/** Arguments and the tool's own schema: what rules read has to fit it first, and what is sent stays as it came. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { ask, codeOf, type Endpoint, legacyCall, modernCall } from './messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'

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

it('[arguments.input] rules read what a call answers to its server’s questions', async () => {
  const policy = {
    version: '1',
    default: 'deny',
    tools: { ask: { deny_if: [{ conditions: [{ path: 'input.confirm.content.amount', op: 'gt', value: 10 }] }] } },
    elicitation: 'allow',
  }
  const asking = await startUpstream({ tools: ['ask'] })
  const second = await startGateway({ upstreams: { up: asking.url }, policy })
  asking.script('ask', ({ message }, answer) => {
    const done = Reflect.get(message.params ?? {}, 'inputResponses') !== undefined
    const question = { confirm: { method: 'elicitation/create', params: { mode: 'form', message: 'How much?' } } }
    answerJson(
      answer,
      message.id,
      done ? { content: [], resultType: 'complete' } : { resultType: 'input_required', inputRequests: question },
    )
  })
  const there = { url: second.urlFor('up'), headers: second.headers }
  const answered = async (amount: string) => {
    const first = await ask(there, modernCall('ask'))
    const state: unknown = Reflect.get(first.result ?? {}, 'requestState')
    const posting = modernCall('ask', {}, 2)
    const more = `"params":{"requestState":${JSON.stringify(state)},"inputResponses":{"confirm":{"action":"accept","content":{"amount":${amount}}}},`
    return codeOf(await ask(there, { ...posting, body: posting.body.replace('"params":{', more) }))
  }
  expect(await answered('10')).toBeUndefined()
  expect(await answered('11')).toBe('policy_denied')
  expect(await answered('9.000000000000000000001')).toBe('argument_invalid')
  await second.close()
  await asking.close()
})
