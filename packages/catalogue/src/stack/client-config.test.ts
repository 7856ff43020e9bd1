import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readClientConfig } from './client-config.ts'
import { MASK } from './mask.ts'

function read(text: string, kind?: Parameters<typeof readClientConfig>[1]) {
  const config = readClientConfig(text, kind)
  if (!config.ok) throw new Error(`${config.line}: ${config.problem}`)
  return config.servers
}

const one = (section: object) => read(JSON.stringify({ mcpServers: { x: section } }))[0]!

const SECTION = { command: 'npx', args: ['-y', 'some-mcp@1.2.0'], env: { API_KEY: 'k-123' } }

describe('the configuration of a client', () => {
  it.each([
    ['Claude Desktop, Cursor, Windsurf, Gemini CLI', { mcpServers: { x: SECTION } }],
    ['VS Code, mcp.json', { servers: { x: { type: 'stdio', ...SECTION } }, inputs: [] }],
    ['VS Code, settings.json', { 'editor.fontSize': 12, mcp: { servers: { x: SECTION } } }],
    ['Zed', { context_servers: { x: { source: 'custom', ...SECTION } } }],
    ['Zed, older', { context_servers: { x: { command: { path: 'npx', args: SECTION.args, env: SECTION.env } } } }],
    ['Claude Code, a project', { projects: { '/home/me/shop': { mcpServers: { x: SECTION } } } }],
    ['pasted without its frame', { x: SECTION }],
  ])('%s', (_, value) => {
    const [server] = read(JSON.stringify(value))
    expect(server).toMatchObject({
      name: 'x',
      transport: 'stdio',
      launch: { fetched: true, package: { registry: 'npm', name: 'some-mcp', version: '1.2.0' } },
    })
    expect(JSON.stringify(server)).not.toContain('k-123')
  })

  it('of Codex is TOML', () => {
    const servers = read(
      `model = "o"\n[mcp_servers.docs]\ncommand = 'uvx'\nargs = ["mcp-server-fetch==2.0",] # pinned\n[mcp_servers.docs.env]\nTOKEN = "t-9"\n[mcp_servers."a b"]\nurl = "https://mcp.example.com/mcp"\nbearer_token_env_var = "X"\nenabled_tools = ["get"]\n`,
      'codex',
    )
    expect(servers).toMatchObject([
      { name: 'docs', line: 2, launch: { package: { registry: 'pypi', name: 'mcp-server-fetch', version: '2.0' } } },
      { name: 'a b', line: 7, url: 'https://mcp.example.com/mcp', headers: ['Authorization'], only: ['get'] },
    ])
    expect(servers[0]?.environment).toEqual(['TOKEN'])
  })

  it('may have comments and commas at the end, and says on which line each server stands', () => {
    const text =
      '// mine\n{\n  "mcpServers": {\n    /* one */\n    "a": { "command": "x", },\n    "b": { "url": "https://b.example/mcp" },\n  },\n}\n'
    expect(read(text).map(({ name, line }) => [name, line])).toEqual([
      ['a', 5],
      ['b', 6],
    ])
  })

  it('with a mistake says where it is', () => {
    expect(readClientConfig('{\n  "mcpServers": {\n    "a": { "command": "x" }\n    "b": {}\n  }\n}')).toEqual({
      ok: false,
      problem: 'A comma is missing here.',
      line: 4,
    })
  })

  it('keeps odd keys as names and nothing else', () => {
    const servers = read('{"mcpServers":{"__proto__":{"command":"a"},"constructor":{"url":"https://c.example"}}}')
    expect(servers.map(({ name }) => name)).toEqual(['__proto__', 'constructor'])
    expect(read('{"mcpServers":{"a":{"__proto__":{"command":"x"}}}}')).toEqual([])
  })

  it('is read whatever it is, in bounded depth and linear time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        readClientConfig(text)
        readClientConfig(text, 'codex')
        readClientConfig(`{"mcpServers":{"a":${text}`)
      }),
    )
    for (const text of ['['.repeat(1e5), '{"a":'.repeat(3e5), 'a='.repeat(1e5), '[[a]]\n'.repeat(2e4), '"'.repeat(1e5)])
      expect(readClientConfig(text).ok === false || text.startsWith('[[a]]')).toBe(true)
  }, 20_000)
})

