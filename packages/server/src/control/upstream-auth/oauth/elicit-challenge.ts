/** What a server asks for when nobody has called it yet: one call without credentials, which it refuses. */
import { fetchBounded } from '../../../egress/guarded-fetch.ts'
import { type BearerChallenge, readChallenge } from './challenge.ts'
import type { OAuthWorld } from './world.ts'

const MODERN = '2026-07-28'

/** Only asks for the list of tools: nothing happens where it is answered after all. */
const BODY = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/list',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': MODERN,
      'io.modelcontextprotocol/clientInfo': { name: 'portcullis', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
})

const HEADERS = {
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
  'mcp-method': 'tools/list',
  'mcp-protocol-version': MODERN,
}

/** The challenge of its refusal; undefined: it refused without one, or not at all. */
export async function elicitChallenge(
  { fetch, patience = 0 }: OAuthWorld,
  server: URL,
): Promise<BearerChallenge | undefined> {
  const limits = { time: Math.max(3000, patience), bytes: 64 * 1024 }
  const answer = await fetchBounded(fetch, server, { method: 'POST', headers: HEADERS, body: BODY }, limits)
  if (!answer.ok || (answer.status !== 401 && answer.status !== 403)) return undefined
  const field = answer.headers.get('www-authenticate')
  return field === null ? undefined : readChallenge(field)
}
