import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MessageHead } from './head.ts'
import type { Message, RequestMessage } from './message.ts'
import { createReader, readMessage, type WireRefusal } from './read.ts'

const VERSION = 'io.modelcontextprotocol/protocolVersion'
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities'
const CLIENT = 'io.modelcontextprotocol/clientInfo'
const meta = { [VERSION]: '2026-07-28', [CLIENT]: { name: 'x', version: '1' }, [CAPABILITIES]: {} }

const headOf = (head: Partial<MessageHead> = {}): MessageHead => ({
  protocolVersion: undefined,
  mcpMethod: undefined,
  mcpName: undefined,
  paramHeaders: [],
  ...head,
})
const modernHead = (mcpMethod: string, mcpName?: string): MessageHead =>
  headOf({ protocolVersion: '2026-07-28', mcpMethod, mcpName })

const request = (method: string, params?: object, id: unknown = 7) => ({ jsonrpc: '2.0', id, method, params })
const modern = (method: string, params: object = {}) => request(method, { ...params, _meta: meta })

function read(body: unknown, head?: MessageHead): Message | WireRefusal {
  return readMessage(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), head)
}

function refused(body: unknown, head?: MessageHead): WireRefusal {
  const result = read(body, head)
  if (!('refused' in result)) throw new Error(`not refused: ${JSON.stringify(body)}`)
  return result
}

function message(body: unknown, head?: MessageHead): Message {
  const result = read(body, head)
  if ('refused' in result) throw new Error(result.message)
  return result
}

