import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MessageHead } from './head.ts'
import { readMessage } from './read.ts'

const VERSION = 'io.modelcontextprotocol/protocolVersion'
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities'
const CLIENT = 'io.modelcontextprotocol/clientInfo'
const meta = { [VERSION]: '2026-07-28', [CLIENT]: { name: 'x', version: '1' }, [CAPABILITIES]: {} }
const noHead: MessageHead = { protocolVersion: undefined, mcpMethod: undefined, mcpName: undefined, paramHeaders: [] }
const modernHead: MessageHead = { ...noHead, protocolVersion: '2026-07-28', mcpMethod: 'tools/call', mcpName: 't' }
const modern = (method: string, params: object = {}) => ({
  jsonrpc: '2.0',
  id: 7,
  method,
  params: { ...params, _meta: meta },
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
    const ours = readMessage(Buffer.from(text), head)
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

  const versions = fc.constantFrom(
    undefined,
    '2026-07-28',
    '2026-07-28',
    '2027-01-01',
    '2025-11-25',
    '2025-03-26',
    '2019-01-01',
    'v9',
  )
  const methods = fc.constantFrom(
    'tools/call',
    'tools/list',
    'initialize',
    'server/discover',
    'prompts/get',
    'resources/read',
  )
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
      { numRuns: 500 },
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
    const isModern = typeof body === 'object' && body !== null && 'params' in body
    await compare(body, isModern ? modernHead : noHead)
  })
})
