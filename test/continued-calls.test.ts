/** Calls that go on after their server asked something: what rules read of the answers, and which answers count. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configure } from './configuration.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { ask, codeOf, type Endpoint, modernCall, modernRequest } from './messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'

describe('answers to a server’s questions', () => {
  const accepted = { conditions: [{ path: 'input.confirm.action', op: 'eq', value: 'accept' }] }
  const policy = {
    version: '1',
    default: 'deny',
    tools: {
      wipe: { require: [accepted] },
      undo: { deny_if: [accepted, { conditions: [{ path: 'args.all', op: 'eq', value: true }] }] },
      blind: {},
    },
    elicitation: 'allow',
    prompts: { default: 'allow' },
  }
  /** Conditions on the results of everything. */
  const items = {
    ...policy,
    results: { deny_if: [{ conditions: [...accepted.conditions, { path: 'result.odd', op: 'exists', value: true }] }] },
  }
  const question = { method: 'elicitation/create', params: { mode: 'form', message: 'Sure?', requestedSchema: {} } }
  const accept = { action: 'accept', content: {} }
  let asking: ScriptedUpstream
  let other: GatewayProcess
  let there: Endpoint

  const answering = (posting: ReturnType<typeof modernCall>, params: object) => ({
    ...posting,
    body: JSON.stringify({
      ...JSON.parse(posting.body),
      params: { ...JSON.parse(posting.body).params, ...params },
    }),
  })
  const call = async (tool: string, params: object, args = {}) =>
    codeOf(await ask(there, answering(modernCall(tool, args, 2), params)))
  const stateOf = async (tool: string): Promise<unknown> =>
    Reflect.get((await ask(there, modernCall(tool))).result ?? {}, 'requestState')

  beforeAll(async () => {
    asking = await startUpstream({ tools: ['wipe', 'undo', 'blind'] })
    for (const tool of ['undo', 'blind']) {
      asking.script(tool, ({ message }, answer) => {
        const isAnswered = Reflect.get(message.params ?? {}, 'inputResponses') !== undefined
        const asks = { resultType: 'input_required', inputRequests: { name: question } }
        answerJson(answer, message.id, isAnswered ? { content: [], resultType: 'complete' } : asks)
      })
    }
    other = await startGateway({ upstreams: { up: asking.url, items: asking.url }, policies: { items }, policy })
    there = { url: other.urlFor('up'), headers: other.headers }
  })
  afterAll(async () => {
    await other.close()
    await asking.close()
  })

  it('[arguments.asked] are refused where nobody asked: neither does a rule believe them, nor is one loosened', async () => {
    const before = asking.callCount
    expect(await call('wipe', { inputResponses: { confirm: accept } })).toBe('argument_invalid')
    expect(await call('undo', { inputResponses: { confirm: { action: 'decline' } } })).toBe('argument_invalid')
    expect(await call('wipe', { inputResponses: { confirm: accept }, requestState: 'made-up' })).toBe(
      'argument_invalid',
    )
    expect(await call('wipe', { inputResponses: {} })).toBe('argument_invalid')
    expect(asking.callCount).toBe(before)
    const answer = await ask(there, answering(modernCall('wipe', {}, 2), { inputResponses: { confirm: accept } }))
    expect(answer.result?.content?.[0]?.text).toContain('did not ask')
  })

  it('[arguments.asked] are refused where something else was asked, of another call, or once already', async () => {
    const state = await stateOf('undo')
    const name = { name: accept }
    expect(await call('undo', { inputResponses: { ...name, confirm: accept }, requestState: state })).toBe(
      'argument_invalid',
    )
    expect(await call('undo', { inputResponses: name, requestState: state }, { other: 1 })).toBe('argument_invalid')
    // A refusal uses nothing up.
    expect(await call('undo', { inputResponses: name, requestState: state })).toBeUndefined()
    expect(await call('undo', { inputResponses: name, requestState: state })).toBe('argument_invalid')
  })

  it('[arguments.asked] pass as they are where no rule reads them', async () => {
    const before = asking.calls('blind')
    expect(await call('blind', { inputResponses: { confirm: accept } })).toBeUndefined()
    expect(asking.calls('blind')).toBe(before + 1)
  })

  it('[arguments.asked] hold for prompts and resources too, where conditions on their results read them', async () => {
    const to = { ...there, url: other.urlFor('items') }
    const get = modernRequest(3, 'prompts/get', { name: 'p' })
    const answered = answering(get, { inputResponses: { confirm: accept } })
    expect((await ask(to, answered)).error).toMatchObject({ code: 403 })
    expect((await ask(to, get)).error).toBeUndefined()
    expect((await ask(there, answered)).error).toBeUndefined()
  })

  it('[arguments.asked] are not used up by a call that waited so long that it was decided again', async () => {
    const state = await stateOf('undo')
    const slow = await startUpstream({ tools: ['undo'] })
    await configure(other, ({ servers }) => {
      servers['up'] = { url: slow.url }
    })
    slow.script('tools/list', ({ message: { id } }, answer) => {
      setTimeout(() => answerJson(answer, id, { tools: [{ name: 'undo', inputSchema: { type: 'object' } }] }), 1200)
    })
    expect(await call('undo', { inputResponses: { name: accept }, requestState: state })).toBeUndefined()
    const sent = slow.received.find(({ message }) => message.method === 'tools/call')
    expect(Reflect.has(sent?.message.params ?? {}, 'requestState')).toBe(false)
    await slow.close()
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