describe('form', () => {
  it.each<[string, string, string, number]>([
    ['no JSON', '{', 'parse_error', -32700],
    ['nothing', '', 'parse_error', -32700],
    ['two messages', '{}{}', 'parse_error', -32700],
    ['a control character in a long string', `{"jsonrpc":"2.0","id":7,"method":"x","params":{"a":"${'x'.repeat(50)}\u0001"}}`, 'parse_error', -32700],
    ['a scalar', '5', 'invalid_request', -32600],
    ['null', 'null', 'invalid_request', -32600],
    ['an array of requests', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', 'invalid_request', -32600],
    ['an empty array', '[]', 'invalid_request', -32600],
    ['a broken array', '[', 'parse_error', -32700],
    ['duplicate keys', '{"jsonrpc":"2.0","method":"a","method":"b"}', 'invalid_request', -32600],
    ['an empty object', '{}', 'invalid_request', -32600],
    ['another version', '{"jsonrpc":"1.0","id":7,"method":"ping"}', 'invalid_request', -32600],
    ['no version', '{"id":7,"method":"ping"}', 'invalid_request', -32600],
    ['a null id', '{"jsonrpc":"2.0","id":null,"method":"ping"}', 'invalid_request', -32600],
    ['a fractional id', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', 'invalid_request', -32600],
    ['an id beyond doubles', '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}', 'invalid_request', -32600],
    ['an object as id', '{"jsonrpc":"2.0","id":{},"method":"ping"}', 'invalid_request', -32600],
    ['a very long id', `{"jsonrpc":"2.0","id":"${'x'.repeat(2000)}","method":"ping"}`, 'invalid_request', -32600],
    ['a method that is no string', '{"jsonrpc":"2.0","id":7,"method":1}', 'invalid_request', -32600],
    ['an empty method', '{"jsonrpc":"2.0","id":7,"method":""}', 'invalid_request', -32600],
    ['params as array', '{"jsonrpc":"2.0","id":7,"method":"ping","params":[]}', 'invalid_request', -32600],
    ['params as null', '{"jsonrpc":"2.0","method":"ping","params":null}', 'invalid_request', -32600],
    ['_meta that is no object', '{"jsonrpc":"2.0","id":7,"method":"ping","params":{"_meta":1}}', 'invalid_request', -32600],
    ['an unknown member', '{"jsonrpc":"2.0","id":7,"method":"ping","tool":"x"}', 'invalid_request', -32600],
    ['request and response at once', '{"jsonrpc":"2.0","id":7,"method":"ping","result":{}}', 'invalid_request', -32600],
    ['result and error', '{"jsonrpc":"2.0","id":7,"result":{},"error":{}}', 'invalid_request', -32600],
    ['a response without id', '{"jsonrpc":"2.0","result":{}}', 'invalid_request', -32600],
    ['a response with params', '{"jsonrpc":"2.0","id":7,"result":{},"params":{}}', 'invalid_request', -32600],
    ['a result that is no object', '{"jsonrpc":"2.0","id":7,"result":1}', 'invalid_request', -32600],
  ])('refuses %s', (_what, text, code, rpc) => {
    expect(refused(text)).toMatchObject({ refused: code, rpc, http: 400 })
  })

  it('echoes the id as it was written, where there is a request to answer', () => {
    expect(refused('{"jsonrpc":"1.0","id":"\\u0061","method":"x"}').idText).toBe('"\\u0061"')
    expect(refused('{"jsonrpc":"2.0","id":1.0,"method":"x","params":[]}').idText).toBe('1.0')
    expect(refused('{"jsonrpc":"2.0","method":"x","params":{"a":1,"a":2},"id":3}').idText).toBe('3')
    expect(refused('{"jsonrpc":"2.0","id":1,"id":2,"method":"x"}').idText).toBeUndefined()
    expect(refused('{"jsonrpc":"2.0","id":1.5,"method":"x"}').idText).toBe('1.5')
    expect(refused('{"jsonrpc":"2.0","id":null,"method":"x"}').idText).toBeUndefined()
    expect(refused(`{"jsonrpc":"2.0","id":"${'x'.repeat(2000)}","method":"x"}`).idText).toBeUndefined()
    expect(refused('{"jsonrpc":"2.0","id":7,"result":1}').idText).toBeUndefined()
    expect(refused('{"id":7,"method":"x"').idText).toBeUndefined()
  })

  it('reads a request with everything that the flow needs', () => {
    const text = '{"jsonrpc":"2.0","id":"a\\n","method":"tools/call","params":{"name":"t","arguments":{"n":12345678901234567}}}'
    const found = message(text) as RequestMessage
    expect(found).toMatchObject({
      kind: 'request',
      era: 'legacy',
      id: 'a\n',
      idText: '"a\\n"',
      method: 'tools/call',
      params: { name: 't', arguments: { n: 12345678901234568 } },
    })
    expect([...found.inexact]).toEqual(['/n'])
    const span = found.spans.get('arguments')
    expect(found.bytes.toString('utf8', span?.start, span?.end)).toBe('{"n":12345678901234567}')
  })

  it('reads notifications and responses', () => {
    expect(message({ jsonrpc: '2.0', method: 'notifications/initialized' })).toMatchObject({
      kind: 'notification',
      era: 'legacy',
      params: {},
    })
    expect(message({ jsonrpc: '2.0', id: 3, result: {} })).toMatchObject({ kind: 'response', id: 3, failed: false })
    expect(message({ jsonrpc: '2.0', id: 'x', error: { code: 1, message: 'no' } })).toMatchObject({
      kind: 'response',
      id: 'x',
      failed: true,
    })
  })

  it('keeps to the bounds it was given', () => {
    const small = createReader({ maxDepth: 3, maxMembers: 6 })
    const bytes = (body: object): Buffer => Buffer.from(JSON.stringify(body))
    expect(small(bytes(request('x', { a: { b: 1 } })), undefined)).toMatchObject({ kind: 'request' })
    expect(small(bytes(request('x', { a: { b: {} } })), undefined)).toMatchObject({ refused: 'invalid_request', idText: '7' })
    expect(small(bytes(request('x', { a: 1, b: 2, c: 3 })), undefined)).toMatchObject({ refused: 'invalid_request' })
  })
})

describe('tools/call', () => {
  it.each<[string, object | undefined, object | undefined]>([
    ['no params', undefined, undefined],
    ['no name', {}, {}],
    ['an empty name', { name: '' }, { name: '' }],
    ['a number as name', { name: 1 }, { name: 1 }],
    ['arguments that are no object', { name: 't', arguments: [] }, { name: 't', arguments: 'x' }],
    ['arguments that are null', { name: 't', arguments: null }, { name: 't', arguments: null }],
    ['a member that nobody judges', { name: 't', tool: 'u' }, { name: 't', tool: 'u' }],
    ['what belongs to the other era', { name: 't', requestState: 'x' }, { name: 't', task: {} }],
    ['a task or inputs of the wrong type', { name: 't', task: 1 }, { name: 't', inputResponses: null }],
    ['a task or state of the wrong type', { name: 't', task: [] }, { name: 't', requestState: 1 }],
  ])('refuses %s, in band', (_what, legacyParams, modernParams) => {
    const wanted = { refused: 'params_invalid', rpc: -32602, http: 200, idText: '7' }
    expect(refused(request('tools/call', legacyParams))).toMatchObject(wanted)
    expect(refused(modern('tools/call', modernParams))).toMatchObject(wanted)
  })

  it('takes what each era knows', () => {
    expect(message(request('tools/call', { name: 't', arguments: {}, task: { ttl: 1 }, _meta: {} }))).toMatchObject({ era: 'legacy' })
    expect(message(modern('tools/call', { name: 't', inputResponses: {}, requestState: 'x' }))).toMatchObject({ era: 'modern' })
  })
})

describe('over a channel, which has no headers', () => {
  it('takes a modern message by its _meta alone', () => {
    expect(message(modern('tools/call', { name: 't' }))).toMatchObject({ era: 'modern' })
    expect(refused(request('x', { _meta: { ...meta, [VERSION]: '2027-01-01' } }))).toMatchObject({
      rpc: -32022,
      data: { supported: ['2026-07-28'], requested: '2027-01-01' },
    })
    expect(refused(request('x', { _meta: { [VERSION]: '2026-07-28' } }))).toMatchObject({
      rpc: -32602,
      data: { envelope: { key: CAPABILITIES, problem: 'missing' } },
    })
  })
})

describe('headers', () => {
  it('may be encoded, and padded with white space', () => {
    const body = modern('tools/call', { name: 'größe' })
    const encoded = `=?base64?${Buffer.from('größe').toString('base64')}?=`
    expect(message(body, modernHead(' tools/call\t', ` ${encoded} `))).toMatchObject({ era: 'modern' })
    expect(refused(body, modernHead('tools/call', '=?base64?gr%?='))).toMatchObject({ rpc: -32020 })
    expect(refused(body, modernHead('tools/call', '=?base64?/w==?='))).toMatchObject({ rpc: -32020 })
  })

  it('must have a proper form where they carry arguments', () => {
    const body = modern('tools/call', { name: 't' })
    const withParam = (value: string): MessageHead => ({ ...modernHead('tools/call', 't'), paramHeaders: ['mcp-param-region', value] })
    expect(message(body, withParam('us-west1'))).toMatchObject({ era: 'modern' })
    expect(message(body, withParam('=?base64?SGVsbG8=?='))).toMatchObject({ era: 'modern' })
    expect(refused(body, withParam('=?base64?SGVsbG8?='))).toMatchObject({ rpc: -32020 })
    expect(refused(body, withParam('gr\u00fc\u00df'))).toMatchObject({ rpc: -32020 })
  })

  it('of a modern revision do not go with a response', () => {
    expect(refused({ jsonrpc: '2.0', id: 1, result: {} }, headOf({ protocolVersion: '2026-07-28' }))).toMatchObject({
      refused: 'invalid_request',
      rpc: -32600,
      http: 400,
    })
  })
})

describe('compared with the strict server of the official SDK', () => {
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'reference', version: '1' }, { capabilities: { tools: {} } })
    server.registerTool('t', { description: 'answers' }, () => ({ content: [] }))
    return server
  })

  interface Answer {
    readonly status: number
    readonly error: { readonly code: number; readonly data?: unknown } | undefined
    readonly id: unknown
  }

  async function sdk(body: string, head: MessageHead): Promise<Answer> {
    const headers = new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream' })
    if (head.protocolVersion !== undefined) headers.set('mcp-protocol-version', head.protocolVersion)
    if (head.mcpMethod !== undefined) headers.set('mcp-method', head.mcpMethod)
    if (head.mcpName !== undefined) headers.set('mcp-name', head.mcpName)
    const response = await handler.fetch(new Request('http://localhost/mcp', { method: 'POST', headers, body }))
    const text = await response.text()
    const json = text.startsWith('{') ? text : (/^data: (.*)$/m.exec(text)?.[1] ?? '{}')
    const { error, id } = JSON.parse(json) as { error?: Answer['error']; id?: unknown }
    return { status: response.status, error, id }
  }

  /** Texts are each one's own; which headers and members disagree is not. */
  const shapeOf = (data: unknown): unknown =>
    JSON.parse(JSON.stringify(data ?? null), (key, value: unknown) => {
      if (key === 'body') return 'text'
      return key === 'problem' && value !== 'missing' ? 'text' : value
    })

  async function compare(body: unknown, head: MessageHead): Promise<void> {
    const text = JSON.stringify(body)
    const theirs = await sdk(text, head)
    const ours = read(text, head)
    // What their transports answer beyond the ladder (unknown tools, methods, sessions) is not the reader's to say.
    const theyRefuse = theirs.status === 400
    const what = `${text} ${JSON.stringify(head)} ${JSON.stringify(theirs)}`
    if ('refused' in ours && ours.http === 200) {
      expect(theirs.error?.code, what).toBe(ours.rpc)
      return
    }
    expect('refused' in ours, what).toBe(theyRefuse)
    if (!('refused' in ours)) return
    expect([ours.http, ours.rpc], what).toEqual([theirs.status, theirs.error?.code])
    if (ours.rpc === -32000) return
    expect(shapeOf(ours.data), what).toEqual(shapeOf(theirs.error?.data))
    expect(JSON.parse(ours.idText ?? 'null'), what).toEqual(theirs.id ?? null)
  }

  const versions = fc.constantFrom(undefined, '2026-07-28', '2026-07-28', '2027-01-01', '2025-11-25', '2025-03-26', '2019-01-01', 'v9')
  const methods = fc.constantFrom('tools/call', 'tools/list', 'initialize', 'server/discover', 'prompts/get', 'resources/read')
  const metas = fc.constantFrom<unknown>(
    undefined,
    meta,
    meta,
    meta,
    {},
    { progressToken: 1 },
    { [VERSION]: '2026-07-28' },
    { [CAPABILITIES]: {} },
    { ...meta, [VERSION]: '2027-01-01' },
    { ...meta, [VERSION]: '2025-11-25' },
    { ...meta, [VERSION]: 5 },
    { ...meta, [CAPABILITIES]: [] },
    { ...meta, [CAPABILITIES]: { elicitation: 1 } },
    { ...meta, [CLIENT]: 'x' },
    { ...meta, [CLIENT]: { name: 'x' } },
    { ...meta, 'io.modelcontextprotocol/logLevel': 'loud' },
    { ...meta, progressToken: {} },
    { progressToken: 1.5 },
    5,
    null,
    { ...meta, [CLIENT]: undefined },
  )
  const names = fc.constantFrom(undefined, 't', 'u', '=?base64?dA==?=', '=?base64?dA?=', ' t ')
  const headers = fc.record({
    protocolVersion: versions,
    mcpMethod: fc.constantFrom(undefined, 'tools/call', 'tools/call', 'tools/list', 'server/discover', 'Tools/Call'),
    mcpName: names,
    paramHeaders: fc.constant([]),
  })
  const handshake = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } }
  /** What each method takes beside `_meta`; `name` stands for whatever it is called by. */
  const paramsOf = (method: string, name: unknown): object => {
    if (method === 'initialize') return handshake
    if (method === 'resources/read') return { uri: name }
    if (method === 'notifications/cancelled') return { requestId: 1 }
    return method === 'tools/call' || method === 'prompts/get' ? { name } : {}
  }
  const bodies = fc
    .record({
      method: methods,
      meta: metas,
      name: fc.constantFrom<unknown>('t', 't', 'ü', undefined, 5),
      id: fc.constantFrom<unknown>(1, 'a', undefined, undefined),
    })
    .map(({ method: called, meta: given, name, id }) => {
      // A notification's method must not be a request's: their server would be asked nothing then.
      const method = id === undefined ? 'notifications/cancelled' : called
      return { jsonrpc: '2.0', id, method, params: { _meta: given, ...paramsOf(method, name) } }
    })

  it('every rung says the same', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, headers, async (body, head) => {
        await compare(body, head)
      }),
      { numRuns: 1500 },
    )
  })

  it.each<[string, unknown]>([
    ['a proper call', modern('tools/call', { name: 't' })],
    ['a response', { jsonrpc: '2.0', id: 1, result: {} }],
    ['an empty array', []],
    ['a modern batch', [modern('tools/list')]],
    ['a scalar', 5],
    ['an unknown member', { ...modern('tools/list'), x: 1 }],
    ['a null id', { ...modern('tools/list'), id: null }],
    ['a fractional id', { ...modern('tools/list'), id: 1.5 }],
    ['another version of JSON-RPC', { ...modern('tools/list'), jsonrpc: '1.0' }],
    ['params as array', { ...modern('tools/list'), params: [] }],
  ])('so it is for %s', async (_what, body) => {
    const head = Array.isArray(body) || typeof body !== 'object' || (body !== null && 'result' in body) ? headOf() : modernHead('tools/call', 't')
    await compare(body, head)
  })
})
