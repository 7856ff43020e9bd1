/** What servers ask of clients, and the tasks that calls begin: judged wherever they travel. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { type Answer, ask, codeOf, type Endpoint, legacyRequest, modernCall, modernRequest, post } from './messages.ts'
import {
  answerJson,
  answerText,
  beginEvents,
  eventOf,
  type ScriptedUpstream,
  startUpstream,
} from './scripted-upstream.ts'

const POLICY = {
  version: '1',
  default: 'deny',
  tools: {
    act: {},
    long: {},
    send: { deny_if: [{ conditions: [{ path: 'seen.secrets', op: 'eq', value: true }] }] },
  },
  elicitation: { form: 'allow', url: { hosts: ['*.example.com'] } },
  sampling: { max_tokens: 100 },
  methods: { 'tasks/get': 'allow', 'tasks/cancel': 'allow' },
}

let upstream: ScriptedUpstream
let gateway: GatewayProcess
let to: Endpoint

beforeAll(async () => {
  upstream = await startUpstream({ tools: ['act', 'long', 'send'] })
  gateway = await startGateway({ servers: { up: { url: upstream.url, flow: { '*': { reads: [] } } } }, policy: POLICY })
  to = { url: gateway.urlFor('up'), headers: gateway.headers }
  await ask(to, modernRequest(1, 'tools/list'))
})
beforeEach(() => {
  upstream.received.length = 0
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

describe('what a server asks within a call', () => {
  const asks = async (method: string, params: object): Promise<Answer> => {
    upstream.script('act', ({ message }, answer) =>
      answerJson(answer, message.id, { resultType: 'input_required', inputRequests: { q: { method, params } } }),
    )
    return ask(to, modernCall('act'))
  }

  it.each([
    ['elicitation/create', { mode: 'form', message: 'Name?', requestedSchema: {} }, undefined],
    ['elicitation/create', { mode: 'url', message: 'Log in', url: 'https://login.example.com/x' }, undefined],
    [
      'elicitation/create',
      { mode: 'url', message: 'Log in', url: 'https://example.com.evil.test/x' },
      '/elicitation/url/hosts',
    ],
    [
      'elicitation/create',
      { mode: 'url', message: 'Log in', url: 'http://login.example.com/x' },
      '/elicitation/url/hosts',
    ],
    ['sampling/createMessage', { messages: [], maxTokens: 100 }, undefined],
    ['sampling/createMessage', { messages: [], maxTokens: 101 }, '/sampling/max_tokens'],
    ['roots/list', {}, '(default deny)'],
  ])('[surfaces.questions] %s with %j is refused by %s', async (method, params, rule) => {
    const answer = await asks(method, params)
    if (rule === undefined) expect(codeOf(answer)).toBeUndefined()
    else expect(answer.result?._meta?.['portcullis/decision']).toMatchObject({ code: 'policy_denied', rule })
  })

  it('[surfaces.questions] in an error that wants a page opened first is judged as any other', async () => {
    const needs = async (url: string) => {
      upstream.script('act', ({ message }, answer) => {
        const error = {
          code: -32042,
          message: 'Log in first.',
          data: { elicitations: [{ mode: 'url', elicitationId: '1', url, message: 'Log in' }] },
        }
        answerText(answer, JSON.stringify({ jsonrpc: '2.0', id: message.id, error }))
      })
      return ask(to, legacyRequest(1, 'tools/call', { name: 'act', arguments: {} }))
    }
    expect((await needs('https://login.example.com/x')).error?.code).toBe(-32042)
    expect((await needs('https://evil.test/x')).result?._meta).toMatchObject({
      'portcullis/decision': { code: 'policy_denied', rule: '/elicitation/url/hosts' },
    })
  })

  it('[surfaces.questions] in a legacy session is answered with an error, and the call goes on', async () => {
    const replies: unknown[] = []
    upstream.script('act', ({ message }, answer) => {
      const stream = beginEvents(answer)
      const question = (id: string, maxTokens: number) => ({
        jsonrpc: '2.0',
        id,
        method: 'sampling/createMessage',
        params: { messages: [], maxTokens },
      })
      stream.write(eventOf(question('small', 10)))
      stream.write(eventOf(question('large', 5000)))
      setTimeout(() => stream.end(eventOf({ jsonrpc: '2.0', id: message.id, result: { content: [] } })), 200)
    })
    upstream.script('POST', ({ message }, answer) => {
      replies.push(message)
      answer.writeHead(202).end()
    })
    const text = await (await post(to, legacyRequest(7, 'tools/call', { name: 'act', arguments: {} }))).text()
    expect(text).toContain('"small"')
    expect(text).not.toContain('"large"')
    expect(replies).toMatchObject([{ id: 'large', error: { code: 403 } }])
  })

  it('[surfaces.offer] is not invited where it would be refused', async () => {
    const capabilities = {
      sampling: {},
      roots: { listChanged: true },
      elicitation: { form: {}, url: {} },
      experimental: { x: {} },
    }
    await ask(
      to,
      legacyRequest(1, 'initialize', {
        protocolVersion: '2025-11-25',
        capabilities,
        clientInfo: { name: 'c', version: '1' },
      }),
    )
    const initialize = upstream.received.find(({ message }) => message.method === 'initialize')
    expect(Reflect.get(initialize?.message.params ?? {}, 'capabilities')).toEqual({
      sampling: {},
      elicitation: { form: {}, url: {} },
      experimental: { x: {} },
    })
    const modern = modernCall('act')
    const body = modern.body.replace(
      '"io.modelcontextprotocol/clientCapabilities":{}',
      `"io.modelcontextprotocol/clientCapabilities":${JSON.stringify(capabilities)}`,
    )
    await ask(to, { ...modern, body })
    const sent = upstream.received.findLast(({ message }) => message.method === 'tools/call')?.body.toString()
    expect(sent).toBe(body.replace('"roots":{"listChanged":true},', ''))
  })
})

describe('tasks', () => {
  it('[surfaces.tasks] are known to the grant whose calls began them', async () => {
    upstream.script('long', ({ message }, answer) =>
      answerJson(answer, message.id, {
        resultType: 'task',
        taskId: 'mine',
        status: 'working',
        createdAt: '',
        ttlMs: 1,
      }),
    )
    const get = (taskId: string) => {
      const posting = modernRequest(1, 'tasks/get', { taskId })
      return ask(to, { ...posting, headers: { ...posting.headers, 'mcp-name': taskId } })
    }
    expect((await get('mine')).error).toMatchObject({ code: -32602 })
    await ask(to, modernCall('long'))
    expect((await get('mine')).error).toBeUndefined()
    expect((await get('yours')).error).toMatchObject({ code: -32602 })
    upstream.script('tasks/get', ({ message }, answer) =>
      answerJson(answer, message.id, {
        resultType: 'complete',
        taskId: 'mine',
        status: 'input_required',
        inputRequests: { r: { method: 'roots/list', params: {} } },
      }),
    )
    expect((await get('mine')).error).toMatchObject({ code: 403 })
    expect(upstream.received.filter(({ message }) => message.method === 'tasks/get')).toHaveLength(2)
  })

  it('[flow.remembered] whose results come as news are read all the same', async () => {
    upstream.script('long', ({ message }, answer) =>
      answerJson(answer, message.id, {
        resultType: 'task',
        taskId: 'told',
        status: 'working',
        createdAt: '',
        ttlMs: 1,
      }),
    )
    await ask(to, modernCall('long'))
    const news = async (params: object): Promise<Answer> => {
      upstream.script('act', ({ message }, answer) => {
        const stream = beginEvents(answer)
        stream.write(eventOf({ jsonrpc: '2.0', method: 'notifications/tasks', params: { taskId: 'told', ...params } }))
        stream.end(eventOf({ jsonrpc: '2.0', id: message.id, result: { content: [], resultType: 'complete' } }))
      })
      expect(await (await post(to, modernCall('act'))).text()).toContain('"taskId":"told"')
      return ask(to, modernCall('send'))
    }
    expect(codeOf(await news({ status: 'working' }))).toBeUndefined()
    const result = { content: [{ type: 'text', text: 'AKIAIOSFODNN7EXAMPLE' }] }
    expect(codeOf(await news({ status: 'completed', result }))).toBe('policy_denied')
  })
})
