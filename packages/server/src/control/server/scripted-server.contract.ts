/** An MCP server of the legacy era for tests: its tools can be changed, and it can want a header. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A tool as the server lists it. */
export interface ScriptedTool {
  readonly name: string
  readonly description?: string
  readonly inputSchema?: object
}

/** A server under a test's control. */
export interface ScriptedServer {
  readonly url: string
  /** `127.0.0.1:port` */
  readonly destination: string
  tools: readonly ScriptedTool[]
  /** Answers 401 with this challenge unless `authorization` fits. */
  wants: { readonly authorization: string; readonly challenge: string } | undefined
  /** Where tokens for it are had, as its metadata says. */
  issuer: string | undefined
  /** Values of `authorization` that came, in order. */
  readonly came: (string | undefined)[]
  close(): Promise<void>
}

/** Starts one on loopback. */
export async function startScripted(tools: readonly ScriptedTool[]): Promise<ScriptedServer> {
  const http = createServer((request, response) => void answer(scripted, request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const destination = `127.0.0.1:${(http.address() as AddressInfo).port}`
  const scripted: ScriptedServer = {
    url: `http://${destination}/mcp`,
    destination,
    tools,
    wants: undefined,
    issuer: undefined,
    came: [],
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
  return scripted
}

async function answer(scripted: ScriptedServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  if (scripted.issuer !== undefined && request.url?.startsWith('/.well-known/oauth-protected-resource') === true) {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ resource: scripted.url, authorization_servers: [scripted.issuer] }))
    return
  }
  const { authorization } = request.headers
  scripted.came.push(authorization)
  const { wants, tools } = scripted
  if (wants !== undefined && authorization !== wants.authorization) {
    response.writeHead(401, { 'www-authenticate': wants.challenge }).end()
    return
  }
  if (request.method !== 'POST') {
    response.writeHead(405).end()
    return
  }
  const { id, method } = JSON.parse(body)
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: '2025-06-18',
      capabilities: { tools: {} },
      serverInfo: { name: 'scripted', version: '1' },
    },
    'tools/call': { content: [{ type: 'text', text: 'done' }] },
    'tools/list': { tools: tools.map((tool) => ({ inputSchema: { type: 'object' }, ...tool })) },
  }
  if (id === undefined) {
    response.writeHead(202).end()
    return
  }
  const result = results[method]
  const message = result === undefined ? { error: { code: -32601, message: 'Method not found' } } : { result }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ jsonrpc: '2.0', id, ...message }))
}
