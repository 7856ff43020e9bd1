import { describe, expect, it } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { begin, exchange, notification, Recorder, request, response } from '../upstream/recorder.contract.ts'
import { BOUNDS, DISCOVERED, events, ScriptedLink, streaming, upstreamOf } from './scripted-link.contract.ts'
import { translated } from './translated.ts'

const META = 'io.modelcontextprotocol/'

function modernServer(isHttp = true) {
  const link = new ScriptedLink()
  link.replies.set('server/discover', () => DISCOVERED)
  link.replies.set('tools/call', () => ({ result: { resultType: 'complete', content: [] } }))
  link.replies.set('tools/list', () => ({ result: { tools: [], ttlMs: 5, cacheScope: 'public' } }))
  const options = { eras: { modern: true, legacy: false }, isHttp, bounds: BOUNDS, now: () => 0 }
  const session = translated(upstreamOf(link), options).link({ grant: 'ana', session: 'one' }) ?? link
  return { link, session }
}

const opened = async () => {
  const made = modernServer()
  const params = {
    protocolVersion: '2025-06-18',
    capabilities: { elicitation: {} },
    clientInfo: { name: 'me', version: '1' },
  }
  await exchange(made.session, request('i', 'initialize', params))
  return made
}
const call = (id: number, name = 'x') => request(id, 'tools/call', { name, arguments: { n: 1 } })
const round = (inputRequests: object, more: object = {}) => ({
  result: { resultType: 'input_required', inputRequests, ...more },
})
const ASK = { a: { method: 'elicitation/create', params: { message: 'Who?' } } }

describe('a legacy session before a modern server', () => {
  it('answers itself what belongs to the session', async () => {
    const { link, session } = await opened()
    const before = link.got.length
    for (const [method, params] of [
      ['ping', {}],
      ['logging/setLevel', { level: 'info' }],
      ['resources/subscribe', { uri: 'a:b' }],
      ['resources/unsubscribe', { uri: 'a:b' }],
    ] as const) {
      expect((await exchange(session, request(1, method, params))).json).toEqual({ jsonrpc: '2.0', id: 1, result: {} })
    }
    expect((await exchange(session, request(1, 'tasks/get', { taskId: 't' }))).json).toMatchObject({
      error: { code: -32601 },
    })
    await exchange(session, notification('notifications/initialized'))
    expect(link.got).toHaveLength(before)
  })

  it('says of each request what the session knows, and changes nothing else', async () => {
    const { link, session } = await opened()
    await exchange(session, request(1, 'logging/setLevel', { level: 'info' }))
    const bytes = Buffer.from(
      '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"é","arguments":{"n":1.50}}}',
    )
    const told = await exchange(session, { ...call(5), bytes })
    const [sent] = link.of('tools/call')
    expect(sent?.outgoing.bytes.toString()).toContain('"name":"é","arguments":{"n":1.50}')
    expect(sent?.message.params?.['_meta']).toEqual({
      [`${META}protocolVersion`]: '2026-07-28',
      [`${META}clientCapabilities`]: { elicitation: {} },
      [`${META}clientInfo`]: { name: 'me', version: '1' },
      [`${META}logLevel`]: 'info',
    })
    expect(sent?.outgoing.headers).toEqual([
      ...['mcp-protocol-version', '2026-07-28', 'mcp-method', 'tools/call', 'mcp-name', '=?base64?w6k=?='],
    ])
    expect(told.json).toEqual({ jsonrpc: '2.0', id: 5, result: { content: [] } })
    expect((await exchange(session, request(6, 'tools/list'))).json).toEqual({
      ...{ jsonrpc: '2.0', id: 6, result: { tools: [] } },
    })
  })

  it('repeats arguments in headers where the tool wants it, though its client knows nothing of that', async () => {
    const { link, session } = await opened()
    const inputSchema = { type: 'object', properties: { n: { type: 'integer', 'x-mcp-header': 'Count' } } }
    link.replies.set('tools/list', () => ({ result: { tools: [{ name: 'x', inputSchema }] } }))
    await exchange(session, call(1))
    await exchange(session, call(2))
    expect(link.of('tools/list')).toHaveLength(1)
    for (const { outgoing } of link.of('tools/call'))
      expect(outgoing.headers.slice(-2)).toEqual(['mcp-param-count', '1'])
  })

  it('has statuses of the modern era as its own', async () => {
    const { link, session } = await opened()
    link.exchange = (_outgoing, listener) => {
      queueMicrotask(() => {
        listener.onHead({ kind: 'json', status: 404, sessionId: undefined })
        listener.onChunk(Buffer.from('{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}}'))
        listener.onEnd()
      })
      return { cancel: () => undefined, resume: () => undefined }
    }
    expect(await exchange(session, request(1, 'prompts/list'))).toMatchObject({ head: { status: 200 } })
  })

  it('refuses an answer that is not its own', async () => {
    const { link, session } = await opened()
    link.replies.set('tools/call', ({ listener }) => {
      listener.onHead({ kind: 'json', status: 200, sessionId: undefined })
      listener.onChunk(Buffer.from('{"jsonrpc":"2.0","id":77,"result":{}}'))
      listener.onEnd()
      return 'nothing'
    })
    expect(await exchange(session, call(1))).toMatchObject({ failure: 'garbage' })
  })
})

