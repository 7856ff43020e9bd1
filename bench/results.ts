/** What the servers of a run answer, over HTTP and over stdio. */
import { MARK, toolDefinition } from './message.ts'

const CACHE = { ttlMs: 0, cacheScope: 'private', resultType: 'complete' }
const capabilities = { tools: {} }
const serverInfo = { name: 'bench', version: '1' }

const RESULTS: Readonly<Record<string, object>> = {
  initialize: { protocolVersion: '2025-06-18', capabilities, serverInfo },
  'server/discover': { supportedVersions: ['2026-07-28'], capabilities, ...CACHE },
  ping: {},
  'tools/list': { tools: [toolDefinition], ...CACHE },
  'tools/call': {
    content: [{ type: 'text', text: `${MARK}: SPRING-2026-7KQ4, valid until 2027-01-31` }],
    resultType: 'complete',
  },
}
/** By method: the member of an answer that says what came of it, as JSON. */
export const results: ReadonlyMap<string, string> = new Map(
  Object.entries(RESULTS).map(([method, result]) => [method, `"result":${JSON.stringify(result)}`]),
)
/** That of every other method. */
export const UNKNOWN = '"error":{"code":-32601,"message":"Method not found"}'
