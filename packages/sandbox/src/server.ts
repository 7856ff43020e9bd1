/** The sandbox as an MCP server: the tool table over one shop. */
import { readFileSync } from 'node:fs'
import {
  type CallToolResult,
  type Tool as ListedTool,
  type McpServerFactory,
  ProtocolError,
  ProtocolErrorCode,
  Server,
} from '@modelcontextprotocol/server'
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv'
import { z } from 'zod'
import type { Answer } from './store/resource.ts'
import type { Shop } from './store/shop.ts'
import { TOOLS } from './tools/table.ts'

const MANIFEST = z.object({ version: z.string() })
const { version } = MANIFEST.parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))
const INFO = { name: 'portcullis-sandbox', title: 'Klaviyo sandbox', version }

const BY_NAME = new Map(TOOLS.map((tool) => [tool.name, tool]))
const LISTED: ListedTool[] = TOOLS.map(({ name, inputSchema }) => ({ name, inputSchema }))

/** Shared, because a server instance lives for one modern request only and would otherwise make its own each time. */
const jsonSchemaValidator = new AjvJsonSchemaValidator()

/**
 * Makes server instances over the shop that `shop()` gives at the time of each call. Like the real server at run time it
 * lists its tools with no descriptions and no annotations.
 */
export function sandboxServers(shop: () => Shop): McpServerFactory {
  return () => {
    const server = new Server(INFO, { capabilities: { tools: {} }, jsonSchemaValidator })
    server.setRequestHandler('tools/list', () => ({ tools: LISTED }))
    server.setRequestHandler('tools/call', ({ params }) => {
      const tool = BY_NAME.get(params.name)
      if (tool === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name}`)
      return toolResult(tool.call(shop(), params.arguments ?? {}))
    })
    return server
  }
}

function toolResult(answer: Answer): CallToolResult {
  const content: CallToolResult['content'] = [{ type: 'text', text: JSON.stringify(answer) }]
  return 'errors' in answer ? { content, isError: true } : { content }
}
