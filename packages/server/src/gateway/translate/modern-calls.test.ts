import { describe, expect, it } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { begin, exchange, pause, type Recorder, request } from '../upstream/recorder.contract.ts'
import { BOUNDS, events, INITIALIZED, ScriptedLink, streaming, upstreamOf } from './scripted-link.contract.ts'
import { translated } from './translated.ts'

const meta = (capabilities: object, more: object = {}) => ({
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': capabilities,
  'io.modelcontextprotocol/clientInfo': { name: 'me', version: '1' },
  ...more,
})
const ASKED = { elicitation: { form: {} }, roots: {} }

const call = (id: number | string, more: object = {}, capabilities: object = ASKED) =>
  request(id, 'tools/call', { name: 'x', arguments: { n: 1 }, _meta: meta(capabilities), ...more }, { era: 'modern' })

function legacyServer() {
  const link = new ScriptedLink()
  link.replies.set('initialize', () => INITIALIZED)
  link.replies.set('tools/call', () => ({ result: { content: [] } }))
  const options = { eras: { modern: false, legacy: true }, isHttp: true, bounds: BOUNDS, now: () => 0 }
  const made = translated(upstreamOf(link), options).link({ grant: 'ana', session: 'stateless' })
  return { link, open: made ?? link }
}

const last = (told: Recorder): unknown => (told.head?.kind === 'json' ? told.json : told.messages.at(-1))
const question = (id: string, method = 'elicitation/create') => ({ id, method, params: { message: 'Who?' } })

interface Asking {
  readonly id: unknown
  readonly result: { readonly inputRequests: Record<string, { method: string }>; readonly requestState: string }
}

describe('a modern call before a legacy server', () => {
  it('goes with what the legacy era knows, byte by byte otherwise', async () => {
    const { link, open } = legacyServer()
    const params = `{"name":"x","arguments":{"n":9007199254740993},"_meta":${JSON.stringify({ ...meta({}), own: 1 })}}`
    const bytes = Buffer.from(`{"jsonrpc":"2.0","id":"a","method":"tools/call","params":${params}}`)
    const told = await exchange(open, { ...call('a'), bytes })
    expect(link.of('tools/call')[0]?.outgoing.bytes.toString()).toBe(
      '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"x","arguments":{"n":9007199254740993},"_meta":{"own":1}}}',
    )
    expect(link.of('tools/call')[0]?.outgoing.headers).toEqual([
      ...['mcp-protocol-version', '2025-11-25', 'mcp-session-id', 'session'],
    ])
    expect(told.json).toEqual({ jsonrpc: '2.0', id: 'a', result: { resultType: 'complete', content: [] } })
  })

  it('shares a session with those whose clients declare the same', async () => {
    const { link, open } = legacyServer()
    await Promise.all([1, 1, 1].map((id) => exchange(open, call(id))))
    await exchange(open, call(1, {}, { sampling: {} }))
    expect(link.of('initialize').map(({ message }) => message.params?.['capabilities'])).toEqual([
      ASKED,
      { sampling: {} },
    ])
    expect(new Set(link.of('tools/call').map(({ message }) => message.id)).size).toBeGreaterThan(1)
  })

  it('is not sent where no session could be opened', async () => {
    const { link, open } = legacyServer()
    link.replies.set('initialize', () => ({ error: { code: -1, message: 'no' } }))
    expect(await exchange(open, call(1))).toMatchObject({ failure: 'garbage', failedSent: false })
    expect(link.of('tools/call')).toEqual([])
  })

  it('lists may not be remembered, and an unknown resource is told in the words of the era', async () => {
    const { link, open } = legacyServer()
    link.replies.set('tools/list', () => ({ result: { tools: [] } }))
    link.replies.set('resources/read', () => ({ error: { code: -32002, message: 'gone' } }))
    const list = request(1, 'tools/list', { _meta: meta({}) }, { era: 'modern' })
    expect((await exchange(open, list)).json).toMatchObject({
      result: { resultType: 'complete', ttlMs: 0, cacheScope: 'private' },
    })
    const read = request(1, 'resources/read', { uri: 'a:b', _meta: meta({}) }, { era: 'modern' })
    expect((await exchange(open, read)).json).toMatchObject({ error: { code: -32602, data: { uri: 'a:b' } } })
  })
})

