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
    [
      'a control character in a long string',
      `{"jsonrpc":"2.0","id":7,"method":"x","params":{"a":"${'x'.repeat(50)}\u0001"}}`,
      'parse_error',
      -32700,
    ],
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
    [
      '_meta that is no object',
      '{"jsonrpc":"2.0","id":7,"method":"ping","params":{"_meta":1}}',
      'invalid_request',
      -32600,
    ],
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
    const text =
      '{"jsonrpc":"2.0","id":"a\\n","method":"tools/call","params":{"name":"t","arguments":{"n":12345678901234567}}}'
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
    const small = createReader({ maxDepth: 3, maxMembers: 6, judged: true })
    const bytes = (body: object): Buffer => Buffer.from(JSON.stringify(body))
    expect(small(bytes(request('x', { a: { b: 1 } })), undefined)).toMatchObject({ kind: 'request' })
    expect(small(bytes(request('x', { a: { b: {} } })), undefined)).toMatchObject({
      refused: 'invalid_request',
      idText: '7',
    })
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
    expect(message(request('tools/call', { name: 't', arguments: {}, task: { ttl: 1 }, _meta: {} }))).toMatchObject({
      era: 'legacy',
    })
    expect(message(modern('tools/call', { name: 't', inputResponses: {}, requestState: 'x' }))).toMatchObject({
      era: 'modern',
    })
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
    const withParam = (value: string): MessageHead => ({
      ...modernHead('tools/call', 't'),
      paramHeaders: ['mcp-param-region', value],
    })
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
