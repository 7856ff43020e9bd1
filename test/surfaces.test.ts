/** Resources, prompts and methods: each by its own rule, in both eras. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { ask, type Endpoint, legacyRequest, modernCall, modernRequest, post } from './messages.ts'
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
  tools: { act: {} },
  resources: {
    allow: ['file:///srv/**', 'note://*'],
    deny: ['file:///srv/private/**'],
    hide: ['file:///srv/vault/**'],
  },
  prompts: { allow: ['sum_*'], hide: ['sum_secret'] },
  methods: { 'logging/setLevel': 'allow', 'skills/list': 'allow' },
}

const RESOURCES = [
  'file:///srv/a',
  'file:///srv/private/b',
  'file:///srv/vault/c',
  'file:///etc/d',
  'FILE:///srv/e',
  'note://1',
]
const TEMPLATES = ['file:///srv/{name}', 'file:///srv/private/{name}', 'db://{table}']
const PROMPTS = ['sum_sales', 'sum_secret', 'other']

let upstream: ScriptedUpstream
let gateway: GatewayProcess
let to: Endpoint

beforeAll(async () => {
  upstream = await startUpstream({ tools: ['act'] })
  gateway = await startGateway({ upstreams: { up: upstream.url }, policy: POLICY })
  to = { url: gateway.urlFor('up'), headers: gateway.headers }
  const list = (member: string, entries: readonly object[]) => ({
    [member]: entries,
    resultType: 'complete',
    ttlMs: 90_000,
    cacheScope: 'public',
  })
  upstream.script('resources/list', ({ message }, answer) =>
    answerJson(
      answer,
      message.id,
      list(
        'resources',
        RESOURCES.map((uri) => ({ uri, name: uri })),
      ),
    ),
  )
  upstream.script('resources/templates/list', ({ message }, answer) =>
    answerJson(
      answer,
      message.id,
      list(
        'resourceTemplates',
        TEMPLATES.map((uriTemplate) => ({ uriTemplate, name: 't' })),
      ),
    ),
  )
  upstream.script('prompts/list', ({ message }, answer) =>
    answerJson(
      answer,
      message.id,
      list(
        'prompts',
        PROMPTS.map((name) => ({ name })),
      ),
    ),
  )
  upstream.script('resources/read', ({ message }, answer) =>
    answerJson(answer, message.id, { contents: [{ uri: 'x', text: 'content' }], resultType: 'complete' }),
  )
  upstream.script('prompts/get', ({ message }, answer) =>
    answerJson(answer, message.id, { messages: [], resultType: 'complete' }),
  )
})
beforeEach(() => {
  upstream.received.length = 0
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

const eras = [
  ['legacy', legacyRequest],
  ['modern', modernRequest],
] as const

describe.each(eras)('in the %s era', (era, request) => {
  const shown = async (method: string, member: string, key: string): Promise<unknown> => {
    const answer = await ask(to, request(1, method))
    const list: unknown = Reflect.get(answer.result ?? {}, member)
    return Array.isArray(list) ? list.map((entry: object) => Reflect.get(entry, key)) : answer
  }

  it('[surfaces.lists] lists hold what may be used', async () => {
    expect(await shown('resources/list', 'resources', 'uri')).toEqual(['file:///srv/a', 'note://1'])
    expect(await shown('resources/templates/list', 'resourceTemplates', 'uriTemplate')).toEqual(['file:///srv/{name}'])
    expect(await shown('prompts/list', 'prompts', 'name')).toEqual(['sum_sales'])
    const { result } = await ask(to, request(1, 'prompts/list'))
    if (era === 'modern') expect(result).toMatchObject({ cacheScope: 'private', ttlMs: 30_000 })
  })

  it.each([
    ['file:///srv/a', undefined],
    ['note://1', undefined],
    ['file:///srv/private/b', '/resources/deny/0'],
    ['file:///srv/Private/b', '/resources/deny/0'],
    ['file:///etc/passwd', '(default deny)'],
    ['file:///srv/../etc/passwd', '/resources'],
    ['file:///srv/%2e%2e/etc/passwd', '/resources'],
    ['FILE:///srv/a', '/resources'],
  ])('[surfaces.items] %s is read or refused by %s, and then never reaches the server', async (uri, rule) => {
    const answer = await ask(to, request(1, 'resources/read', { uri }))
    if (rule === undefined) expect(answer.result).toBeDefined()
    else expect(answer.error).toMatchObject({ code: 403, data: { code: 'policy_denied', rule, document: 'policy' } })
    expect(upstream.received.filter(({ message }) => message.method === 'resources/read')).toHaveLength(
      rule === undefined ? 1 : 0,
    )
  })

  it('[surfaces.hidden] what is hidden is answered as what the server does not have', async () => {
    upstream.script('resources/read', ({ message }, answer) =>
      answerText(
        answer,
        JSON.stringify({
          jsonrpc: '2.0',
          id: message.id,
          error: { code: era === 'modern' ? -32602 : -32002, message: 'no', data: {} },
        }),
      ),
    )
    upstream.script('prompts/get', ({ message }, answer) =>
      answerText(answer, JSON.stringify({ jsonrpc: '2.0', id: message.id, error: { code: -32602, message: 'no' } })),
    )
    const read = async (uri: string) =>
      (await (await post(to, request(1, 'resources/read', { uri }))).text()).replaceAll(uri, 'X')
    expect(await read('file:///srv/vault/c')).toBe(await read('file:///srv/none'))
    const get = async (name: string) =>
      (await (await post(to, request(1, 'prompts/get', { name }))).text()).replaceAll(name, 'X')
    expect(await get('sum_secret')).toBe(await get('sum_none'))
    expect(upstream.received.map(({ message }) => message.method)).toEqual(['resources/read', 'prompts/get'])
    // An error about a prompt that was listed is the server's own.
    await ask(to, request(1, 'prompts/list'))
    expect((await ask(to, request(1, 'prompts/get', { name: 'sum_sales' }))).error?.message).toBe('no')
    upstream.script('resources/read', ({ message }, answer) =>
      answerJson(answer, message.id, { contents: [], resultType: 'complete' }),
    )
  })

  it('[surfaces.methods] completion belongs to what is completed; other methods go by their names', async () => {
    const complete = (ref: object) =>
      ask(to, request(1, 'completion/complete', { ref, argument: { name: 'a', value: '' } }))
    expect((await complete({ type: 'ref/prompt', name: 'sum_sales' })).error).toBeUndefined()
    expect((await complete({ type: 'ref/prompt', name: 'other' })).error?.code).toBe(403)
    expect((await complete({ type: 'ref/prompt', name: 'sum_secret' })).error?.code).toBe(-32602)
    expect((await complete({ type: 'ref/resource', uri: 'file:///srv/{name}' })).error).toBeUndefined()
    expect((await complete({ type: 'ref/resource', uri: 'db://{table}' })).error?.code).toBe(403)
    expect((await ask(to, request(1, 'skills/list'))).error).toBeUndefined()
    expect((await ask(to, request(1, 'skills/get'))).error?.code).toBe(-32601)
  })
})

describe('subscriptions', () => {
  it('[surfaces.items] name only what may be read', async () => {
    const listen = (uris: readonly string[]) =>
      ask(to, modernRequest(1, 'subscriptions/listen', { notifications: { resourceSubscriptions: uris } }))
    expect((await listen(['file:///srv/a'])).error).toBeUndefined()
    expect((await listen(['file:///srv/a', 'file:///etc/d'])).error?.code).toBe(403)
    expect((await listen(['file:///srv/vault/c'])).error?.code).toBe(-32602)
    expect((await ask(to, legacyRequest(1, 'resources/subscribe', { uri: 'file:///etc/d' }))).error?.code).toBe(403)
  })

  it('[surfaces.items] bring news only of what may be read', async () => {
    const updated = (uri: string) => ({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } })
    upstream.script('act', ({ message }, answer) => {
      const stream = beginEvents(answer)
      for (const uri of ['file:///srv/a', 'file:///etc/d']) stream.write(eventOf(updated(uri)))
      stream.end(eventOf({ jsonrpc: '2.0', id: message.id, result: { content: [], resultType: 'complete' } }))
    })
    const text = await (await post(to, modernCall('act'))).text()
    expect(text).toContain('file:///srv/a')
    expect(text).not.toContain('file:///etc/d')
  })
})
