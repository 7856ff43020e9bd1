/** What must hold at the endpoint of all servers, whatever servers and clients send. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prefixedName } from '../packages/server/src/ports/prefixed-name.ts'
import type { GatewayHere, GrantHere } from './gateway-here.ts'
import { connect } from './lively-client.ts'
import { codeOf, legacyRequest, modernRequest, post } from './messages.ts'
import { answerJson, beginEvents, eventOf, type ScriptedUpstream } from './scripted-upstream.ts'
import { namesIn, openTogether, type TogetherHouse } from './together-house.ts'
import { until } from './until.ts'

const LONG = `read_${'very_'.repeat(20)}long_name`
const TWIN = prefixedName('desk', LONG).slice('desk__'.length)
const HEADED = {
  name: 'headed',
  inputSchema: { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } },
}
const POLICY = {
  version: '1',
  default: 'allow',
  hide: ['secret'],
  tools: {
    counted: { limits: [{ counter: 'c', window: 'hour', max: 1, scope: 'grant' }] },
    once: { limits: [{ counter: 'o', window: 'month', max: 1, scope: 'session' }] },
  },
}

let house: TogetherHouse
let shop: ScriptedUpstream
let desk: ScriptedUpstream
let gateway: GatewayHere
beforeAll(async () => {
  const tools = {
    shop: ['echo', 'counted', 'secret', LONG, HEADED, 'later', 'once'],
    desk: ['echo', 'counted', LONG, TWIN],
  }
  house = await openTogether(tools, POLICY)
  ;({ shop, desk, gateway } = house)
})
afterAll(() => house?.close())

const send: TogetherHouse['send'] = (posting, grant) => house.send(posting, grant)
const ask: TogetherHouse['ask'] = (method, params, grant) => house.ask(method, params, grant)
const call: TogetherHouse['call'] = (name, args, grant) => house.call(name, args, grant)
/** A request about a task; its header names the task. */
const askTask = (taskId: string, grant: GrantHere = 'test') => {
  const posting = modernRequest(7, 'tasks/get', { taskId })
  return send({ ...posting, headers: { ...posting.headers, 'mcp-name': taskId } }, grant)
}

describe('tools', () => {
  it('[together.names] are named within the budget, and found by what they are named', async () => {
    const names = namesIn(await ask('tools/list'))
    expect(names).toEqual(expect.arrayContaining(['desk__echo', 'shop__echo', prefixedName('shop', LONG)]))
    expect(names.every((name) => name.length <= 60)).toBe(true)
    expect((await call(prefixedName('shop', LONG))).result).toMatchObject({ content: [{ text: 'done' }] })
    expect(shop.calls(LONG)).toBe(1)
  })

  it('[together.names] of one server that would be named alike are neither shown nor called', async () => {
    expect(namesIn(await ask('tools/list'))).not.toContain(prefixedName('desk', LONG))
    expect((await call(prefixedName('desk', LONG))).error).toMatchObject({ code: -32602 })
    expect([desk.calls(LONG), desk.calls(TWIN)]).toEqual([0, 0])
  })

  it.each(['shop__secret', 'shop__absent', 'nobody__echo', 'echo', '__echo', 'shop__', 'dead__echo_'])(
    '%s is unknown',
    async (name) => {
      const { error } = await call(name)
      expect(error).toMatchObject({ code: -32602, message: expect.stringMatching(/^(Unknown tool|Invalid params)/) })
    },
  )

  it('[together.judged] are called, judged, counted and recorded as their server’s, once', async () => {
    expect((await call('shop__counted')).result).toMatchObject({ content: [{ text: 'done' }] })
    expect((await call('shop__counted')).result?.['isError']).toBe(true)
    expect((await call('desk__counted')).result).toMatchObject({ content: [{ text: 'done' }] })
    await until(async () => (await gateway.log()).filter(({ tool }) => tool === 'counted').length === 3)
    const lines = (await gateway.log()).filter(({ tool }) => tool === 'counted')
    expect(lines.map(({ server, effect, grant }) => [server, effect, grant])).toEqual([
      ['shop', 'allow', 'test'],
      ['shop', 'deny', 'test'],
      ['desk', 'allow', 'test'],
    ])
  })

  it('get their arguments in headers where their server wants that', async () => {
    const posting = modernRequest(1, 'tools/call', { name: 'shop__headed', arguments: { region: 'eu' } })
    const headers = { ...posting.headers, 'mcp-param-region': 'eu' }
    expect((await send({ ...posting, headers })).result).toMatchObject({ content: [{ text: 'done' }] })
    const wrong = { ...posting.headers, 'mcp-param-region': 'us' }
    expect((await send({ ...posting, headers: wrong })).error).toMatchObject({ code: -32020 })
    const got = shop.received.filter(({ message }) => message.params?.name === 'headed')
    expect(got.map(({ headers: fields }) => [fields['mcp-name'], fields['mcp-param-region']])).toEqual([
      ['headed', 'eu'],
    ])
  })
})

