/** A process: the least MCP server on node:http that answers with JSON, in both eras. */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { endWithParent, tellPort } from './child.ts'
import { MARK, toolDefinition } from './message.ts'

const CACHE = { ttlMs: 0, cacheScope: 'private', resultType: 'complete' }
const capabilities = { tools: {} }
const serverInfo = { name: 'bench', version: '1' }

const results: Readonly<Record<string, object>> = {
  initialize: { protocolVersion: '2025-11-25', capabilities, serverInfo },
  'server/discover': { supportedVersions: ['2026-07-28'], capabilities, ...CACHE },
  'tools/list': { tools: [toolDefinition], ...CACHE },
  'tools/call': {
    content: [{ type: 'text', text: `${MARK}: SPRING-2026-7KQ4, valid until 2027-01-31` }],
    resultType: 'complete',
  },
}
const prepared = new Map(
  Object.entries(results).map(([method, result]) => [method, `,"result":${JSON.stringify(result)}}`]),
)
const unknown = ',"error":{"code":-32601,"message":"Method not found"}}'

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { id, method } = JSON.parse(Buffer.concat(chunks).toString() || '{}')
    if (id === undefined) return void response.writeHead(request.method === 'POST' ? 202 : 405).end()
    const body = Buffer.from(`{"jsonrpc":"2.0","id":${JSON.stringify(id)}${prepared.get(method) ?? unknown}`)
    if (method === 'initialize') response.setHeader('mcp-session-id', randomUUID())
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
  })
})
server.listen(0, '127.0.0.1', () => tellPort(server))
endWithParent()