describe('what a command starts', () => {
  it.each([
    ['npx', ['-y', '@scope/pkg@latest', 'x'], { registry: 'npm', name: '@scope/pkg' }],
    ['npx', ['--package=@scope/pkg@2', 'run-it'], { registry: 'npm', name: '@scope/pkg', version: '2' }],
    ['cmd', ['/c', 'npx', '-y', 'firecrawl-mcp'], { registry: 'npm', name: 'firecrawl-mcp' }],
    ['C:\\node\\npx.cmd', ['x-mcp'], { registry: 'npm', name: 'x-mcp' }],
    ['bun', ['x', 'x-mcp'], { registry: 'npm', name: 'x-mcp' }],
    ['uvx', ['--from', 'tool-mcp==1.0', 'serve'], { registry: 'pypi', name: 'tool-mcp', version: '1.0' }],
    ['uv', ['tool', 'run', 'x-mcp'], { registry: 'pypi', name: 'x-mcp' }],
    ['python3', ['-m', 'mcp_server_time'], { registry: 'pypi', name: 'mcp-server-time' }],
    ['docker', ['run', '-i', '--rm', '-e', 'A=b', 'mcp/fetch:1'], { registry: 'oci', name: 'mcp/fetch', version: '1' }],
    ['node', ['/srv/node_modules/@a/b/dist/i.js'], { registry: 'npm', name: '@a/b' }],
    ['env', ['A=b', 'npx', 'x-mcp'], { registry: 'npm', name: 'x-mcp' }],
    ['npx -y x-mcp@3', [], { registry: 'npm', name: 'x-mcp', version: '3' }],
  ])('%s %j', (command, args, wanted) => {
    expect(one({ command, args }).launch.package).toEqual(wanted)
  })

  it('is told from what leads elsewhere', () => {
    expect(one({ command: 'npx', args: ['mcp-remote', 'https://a.example/mcp?key=s3cr3t'] })).toMatchObject({
      transport: 'http',
      launch: { url: 'https://a.example/mcp' },
      secrets: 1,
    })
    expect(
      one({ command: 'npx', args: ['portcullis', 'wrap', '-c', 'p.json', '--', 'uvx', 'x-mcp'] }).launch,
    ).toMatchObject({ guard: 'wrap', package: { registry: 'pypi', name: 'x-mcp' } })
    expect(
      one({ command: 'node', args: ['/opt/portcullis.js', 'bridge', 'http://127.0.0.1:4100/mcp/x'] }).launch,
    ).toEqual({ fetched: false, guard: 'bridge', url: 'http://127.0.0.1:4100/mcp/x' })
    expect(one({ command: 'npx', args: ['github:a/b'] }).launch.repository).toBe('github.com/a/b')
    expect(one({ command: '/home/me/server.sh' }).launch).toEqual({ fetched: false })
  })
})

/** A reference to a variable, as clients write it. */
const AUTH = '$' + '{AUTH}'

describe('secrets', () => {
  const KEY = `k${'9aZ'.repeat(8)}`
  it.each([
    [
      ['--api-key', 'abc'],
      ['--api-key', MASK],
    ],
    [['--token=abc'], [`--token=${MASK}`]],
    [
      ['-e', 'DB_PASSWORD=abc'],
      ['-e', `DB_PASSWORD=${MASK}`],
    ],
    [
      ['--header', 'Authorization: Bearer abc'],
      ['--header', `Authorization: ${MASK}`],
    ],
    [
      ['--header', `Authorization:${AUTH}`],
      ['--header', `Authorization:${AUTH}`],
    ],
    [['postgresql://me:pw@db.example/x'], ['postgresql://db.example/x']],
    [[`--x=${KEY}`], [`--x=${MASK}`]],
    [[KEY], [MASK]],
    [['ghp_0123456789abcdefghij'], [MASK]],
    [
      ['--api-key', '$KEY'],
      ['--api-key', '$KEY'],
    ],
  ])('in %j are not shown', (args, wanted) => {
    expect(one({ command: 'x', args }).command?.args).toEqual(wanted)
  })

  it.each([
    [['-y', '@modelcontextprotocol/server-filesystem', '/home/me/some-long-folder-name-2024/inner']],
    [['mcp-server-git', '--repository', '/srv/repository']],
    [['run', '-i', '--rm', 'ghcr.io/github/github-mcp-server:0.16.0']],
  ])('are not seen in %j', (args) => {
    expect(one({ command: 'x', args })).toMatchObject({ secrets: 0, command: { args } })
  })

  it('never come out, wherever they stand', () => {
    const secret = fc.stringMatching(/^sk-[A-Za-z0-9]{24}$/)
    fc.assert(
      fc.property(secret, fc.constantFrom('--k', '--token', 'KEY', 'x'), (key, name) => {
        const section = {
          command: 'npx',
          args: [key, `${name}=${key}`, name, key, `https://u:${key}@a.example/${key}/x?${name}=${key}#${key}`],
          env: { A: key },
          headers: { B: key },
        }
        const all = [one(section), one({ url: `https://${key}@a.example/s/${key}?k=${key}`, headers: { A: key } })]
        expect(JSON.stringify(all)).not.toContain(key)
      }),
      { numRuns: 50 },
    )
  })
})
