/** A small index for tests: what is in it is known to the letter. */
import { type Found, gather, openIndex, writeShards } from '@portcullis/catalogue'
import { createKnowledge, type Knowledge } from './knowledge.ts'

const source = { source: 'test', license: 'MIT' }

const server = (id: string, more: object): Found => ({
  ...{ kind: 'server', id, name: id, transports: ['stdio'], official: false, sources: [source], authoritative: true },
  ...more,
})

const tool = (of: string, name: string, properties: object = {}): Found => ({
  ...{ kind: 'tool', server: of, source },
  definition: { name, inputSchema: { type: 'object', properties } },
})

export const FOUND: readonly Found[] = [
  server('github.com/acme/shop-mcp', {
    name: 'Acme Shop',
    repository: 'https://github.com/acme/shop-mcp',
    package: { registry: 'npm', name: '@acme/shop-mcp', version: '1.2.3' },
    givenId: 'registry:io.github.acme/shop',
    official: true,
  }),
  tool('github.com/acme/shop-mcp', 'list_orders', { limit: { type: 'integer' } }),
  tool('github.com/acme/shop-mcp', 'delete_order', { order_id: { type: 'string' } }),
  tool('github.com/acme/shop-mcp', 'refund_payment', { amount: { type: 'number' } }),
  server('remote:mcp.mail.example/mcp', {
    ...{ name: 'Mail', remote: 'https://mcp.mail.example/mcp', transports: ['http'] },
  }),
  tool('remote:mcp.mail.example/mcp', 'send_email', { to: { type: 'array' }, body: { type: 'string' } }),
  server('pypi:quiet', { package: { registry: 'pypi', name: 'quiet' } }),
]

/** The index over them, and a gateway without servers of its own. */
export function sampleKnowledge(found: readonly Found[] = FOUND, here: Knowledge['here'] = () => []): Knowledge {
  const { servers } = gather([], found, '2026-11-21')
  const { head, shards } = writeShards(servers)
  const lines = [...shards.values()].flatMap((text) => text.split('\n')).filter((line) => line !== '')
  return createKnowledge({
    ...{ index: openIndex(lines, head), facts: { lines, head }, here },
    ...{ origin: 'http://127.0.0.1:4102', gateway: 'http://127.0.0.1:4100' },
  })
}
