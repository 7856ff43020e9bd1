/** `portcullis scan` as a process, on machines that are made for it. */
import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PORTCULLIS } from './gateway-process.ts'
import { some, THOROUGH } from './thorough.ts'

const EVERYTHING = fileURLToPath(
  new URL('../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url),
)
const SECRET = 'ghp_0123456789abcdefghijABCDEFGHIJ012345'

let home: string
let project: string

const surroundings = () => ({ PATH: process.env['PATH'], HOME: home, NO_COLOR: '1' })

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
  const env = surroundings()
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

/** Runs a command at a terminal of its own; of util-linux, which every Debian has. */
const TERMINAL = '/usr/bin/script'

/** Scans at a terminal, and says yes to questions that hold a text. */
function scanAtTerminal(yes: string, ...args: readonly string[]): Promise<Ended> {
  const command = [process.execPath, PORTCULLIS, 'scan', ...args].map((part) => `'${part}'`).join(' ')
  return new Promise((resolve, reject) => {
    const child = spawn(TERMINAL, ['-qec', command, '/dev/null'], { cwd: project, env: surroundings() })
    let out = ''
    let read = 0
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString()
      const at = out.indexOf('[y/N]', read)
      if (at < 0) return
      child.stdin.write(out.slice(read, at).includes(yes) ? 'y\n' : 'n\n')
      read = at + 5
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 2, out, error: '' }))
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

  it.each(some(1, ['sarif', 'html']))('writes %s', async (format) => {
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

  if (THOROUGH)
    it.skipIf(process.platform !== 'linux' || !existsSync(TERMINAL))(
      'asks at a terminal for each command of the user’s own',
      async () => {
        const mine = {
          command: process.execPath,
          args: [EVERYTHING, 'stdio', '--token', SECRET],
          env: { MARK: SECRET },
        }
        const cursor = join(home, '.cursor/mcp.json')
        await put(cursor, JSON.stringify({ mcpServers: { yes: mine, no: { ...mine, args: [EVERYTHING, 'no'] } } }))
        const file = join(home, 'asked.json')
        const { out } = await scanAtTerminal('yes of', ...['--introspect', '--format', 'json', '--output', file])
        await rm(cursor)
        const report = JSON.parse(await readFile(file, 'utf8'))
        const servers = report.stacks.flatMap((stack: { servers: object[] }) => stack.servers)
        const asked = (name: string) => servers.find((one: { name: string }) => one.name === name).asked
        expect(asked('yes').tools).toBeGreaterThan(5)
        expect(asked('no')).toEqual({ not: 'You said no.' })
        // What the project's file names is not even asked about.
        expect(asked('everything').not).toContain('--allow')
        expect(out).not.toContain('everything of')
        for (const text of [`yes of ${cursor}`, '"MARK"', 'folder', 'Start this program'])
          expect(out.replaceAll('\r', '')).toContain(text)
        expect(out).toMatch(/digest {5}[0-9a-f]{64}/)
        expect(out + JSON.stringify(report)).not.toContain(SECRET)
      },
    )

  if (THOROUGH)
    it('takes a file that is named for somebody else’s, unless it is where the user’s are', async () => {
      const named = join(home, 'downloads/.mcp.json')
      await put(named, JSON.stringify({ mcpServers: { x: { command: process.execPath, args: [EVERYTHING] } } }))
      const { out } = await scan('--config', named, '--introspect', '--format', 'json')
      expect(JSON.parse(out).stacks[0].servers[0].asked.not).toContain('Somebody else may have written this file')
    })

  it('reports the files that are broken, and reads the others', async () => {
    const broken = join(project, '.cursor/mcp.json')
    await put(broken, '{ "mcpServers": { "a": { "command": "x" "args": [] } } }')
    await mkdir(join(project, '.vscode/mcp.json'), { recursive: true })
    await put(join(project, '.gemini/settings.json'), Buffer.from([0x7b, 0xff, 0xfe]).toString('latin1'))
    const { code, out, error } = await scan('--format', 'json')
    for (const path of ['.cursor', '.vscode', '.gemini']) await rm(join(project, path), { recursive: true })
    const { unread, stacks } = JSON.parse(out)
    expect(code).toBe(2)
    expect(unread.map(({ path }: { path: string }) => path.replace(project, ''))).toEqual([
      '/.cursor/mcp.json',
      '/.vscode/mcp.json',
      '/.gemini/settings.json',
    ])
    expect(error).toContain(`${broken}:1`)
    expect(stacks.map(({ client }: { client: string }) => client)).toEqual(
      expect.arrayContaining(['claude-desktop', 'codex', 'claude-code']),
    )
  })
})