it('arguments get into headers also for a client that knows of none', async () => {
  const client = await connect('sdk1', gateway.at())
  expect(await client.call('shop__headed', { region: 'us' })).toMatchObject({ failed: false })
  await client.close()
  const got = shop.received.findLast(({ message }) => message.params?.name === 'headed')
  expect(got?.headers).toMatchObject({ 'mcp-name': 'headed', 'mcp-param-region': 'us' })
})

describe('a server that does not answer', () => {
  it('[together.dead] is named in lists, which hold the tools of the others', async () => {
    const { result } = await ask('tools/list')
    expect(result?._meta).toEqual({
      'portcullis/unavailable': [{ server: 'dead', problem: expect.stringMatching(/./) }],
    })
    expect(result).toMatchObject({ cacheScope: 'private', ttlMs: 0, resultType: 'complete' })
  })

  it('does not keep clients from beginning', async () => {
    expect((await ask('server/discover')).result).toMatchObject({ supportedVersions: ['2026-07-28'] })
    const { result } = await send(legacyRequest(1, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} }))
    expect(result).toMatchObject({ protocolVersion: '2025-11-25', serverInfo: { name: 'portcullis' } })
    expect(result).not.toHaveProperty('instructions')
  })
})

describe('cursors', () => {
  it('[together.sealed] lead through the pages of all servers, and are for their grant alone', async () => {
    const page = (names: readonly string[], nextCursor?: string) => ({
      ...{ tools: names.map((name) => ({ name, inputSchema: { type: 'object' } })), resultType: 'complete' },
      ...(nextCursor === undefined ? {} : { nextCursor }),
    })
    shop.script('tools/list', ({ message }, answer) =>
      answerJson(answer, message.id, message.params?.cursor === 'two' ? page(['later']) : page(['echo'], 'two')),
    )
    const first = await ask('tools/list')
    expect(namesIn(first)).toEqual(expect.arrayContaining(['desk__echo', 'shop__echo']))
    const cursor = String(first.result?.['nextCursor'])
    expect(cursor).not.toContain('two')
    const second = await ask('tools/list', { cursor })
    expect(namesIn(second)).toEqual(['shop__later'])
    expect(second.result).not.toHaveProperty('nextCursor')
    for (const [wrong, grant] of [
      [cursor, 'other'],
      [`${cursor.slice(0, -4)}AAAA`, 'test'],
      ['two', 'test'],
    ] as const) {
      expect((await ask('tools/list', { cursor: wrong }, grant)).error).toMatchObject({ code: -32602 })
    }
    expect((await ask('prompts/list', { cursor })).error).toMatchObject({ code: -32602 })
  })
})

