/** `portcullis scan` as a process, on machines that are made for it. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PORTCULLIS } from './gateway-process.ts'

const EVERYTHING = fileURLToPath(
  new URL('../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url),
)
const SECRET = 'ghp_0123456789abcdefghijABCDEFGHIJ012345'

let home: string
let project: string

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

interface Ended {
  readonly code: number
  readonly out: string
  readonly error: string
}

function scan(...args: readonly string[]): Promise<Ended> {
  const env = { PATH: process.env['PATH'], HOME: home, NO_COLOR: '1' }
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [PORTCULLIS, 'scan', ...args],
      { cwd: project, env },
      (error, out, told) => {
        resolve({ code: error === null ? 0 : Number(error.code), out, error: told })
      },
    )
    child.stdin?.end()
  })
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'portcullis-scan-'))
  project = join(home, 'shop')
  await put(
    join(home, '.config/Claude/claude_desktop_config.json'),
    `{
  // mine
  "mcpServers": {
    "files": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/home/me"] },
    "github": { "command": "docker", "args": ["run", "-i", "ghcr.io/github/github-mcp-server:0.16.0"],
      "env": { "GITHUB_PERSONAL_ACCESS_TOKEN": "${SECRET}" } },
  },
}`,
  )
  await put(
    join(home, '.codex/config.toml'),
    '[mcp_servers.fetch]\ncommand = "uvx"\nargs = ["mcp-server-fetch==1.0.0"]\n',
  )
  await put(
    join(project, '.mcp.json'),
    JSON.stringify({
      mcpServers: {
        everything: { command: process.execPath, args: [EVERYTHING], env: { MARK: SECRET } },
        guarded: { type: 'http', url: 'http://127.0.0.1:4100/mcp/guarded' },
      },
    }),
  )
})
afterAll(() => rm(home, { recursive: true, force: true }))

describe('portcullis scan', () => {
  it('finds clients, judges what they have, and says nothing secret', async () => {
    const { code, out } = await scan()
    expect(code).toBe(0)
    for (const text of ['Claude Desktop', 'Codex', 'Claude Code in', 'github-github-mcp-server', 'Toxic combinations'])
      expect(out).toContain(text)
    expect(out).toContain('Nothing was started.')
    expect(out).not.toContain(SECRET)
  })

  it.each(['sarif', 'html'])('writes %s', async (format) => {
    const file = join(home, `report.${format}`)
    expect(await scan('--format', format, '--output', file)).toMatchObject({ code: 0, out: '' })
    const text = await readFile(file, 'utf8')
    expect(text).toContain('github')
    expect(text).not.toContain(SECRET)
    if (format === 'sarif') JSON.parse(text)
  })

  it('names who goes around the gateway, and what to write instead: the example of examples/ci-scan', async () => {
    const example = fileURLToPath(new URL('../examples/ci-scan', import.meta.url))
    const gateway = ['--gateway', 'http://127.0.0.1:4100']
    const { code, out } = await scan('--no-home', '--project', example, ...gateway, '--fail-on', 'bypass')
    expect(code).toBe(1)
    expect(out).toContain('http://127.0.0.1:4100/mcp/time')
    expect(out).not.toContain('http://127.0.0.1:4100/mcp/git')
  })

  it('ends with 2 where it cannot know', async () => {
    const broken = join(home, 'broken.json')
    await put(broken, '{ "mcpServers": {\n  "a": nothing } }')
    const { code, out } = await scan('--config', broken)
    expect(code).toBe(2)
    expect(out).toContain('broken.json:2')
    expect((await scan('--gateway', join(home, 'none.yaml'))).code).toBe(2)
    expect((await scan('--fail-on', 'anything')).code).toBe(2)
  })

  it('starts nothing of a project but what its digest allows', async () => {
    const asked = await scan('--no-home', '--introspect', '--format', 'json')
    const why: string = JSON.parse(asked.out).stacks[0].servers[0].asked.not
    const [digest = ''] = /[0-9a-f]{64}/.exec(why) ?? []
    expect(why).toContain('is started on a question')
    expect(asked.out).not.toContain(SECRET)

    const { out } = await scan('--no-home', '--introspect', '--allow', digest, '--format', 'json')
    const [stack] = JSON.parse(out).stacks
    expect(stack.servers[0].asked.tools).toBeGreaterThan(5)
    expect(stack.servers[1].asked).toHaveProperty('not')
    expect(stack.tools.map(({ name }: { name: string }) => name)).toContain('echo')
  })
})
