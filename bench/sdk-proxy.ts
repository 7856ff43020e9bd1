/** A process: a proxy as the official SDK makes it, a server whose handlers call a client. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Server } from '@modelcontextprotocol/server'
import { serveHttp } from '@portcullis/sandbox/serve'
import { endWithParent, upstreamPort } from './child.ts'

const client = new Client({ name: 'bench', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${upstreamPort()}/mcp`)))

const { url } = await serveHttp({
  json: true,
  factory() {
    const server = new Server({ name: 'bench', version: '1' }, { capabilities: { tools: {} } })
    server.setRequestHandler('tools/list', () => client.listTools())
    server.setRequestHandler('tools/call', ({ params }) => client.callTool(params))
    return server
  },
})
process.send?.({ port: Number(new URL(url).port) })
endWithParent()