describe('what a legacy server asks within a call', () => {
  it('[eras.questions] is the call’s answer; the call goes on with what its client says', async () => {
    const { link, open } = legacyServer()
    link.replies.set('tools/call', streaming)
    const first = begin(open, call(1))
    await until(() => link.of('tools/call').length === 1)
    const [upstream] = link.of('tools/call')
    if (upstream === undefined) throw new Error('It was not sent.')
    events(upstream, question('q'), question('r', 'roots/list'), { id: 'p', method: 'ping' })
    await first.recorder.over
    const asked = last(first.recorder) as Asking
    expect(asked).toMatchObject({ id: 1, result: { resultType: 'input_required' } })
    expect(Object.values(asked.result.inputRequests).map(({ method }) => method)).toEqual([
      'elicitation/create',
      'roots/list',
    ])
    const inputResponses = { q1: { action: 'accept', content: { a: 1 } }, q2: { roots: [] } }
    const again = begin(open, call('two', { requestState: asked.result.requestState, inputResponses }))
    await until(() => link.got.filter(({ outgoing }) => outgoing.kind === 'response').length === 3)
    events(upstream, { id: upstream.message.id as number, result: { content: [], structuredContent: 1 } })
    await again.recorder.over
    expect(last(again.recorder)).toMatchObject({ id: 'two', result: { resultType: 'complete', structuredContent: 1 } })
    expect(link.of('tools/call')).toHaveLength(1)
    expect(
      link.got.flatMap(({ outgoing, message }) => (outgoing.kind === 'response' ? [[message.id, message.result]] : [])),
    ).toEqual(
      expect.arrayContaining([
        ['q', inputResponses.q1],
        ['r', inputResponses.q2],
        ['p', {}],
      ]),
    )
  })

  it('is refused where its client cannot be asked that', async () => {
    const { link, open } = legacyServer()
    link.replies.set('tools/call', streaming)
    begin(open, call(1))
    await until(() => link.of('tools/call').length === 1)
    const [upstream] = link.of('tools/call')
    if (upstream !== undefined) events(upstream, question('q', 'sampling/createMessage'))
    await until(() => link.got.some(({ message }) => message.id === 'q' && message.error !== undefined))
  })

  it('[eras.questions] is asked again where it was not answered, and at most ten times', async () => {
    const { link, open } = legacyServer()
    link.replies.set('tools/call', streaming)
    let told = begin(open, call(0)).recorder
    await until(() => link.of('tools/call').length === 1)
    const [upstream] = link.of('tools/call')
    if (upstream !== undefined) events(upstream, question('q'))
    for (let round = 1; round <= 10; round++) {
      await told.over
      const { requestState } = (last(told) as Asking).result
      told = begin(open, call(round, { requestState })).recorder
    }
    await told.over
    expect(last(told)).toMatchObject({ id: 10, error: { code: -32603 } })
    expect(link.of('notifications/cancelled')).toHaveLength(1)
  })

  it('is not gone on with by a state that nobody waits for: no other call is begun', async () => {
    const { link, open } = legacyServer()
    const told = await exchange(open, call(1, { requestState: 'guessed', inputResponses: {} }))
    expect(told.json).toMatchObject({ id: 1, error: { code: -32602 } })
    expect(link.of('tools/call')).toEqual([])
  })

  it('ends with the call when nobody may pass it on', async () => {
    const { link, open } = legacyServer()
    link.replies.set('tools/call', streaming)
    const { recorder, running } = begin(open, call(1))
    await until(() => link.of('tools/call').length === 1)
    const [upstream] = link.of('tools/call')
    if (upstream !== undefined) events(upstream, question('q'))
    await recorder.over
    running.cancel()
    await until(() => link.of('notifications/cancelled').length === 1)
    expect(upstream?.cancelled).toBe(true)
  })

  it('waits for a call where none is under way', async () => {
    const { link, open } = legacyServer()
    await exchange(open, call(1))
    link.ears?.onEvent({ data: Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...question('q') })), raw: undefined })
    link.replies.set('tools/call', streaming)
    const { recorder } = begin(open, call(2))
    await recorder.over
    expect(last(recorder)).toMatchObject({ id: 2, result: { resultType: 'input_required' } })
  })

  it('may be a page to be opened first: the call goes again afterwards', async () => {
    const { link, open } = legacyServer()
    const elicitations = [{ mode: 'url', elicitationId: 'e', url: 'https://a.example/', message: 'Log in' }]
    link.replies.set('tools/call', () => ({ error: { code: -32042, message: 'first', data: { elicitations } } }))
    expect((await exchange(open, call(1))).json).toMatchObject({
      result: {
        resultType: 'input_required',
        inputRequests: { q1: { method: 'elicitation/create', params: { mode: 'url', url: 'https://a.example/' } } },
      },
    })
  })
})

