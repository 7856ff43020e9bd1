import { describe, expect, it } from 'vitest'
import { begin, exchange, notification, pause, request } from '../upstream/recorder.contract.ts'
import { BOUNDS, DISCOVERED, INITIALIZED, ScriptedLink, upstreamOf } from './scripted-link.contract.ts'
import { translated } from './translated.ts'

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
}
const modern = (id: number, method: string, params: object = {}) =>
  request(id, method, { ...params, _meta: META }, { era: 'modern' })

function serverOf(replies: Record<string, object | number>, isHttp = true) {
  const link = new ScriptedLink()
  for (const [method, reply] of Object.entries(replies)) link.replies.set(method, () => reply as { result: object })
  let now = 0
  const upstream = translated(upstreamOf(link), { eras: {}, isHttp, bounds: BOUNDS, now: () => now })
  const open = (session = 'stateless') => upstream.link({ grant: 'ana', session }) ?? link
  return { link, open, later: (by: number) => (now += by) }
}

const OK = { result: { content: [] } }

describe('which era a server speaks is found out', () => {
  it('[eras.once] before a call goes, which is sent once', async () => {
    const { link, open } = serverOf({ 'server/discover': DISCOVERED, 'tools/call': OK })
    const told = await exchange(open(), modern(1, 'tools/call', { name: 'x' }))
    expect(told.json).toMatchObject({ id: 1, ...OK })
    expect(link.methods).toEqual(['server/discover', 'tools/call'])
    expect(link.got[1]?.outgoing.era).toBe('modern')
  })

  it('once for all conversations, also where several ask at the same time', async () => {
    const { link, open } = serverOf({ 'server/discover': DISCOVERED, 'tools/call': OK })
    await Promise.all([1, 2, 3].map((id) => exchange(open(), modern(id, 'tools/call', { name: 'x' }))))
    await exchange(open(), modern(4, 'tools/call', { name: 'x' }))
    expect(link.of('server/discover')).toHaveLength(1)
    expect(link.of('tools/call')).toHaveLength(4)
  })

  it('from the client’s own question, which is answered in the client’s era', async () => {
    const { link, open } = serverOf({ initialize: INITIALIZED })
    const told = await exchange(open(), modern(1, 'server/discover'))
    expect(told.json).toMatchObject({
      id: 1,
      result: {
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: { listChanged: true } },
        _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'old' } },
      },
    })
    expect(link.methods.slice(0, 3)).toEqual(['server/discover', 'initialize', 'notifications/initialized'])
  })

  it('from the client’s handshake', async () => {
    const { link, open } = serverOf({ 'server/discover': DISCOVERED, 'tools/call': OK })
    const session = open('one')
    const told = await exchange(session, request(7, 'initialize', { protocolVersion: '2025-06-18', capabilities: {} }))
    expect(told.json).toMatchObject({ id: 7, result: { protocolVersion: '2025-06-18', serverInfo: { name: 'new' } } })
    expect(told.head?.sessionId).toMatch(/./)
    await exchange(session, notification('notifications/initialized'))
    expect(link.methods).toEqual(['initialize', 'server/discover', 'server/discover'])
    // Others need not ask again.
    await exchange(open('two'), request(1, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} }))
    expect(link.methods.slice(3)).toEqual(['server/discover'])
  })
})

describe('what a server answers passes as it came', () => {
  it.each([
    ['it speaks both eras', { initialize: INITIALIZED, 'server/discover': DISCOVERED }],
    ['it speaks the client’s', { initialize: INITIALIZED }],
    ['it cannot be understood', { initialize: { error: { code: -1, message: 'no' } }, 'server/discover': 500 }],
  ])('where %s: legacy', async (_, replies) => {
    const { link, open } = serverOf(replies)
    const told = await exchange(open('one'), request(1, 'initialize', { protocolVersion: '2025-11-25' }))
    expect(told.json).toEqual({ jsonrpc: '2.0', id: 1, ...(replies.initialize as object) })
    expect(link.of('initialize')).toHaveLength(1)
  })

  it.each([
    ['it answers neither question', {}, { error: { code: -32601 } }],
    [
      'its refusal is another',
      { 'server/discover': { error: { code: -32022, data: { supported: ['2027-01-01'] } } } },
      {},
    ],
    ['it says nothing of its versions', { 'server/discover': { result: { resultType: 'complete' } } }, {}],
  ])('where %s: modern', async (_, replies, wanted) => {
    const { link, open } = serverOf(replies)
    const told = await exchange(open(), modern(1, 'server/discover'))
    expect(told.json).toMatchObject({ id: 1, ...wanted })
    expect(link.of('server/discover')).toHaveLength(1)
  })

  it('also a failure', async () => {
    const { link, open } = serverOf({})
    link.exchange = (_outgoing, listener) => {
      queueMicrotask(() => listener.onFailure('unreachable', false))
      return { cancel: () => undefined, resume: () => undefined }
    }
    expect((await exchange(open(), modern(1, 'tools/call', { name: 'x' }))).failure).toBe('unreachable')
    expect((await exchange(open('one'), request(1, 'initialize'))).failure).toBe('unreachable')
  })
})

it('a server that did not speak an era is asked again after a while', async () => {
  const { link, open, later } = serverOf({ initialize: INITIALIZED, 'tools/call': OK })
  await exchange(open(), modern(1, 'tools/call', { name: 'x' }))
  await exchange(open(), modern(2, 'tools/call', { name: 'x' }))
  expect(link.of('server/discover')).toHaveLength(1)
  later(6 * 60_000)
  link.replies.set('server/discover', () => DISCOVERED)
  await exchange(open(), modern(3, 'tools/call', { name: 'x' }))
  expect(link.of('server/discover')).toHaveLength(2)
  expect(link.of('tools/call').map(({ outgoing }) => outgoing.era)).toEqual(['legacy', 'legacy', 'modern'])
})

it('a client that goes away while the server is asked sends nothing', async () => {
  const { link, open } = serverOf({ 'server/discover': DISCOVERED, 'tools/call': OK })
  const { running } = begin(open(), modern(1, 'tools/call', { name: 'x' }))
  running.cancel()
  await pause(20)
  expect(link.of('tools/call')).toEqual([])
})