describe('what a modern server has to know first', () => {
  it('is asked of the client by requests, and the call goes again with it', async () => {
    const { link, session } = await opened()
    const two = { ...ASK, b: { method: 'roots/list', params: {} } }
    link.replies.set('tools/call', ({ message }) =>
      message.params?.['inputResponses'] === undefined
        ? round(two, { requestState: 's"1' })
        : { result: { resultType: 'complete', content: [] } },
    )
    const { recorder } = begin(session, call(3))
    await recorder.until(() => recorder.messages.length === 2)
    expect(recorder.messages.map(({ method }) => method)).toEqual(['elicitation/create', 'roots/list'])
    for (const { id } of recorder.messages) await exchange(session, response(String(id), { said: 1 }))
    await recorder.over
    expect(recorder.messages.at(-1)).toEqual({ jsonrpc: '2.0', id: 3, result: { content: [] } })
    const [first, second] = link.of('tools/call')
    expect(second?.message.id).not.toBe(first?.message.id)
    expect(second?.message.params).toMatchObject({
      ...{ name: 'x', arguments: { n: 1 }, requestState: 's"1' },
      inputResponses: { a: { said: 1 }, b: { said: 1 } },
    })
  })

  it('ends the call where the client answers with an error', async () => {
    const { link, session } = await opened()
    link.replies.set('tools/call', () => round(ASK))
    const { recorder } = begin(session, call(3))
    await recorder.until(() => recorder.messages.length === 1)
    const refused = { jsonrpc: '2.0', id: recorder.messages[0]?.['id'], error: { code: -1, message: 'User said no' } }
    await exchange(session, { ...response(String(refused.id)), bytes: Buffer.from(JSON.stringify(refused)) })
    await recorder.over
    expect(recorder.messages.at(-1)).toMatchObject({
      id: 3,
      error: { code: -1, message: expect.stringContaining('User said no') },
    })
    expect(link.of('tools/call')).toHaveLength(1)
  })

  it('[eras.questions] is asked at most ten times', async () => {
    const { link, session } = await opened()
    link.replies.set('tools/call', () => round({}, { requestState: 'again' }))
    expect((await exchange(session, call(3))).json).toMatchObject({ id: 3, error: { code: -32603 } })
    expect(link.of('tools/call')).toHaveLength(11)
  })

  it('names pages as the legacy era wants it', async () => {
    const { link, session } = await opened()
    const params = { mode: 'url', url: 'https://a.example/', message: 'Log in' }
    link.replies.set('tools/call', () => round({ a: { method: 'elicitation/create', params } }))
    const { recorder } = begin(session, call(3))
    await recorder.until(() => recorder.messages.length === 1)
    expect(recorder.messages[0]?.['params']).toEqual({ ...params, elicitationId: expect.stringMatching(/./) })
  })
})

it('a client that cancels ends its call at the server', async () => {
  const { link, session } = await opened()
  link.replies.set('tools/call', streaming)
  const { recorder } = begin(session, call(3))
  await until(() => link.of('tools/call').length === 1)
  await exchange(session, notification('notifications/cancelled', { requestId: 3 }))
  await recorder.over
  expect(link.of('tools/call')[0]?.cancelled).toBe(true)
})

it('the standalone stream tells what changed, and of the resources that are followed', async () => {
  const { link, session } = await opened()
  link.replies.set('subscriptions/listen', streaming)
  const recorder = new Recorder()
  const running = session.listen(undefined, [], recorder)
  await until(() => link.of('subscriptions/listen').length === 1)
  const [first] = link.of('subscriptions/listen')
  const flags = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true }
  expect(first?.message.params?.['notifications']).toEqual(flags)
  const own = { _meta: { [`${META}subscriptionId`]: first?.message.id } }
  const ack = { method: 'notifications/subscriptions/acknowledged', params: { notifications: flags, ...own } }
  if (first !== undefined) events(first, ack, { method: 'notifications/tools/list_changed', params: own })
  await recorder.until(() => recorder.messages.length === 1)
  expect(recorder.messages).toEqual([
    { jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: { _meta: {} } },
  ])
  await exchange(session, request(4, 'resources/subscribe', { uri: 'a:b' }))
  await until(() => link.of('subscriptions/listen').length === 2)
  const [, second] = link.of('subscriptions/listen')
  expect(second?.message.params?.['notifications']).toEqual({ ...flags, resourceSubscriptions: ['a:b'] })
  expect(first?.cancelled).toBe(false)
  if (second !== undefined) events(second, ack)
  expect(first?.cancelled).toBe(true)
  running.cancel()
  expect(second?.cancelled).toBe(true)
})