describe('a session that the server forgot', () => {
  it('is opened again for what has no effect, once', async () => {
    const { link, open } = legacyServer()
    link.replies.set('tools/list', () => 404)
    const list = request(1, 'tools/list', { _meta: meta(ASKED) }, { era: 'modern' })
    expect(await exchange(open, list)).toMatchObject({ failure: 'closed' })
    expect(link.of('tools/list')).toHaveLength(2)
    expect(link.of('initialize')).toHaveLength(2)
  })

  it('[eras.once] takes a call with it, which is never sent again', async () => {
    const { link, open } = legacyServer()
    link.replies.set('tools/call', () => 404)
    expect(await exchange(open, call(1))).toMatchObject({ failure: 'closed', failedSent: true })
    expect(link.of('tools/call')).toHaveLength(1)
    link.replies.set('tools/call', () => ({ result: {} }))
    expect((await exchange(open, call(2))).json).toMatchObject({ id: 2 })
    expect(link.of('initialize')).toHaveLength(2)
  })
})

it('a client that goes away ends its call at the server', async () => {
  const { link, open } = legacyServer()
  link.replies.set('tools/call', streaming)
  const { running } = begin(open, call(1))
  await until(() => link.of('tools/call').length === 1)
  running.cancel()
  await until(() => link.of('notifications/cancelled').length === 1)
  expect(link.of('notifications/cancelled')[0]?.message.params).toMatchObject({
    requestId: link.of('tools/call')[0]?.message.id,
  })
})

it('logs come at the level that a request asks for, and only within it', async () => {
  const { link, open } = legacyServer()
  link.replies.set('logging/setLevel', () => ({ result: {} }))
  link.replies.set('tools/call', streaming)
  const wish = { _meta: meta(ASKED, { 'io.modelcontextprotocol/logLevel': 'warning' }) }
  const { recorder } = begin(open, call(1, wish))
  await until(() => link.of('tools/call').length === 1)
  expect(link.of('logging/setLevel')[0]?.message.params).toEqual({ level: 'warning' })
  const [upstream] = link.of('tools/call')
  const log = (level: string) => ({ method: 'notifications/message', params: { level, data: level } })
  if (upstream !== undefined) events(upstream, log('info'), log('error'))
  await recorder.until(() => recorder.messages.length === 1)
  expect(recorder.messages[0]).toMatchObject({ params: { data: 'error' } })
})

it('a subscription is acknowledged as far as the server can, told of, and ended with its session', async () => {
  const { link, open } = legacyServer()
  link.replies.set('resources/subscribe', ({ message }) =>
    message.params?.['uri'] === 'a:1' ? { result: {} } : { error: { code: -1, message: 'no' } },
  )
  const notifications = { toolsListChanged: true, promptsListChanged: true, resourceSubscriptions: ['a:1', 'a:2'] }
  const listen = request(9, 'subscriptions/listen', { notifications, _meta: meta({}) }, { era: 'modern' })
  const { recorder } = begin(open, listen)
  await recorder.until(() => recorder.messages.length === 1)
  const subscription = { 'io.modelcontextprotocol/subscriptionId': 9 }
  expect(recorder.messages[0]).toMatchObject({
    method: 'notifications/subscriptions/acknowledged',
    params: { notifications: { toolsListChanged: true, resourceSubscriptions: ['a:1'] }, _meta: subscription },
  })
  for (const [method, params] of [
    ['notifications/tools/list_changed', {}],
    ['notifications/prompts/list_changed', {}],
    ['notifications/resources/updated', { uri: 'a:2' }],
    ['notifications/resources/updated', { uri: 'a:1' }],
  ]) {
    link.ears?.onEvent({ data: Buffer.from(JSON.stringify({ jsonrpc: '2.0', method, params })), raw: undefined })
  }
  expect(recorder.messages.slice(1)).toMatchObject([
    { method: 'notifications/tools/list_changed', params: { _meta: subscription } },
    { method: 'notifications/resources/updated', params: { uri: 'a:1', _meta: subscription } },
  ])
  await open.close([])
  await recorder.over
  expect(recorder.messages.at(-1)).toMatchObject({ id: 9, result: { resultType: 'complete', _meta: subscription } })
  await pause(0)
})
