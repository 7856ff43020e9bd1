import { describe, expect, it } from 'vitest'
import { gather } from './gather.ts'
import { readRegistryPage, readServerJson } from './read-registry.ts'

const source = { source: 'mcp-official-registry', license: 'CC0-1.0' }
const OFFICIAL = 'io.modelcontextprotocol.registry/official'
const server = {
  name: 'io.github.acme/mail',
  title: 'Acme Mail',
  description: 'Words that are not kept',
  version: '1.2.3',
  repository: { url: 'https://github.com/Acme/Mono', source: 'github', subfolder: 'mail' },
  packages: [
    { registryType: 'npm', identifier: '@acme/mail', version: '1.2.3', transport: { type: 'stdio' } },
    { registryType: 'oci', identifier: 'docker.io/acme/mail', transport: { type: 'sse', url: 'http://localhost' } },
  ],
  remotes: [
    { type: 'streamable-http', url: 'https://{tenant}.acme.example/mcp' },
    { type: 'streamable-http', url: 'https://acme.example/mcp' },
  ],
}

describe('server.json', () => {
  it('is read into facts', () => {
    const { words, ...facts } = readServerJson(server, source) ?? {}
    expect(words).toBe('Words that are not kept')
    expect(facts).toEqual({
      kind: 'server',
      id: 'github.com/acme/mono#mail',
      givenId: 'registry:io.github.acme/mail',
      name: 'Acme Mail',
      repository: 'https://github.com/acme/mono',
      package: { registry: 'npm', name: '@acme/mail', version: '1.2.3' },
      remote: 'https://acme.example/mcp',
      transports: ['stdio', 'sse', 'http'],
      official: false,
      sources: [source],
      authoritative: true,
    })
  })

  it.each([undefined, [], { name: 'no-namespace' }, { name: '<b>/x' }, { name: 7 }])('%j is none', (value) => {
    expect(readServerJson(value, source)).toBeUndefined()
  })

  it('speaks for the server: a new package replaces the old one and is a move', () => {
    const [one, two] = ['1.0.0', '2.0.0'].map((version) =>
      readServerJson({ ...server, packages: [{ registryType: 'npm', identifier: 'mail', version }] }, source),
    )
    const first = gather([], [one!], '2026-01-01').servers
    const { servers } = gather(first, [two!], '2026-02-02')
    expect(servers[0]).toMatchObject({
      package: { version: '2.0.0' },
      lastChanged: '2026-02-02',
      changes: [{ day: '2026-02-02', what: 'moved' }],
    })
    expect(gather(servers, [two!], '2026-03-03').servers).toEqual(servers)
  })
})

describe('servers of one repository', () => {
  const repository = { url: 'https://github.com/acme/mono', source: 'github' }
  const mono = (name: string, path: string) => {
    const remotes = [{ type: 'streamable-http', url: `https://acme.example/${path}` }]
    return readServerJson({ name, repository, remotes }, source)!
  }
  const [jira, slack] = [mono('com.acme/jira', 'jira'), mono('com.acme/slack', 'slack')]

  it('stay apart where their names and addresses differ, in one go or one after the other, twice as well as once', () => {
    const once = gather([], [jira, slack], '2026-01-01').servers
    expect(once.map(({ id, remote }) => [id, remote])).toEqual([
      ['github.com/acme/mono', 'https://acme.example/jira'],
      ['github.com/acme/mono#com-acme-slack', 'https://acme.example/slack'],
    ])
    expect(once.map(({ aliases }) => aliases)).toEqual([['registry:com.acme/jira'], ['registry:com.acme/slack']])
    const parts = gather(gather([], [jira], '2026-01-01').servers, [slack], '2026-01-01').servers
    expect(parts).toEqual(once)
    expect(gather(once, [slack, jira], '2026-02-02').servers).toEqual(once)
    expect(gather(once, [mono('com.acme/slack', 'v2')], '2026-02-02').servers[1]?.changes).toEqual([
      { day: '2026-02-02', what: 'moved' },
    ])
  })

  it('are one where the name says the repository again, or nothing else tells them apart', () => {
    const again = mono('io.github.acme/mono', 'other')
    const renamed = { ...jira, givenId: 'registry:org.acme/jira' }
    for (const other of [again, renamed])
      expect(gather([], [jira, other], '2026-01-01').servers.map(({ id }) => id)).toEqual(['github.com/acme/mono'])
  })

  it('keep a package’s transport beside an address that another source speaks for', () => {
    const packages = [{ registryType: 'npm', identifier: 'mono', transport: { type: 'stdio' } }]
    const packed = readServerJson({ name: 'com.acme/jira', repository, packages }, source)!
    expect(gather([], [jira, packed], '2026-01-01').servers[0]?.transports).toEqual(['stdio', 'http'])
  })
})

describe('a page of the registry', () => {
  it('gives the newest versions that are not deleted, and where to go on', () => {
    const entry = (meta: object) => ({ server, _meta: { [OFFICIAL]: meta } })
    const page = {
      servers: [
        entry({ isLatest: true, status: 'active' }),
        entry({ isLatest: false }),
        entry({ isLatest: true, status: 'deleted' }),
        7,
      ],
      metadata: { count: 4, nextCursor: 'next' },
    }
    const read = readRegistryPage(page, source)
    expect(read.servers.length).toBe(1)
    expect(read.nextCursor).toBe('next')
    expect(read.left).toEqual(
      new Map([
        ['an older version', 1],
        ['deleted from the registry', 1],
      ]),
    )
    expect(readRegistryPage({}, source)).toEqual({ servers: [], left: new Map() })
  })
})
