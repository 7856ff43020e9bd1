import { describe, expect, test } from 'vitest'
import type { Configuration } from './configuration.ts'
import { accepted, load } from './load.contract.ts'
import { loosenings } from './tighten.ts'

const base = `
allowed_hosts: [a.example]
limits: {max_body: 2MiB}
watch: tighten
servers:
  shop: {url: "https://shop.example/mcp", headers: {X-A: a}}
  files: {url: "https://files.example/mcp"}
policies:
  p: {version: "1", default: deny, tools: {a: {}, b: {}}}
  q: {version: "1", default: deny, tools: {}}
grants:
  - id: ci
    token_sha256: ${'a'.repeat(64)}
    servers: {shop: p, files: q}
    expires: 2030-01-01T00:00:00Z
  - {id: two, token_sha256: ${'b'.repeat(64)}, servers: {shop: null}}
`

async function edited(...changes: readonly (readonly [string, string])[]): Promise<readonly string[]> {
  let text = base
  for (const [from, to] of changes) {
    expect(text).toContain(from)
    text = text.replace(from, to)
  }
  const [earlier, later] = await Promise.all(
    [base, text].map(async (each): Promise<Configuration> => accepted(await load(each))),
  )
  // Each is loaded in a folder of its own; in life the folder stays.
  const settings = { ...later!.settings, dataFolder: earlier!.settings.dataFolder, log: earlier!.settings.log }
  return loosenings(earlier!, { ...later!, settings })
}

describe('an edit', () => {
  test('that only takes away tightens', async () => {
    expect(await edited()).toEqual([])
    expect(await edited(['allowed_hosts: [a.example]', 'allowed_hosts: []'])).toEqual([])
    expect(await edited(['max_body: 2MiB', 'max_body: 1MiB, max_sessions: 100'])).toEqual([])
    expect(await edited(['watch: tighten', 'watch: off'])).toEqual([])
    expect(await edited(['{a: {}, b: {}}', '{a: {}}'])).toEqual([])
    expect(await edited(['servers: {shop: p, files: q}', 'servers: {shop: p}'])).toEqual([])
    expect(await edited(['servers: {shop: p, files: q}', 'servers: {shop: null, files: q}'])).toEqual([])
    expect(await edited(['2030-01-01', '2029-01-01'])).toEqual([])
    expect(await edited(['  - {id: two', '#'])).toEqual([])
    expect(await edited(['servers: {shop: p, files: q}', 'servers: {shop: p}'], ['  files:', '#'])).toEqual([])
    expect(await edited(['  q:', '  new: {version: "1", default: allow}\n  q:'])).toEqual([])
  })

  test.each<readonly [string, string, string]>([
    ['allowed_hosts: [a.example]', 'allowed_hosts: [a.example, b.example]', '`allowed_hosts` gets "b.example".'],
    [
      'allowed_hosts',
      'allowed_origins: ["https://x.example"]\nallowed_hosts',
      '`allowed_origins` gets "https://x.example".',
    ],
    ['allowed_hosts', 'trusted_proxies: [10.0.0.0/8]\nallowed_hosts', '`trusted_proxies` changes.'],
    ['allowed_hosts', 'listen: {mcp: "127.0.0.1:1"}\nallowed_hosts', '`listen` changes.'],
    ['allowed_hosts', 'listen: {catalogue: off}\nallowed_hosts', '`listen` changes.'],
    ['allowed_hosts', 'catalogue: {own_servers: false}\nallowed_hosts', '`catalogue` changes.'],
    ['allowed_hosts', 'public_url: https://x.example\nallowed_hosts', '`public_url` changes.'],
    ['max_body: 2MiB', 'max_body: 3MiB', 'The limit maxBodyBytes changes from 2097152 to 3145728.'],
    ['max_body: 2MiB', 'max_body: 2MiB, keep_alive: 1s', 'The limit keepAlive changes from 60000 to 1000.'],
    ['watch: tighten', 'watch: apply', '`watch` becomes `apply`.'],
    ['X-A: a', 'X-A: b', 'The server "shop" is reached differently.'],
    [
      'files.example/mcp"',
      'files.example/mcp", labels: {a: {category: read}}',
      'The server "files": `labels` change, and rules may go by them.',
    ],
    ['files.example/mcp"', 'files.example/mcp", trusted: true', 'The server "files": `trusted` becomes true.'],
    ['https://files.example/mcp', 'https://files.example/mcp2', 'The server "files" is reached differently.'],
    ['  files:', '  more: {url: "https://more.example"}\n  files:', 'The server "more" is new.'],
    ['{a: {}, b: {}}', '{a: {}, b: {}, c: {}}', 'The policy "p": "c" gets a rule.'],
    ['shop: p,', 'shop: q,', 'The grant "ci" on "shop" is under another policy, whose counters start anew.'],
    [
      'servers: {shop: null}',
      'servers: {shop: q}',
      'The grant "two" on "shop" gets a policy; without one every call is denied.',
    ],
    ['servers: {shop: null}', 'servers: {shop: null, files: q}', 'The grant "two" reaches "files".'],
    ['a'.repeat(64), 'c'.repeat(64), 'The grant "ci" has another token.'],
    ['2030-01-01', '2031-01-01', 'The grant "ci" expires later.'],
    ['    expires: 2030-01-01T00:00:00Z\n', '', 'The grant "ci" expires later.'],
    ['id: two', 'label: x, id: two', 'The grant "two" has another label, owner or tags, which policies may read.'],
    ['id: two', 'id: three', 'The grant "three" is new.'],
  ])('that changes %s to %s loosens', async (from, to, wanted) => {
    expect(await edited([from, to])).toEqual([wanted])
  })
})