describe('what servers see and say of requests', () => {
  it('[together.progress] progress goes under a name of ours, and nobody speaks of another’s requests', async () => {
    shop.script('echo', ({ message }, answer) => {
      const { _meta } = message.params as { _meta: { progressToken: unknown } }
      const progress = (progressToken: unknown) => ({
        jsonrpc: '2.0',
        method: 'notifications/progress',
        params: { progressToken, progress: 1 },
      })
      const told = eventOf(progress(_meta.progressToken)) + eventOf(progress('mine')) + eventOf(progress(7))
      const last = eventOf({ jsonrpc: '2.0', id: message.id, result: { content: [], resultType: 'complete' } })
      beginEvents(answer).end(told + last)
    })
    const posting = modernRequest(1, 'tools/call', { name: 'shop__echo', arguments: {} })
    const body = posting.body.replace('"_meta":{', '"_meta":{"progressToken":"mine",')
    const text = await (await post(gateway.at(), { ...posting, body })).text()
    expect(text.match(/"progressToken":"mine"/g)).toHaveLength(1)
    const got = shop.received.filter(({ message }) => message.params?.name === 'echo').at(-1)
    expect(got?.body.toString()).not.toContain('mine')
    const without = await (await post(gateway.at(), posting)).text()
    expect(without).not.toContain('notifications/progress')
  })

  it('[together.sealed] tasks are known under sealed ids, to their grant alone', async () => {
    const task = { resultType: 'task', taskId: 't-1', status: 'working' }
    shop.script('later', ({ message }, answer) => answerJson(answer, message.id, task))
    shop.script('tasks/get', ({ message }, answer) =>
      answerJson(answer, message.id, { ...task, resultType: 'complete' }),
    )
    const { result } = await call('shop__later')
    const taskId = String(result?.['taskId'])
    expect(taskId).not.toContain('t-1')
    const found = await askTask(taskId)
    expect(found.result).toMatchObject({ taskId, status: 'working' })
    const got = shop.received.findLast(({ message }) => message.method === 'tasks/get')
    expect(got?.message.params).toMatchObject({ taskId: 't-1' })
    for (const [id, grant] of [
      ['t-1', 'test'],
      [taskId, 'other'],
      [`${taskId}x`, 'test'],
    ] as const) {
      expect((await askTask(id, grant)).error).toMatchObject({ code: -32602 })
    }
  })

  it('[together.sealed] nothing is made a task where the server has none of the client’s era', async () => {
    const opened = await post(
      gateway.at(),
      legacyRequest(1, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} }),
    )
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' }
    shop.received.length = 0
    const posting = legacyRequest(2, 'tools/call', { name: 'shop__echo', arguments: {}, task: { ttl: 1000 } })
    const { error } = await send({ ...posting, headers: { ...posting.headers, ...session } })
    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('Make it without `task`') })
    expect(shop.received.filter(({ message }) => message.method === 'tools/call')).toEqual([])
  })

  it('[together.judged] limits by session count sessions, of which a grant has four places', async () => {
    const endpoint = gateway.at(undefined, 'test')
    const once = async () => codeOf((await call('shop__once')) as never)
    expect([await once(), await once()]).toEqual([undefined, 'limit_exceeded'])
    const codes: (string | undefined)[] = []
    for (let session = 0; session < 5; session++) {
      const client = await connect('legacy', endpoint)
      codes.push((await client.call('shop__once')).code)
      await client.close()
    }
    // The first place was used up by the calls without a session; the fifth session gets one that was had before.
    expect(codes.filter((code) => code === undefined)).toHaveLength(3)
  })

  it('[together.places] links in results lead back to the server that gave them', async () => {
    const links = ['note:1', 'shared:1'].map((uri) => ({ type: 'resource_link', uri, name: 'n' }))
    shop.script('counted', ({ message }, answer) => answerJson(answer, message.id, { content: links }))
    const list = (uris: readonly string[]) => ({
      resources: uris.map((uri) => ({ uri, name: uri })),
      resultType: 'complete',
    })
    shop.script('resources/list', ({ message }, answer) => answerJson(answer, message.id, list(['own:1'])))
    desk.script('resources/list', ({ message }, answer) => answerJson(answer, message.id, list(['shared:1'])))
    for (const server of [shop, desk]) {
      server.script('resources/templates/list', ({ message }, answer) =>
        answerJson(answer, message.id, { resourceTemplates: [], resultType: 'complete' }),
      )
      server.script('resources/read', ({ message }, answer) =>
        answerJson(answer, message.id, { contents: [], resultType: 'complete' }),
      )
    }
    await ask('resources/list', {}, 'other')
    const { result } = await call('shop__counted', {}, 'other')
    expect(result?.['content']).toMatchObject([{ uri: 'note:1' }, { uri: 'portcullis://shop/shared:1' }])
    for (const uri of ['note:1', 'portcullis://shop/shared:1', 'shared:1', 'own:1']) {
      expect(await ask('resources/read', { uri }, 'other')).toHaveProperty('result.contents')
    }
    const read = (server: ScriptedUpstream) =>
      server.received.flatMap(({ message }) =>
        message.method === 'resources/read' ? [(message.params as { uri?: string }).uri] : [],
      )
    expect([read(shop), read(desk)]).toEqual([['note:1', 'shared:1', 'own:1'], ['shared:1']])
    expect((await ask('resources/read', { uri: 'nobody:1' }, 'other')).error).toMatchObject({ code: -32602 })
  })
})

it('[together.names] lists that are too long for one page follow on the next', async () => {
  const _meta = { padding: 'x'.repeat(180_000) }
  const many = Array.from({ length: 20 }, (_, i) => ({ name: `t${i}`, inputSchema: { type: 'object' }, _meta }))
  for (const server of [shop, desk]) {
    server.script('tools/list', ({ message }, answer) =>
      answerJson(answer, message.id, { tools: many, resultType: 'complete' }),
    )
  }
  const first = await ask('tools/list')
  const second = await ask('tools/list', { cursor: String(first.result?.['nextCursor']) })
  expect([namesIn(first).length, namesIn(second).length]).toEqual([20, 20])
  expect(new Set([...namesIn(first), ...namesIn(second)]).size).toBe(40)
})
