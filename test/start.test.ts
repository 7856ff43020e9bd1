/** The first minutes with the product: an empty folder, what is printed, and whether it works as printed. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILT, ended, PORTCULLIS } from './gateway-process.ts'
import { marked, newMark } from './processes.ts'
import { tracked } from './spawned.ts'
import { THOROUGH } from './thorough.ts'
import { until } from './until.ts'

const run = promisify(execFile)
const TOKEN = /pc_[A-Za-z0-9]{20,}/g
const TOKEN_LINE = /^ {2}(pc_[A-Za-z0-9]+)$/m

/** A command of ours that has ended. */
async function portcullis(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await run(process.execPath, [PORTCULLIS, ...args], { env: environment() })
    return { code: 0, out: stdout, err: stderr }
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, err: stderr }
  }
}

const environment = (more: object = {}): NodeJS.ProcessEnv => ({ ...process.env, NODE_OPTIONS: '', ...more })

/** A gateway that was started and goes on. */
interface Started {
  readonly child: ChildProcess
  /** Standard output until it was up. */
  readonly text: string
  readonly errors: () => string
}

/** What stands at the end of what is printed: text comes in pieces. */
const UP = /Decision log: +\S+\n/

async function start(args: readonly string[], env: object = {}, last = UP, program = PORTCULLIS): Promise<Started> {
  const child = tracked(
    spawn(process.execPath, [program, 'start', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(env),
    }),
  )
  let [text, errors] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
  })
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    errors += piece
  })
  await until(() => {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${errors}`)
    return last.test(text)
  })
  return { child, text, errors: () => errors }
}

/** A first installation ends with a snippet for clients. */
const FIRST = /first installation.*\n {2}\}\s*$/s

/** The indented lines below a heading. */
function below(text: string, heading: string): string {
  const [, rest = ''] = text.split(`${heading}\n`)
  const lines = rest.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('  '))
  return lines.slice(0, end < 0 ? undefined : end).join('\n')
}

let folder: string
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'portcullis-start-')))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a first installation', () => {
  const mark = newMark()
  let home: string
  let first: Started
  beforeAll(async () => {
    home = join(folder, 'home')
    first = await start([], { PORTCULLIS_HOME: home, ...mark }, FIRST, BUILT)
  })
  afterAll(() => ended(first.child))

  const origin = (): string => /listens on (\S+)/.exec(first.text)?.[1] ?? ''

  it('says where it is, and shows its token', () => {
    expect(first.text).toContain(`${origin()}/mcp/klaviyo-sandbox`)
    expect(first.text).toContain(`Configuration: ${home}/portcullis.yaml`)
    expect(first.text.match(new RegExp(TOKEN_LINE, 'gm'))).toHaveLength(1)
    expect(new Set(first.text.match(TOKEN))).toHaveProperty('size', 1)
  })

  it('shows the sample server in its catalogue, first, with its 41 tools', async () => {
    const [, address = ''] = /^Catalogue: +(\S+)$/m.exec(first.text) ?? []
    const page = await (await fetch(address)).text()
    expect(/href="\/catalogue\/([a-z0-9-]+)"/.exec(page)?.[1]).toBe('klaviyo-sandbox')
    const entry = await (await fetch(new URL('/api/catalogue/servers/klaviyo-sandbox', address))).json()
    expect(entry.tools).toHaveLength(41)
    const tool = await fetch(`${address}/klaviyo-sandbox/delete-profile`)
    expect(await tool.text()).toContain('Destructive')
  })

  it('keeps the token nowhere', async () => {
    const [, token = ''] = TOKEN_LINE.exec(first.text) ?? []
    const { stdout } = await run('grep', ['-rlF', token, home]).catch(() => ({ stdout: '' }))
    expect(stdout).toBe('')
  })

  it('prints a curl that works as it stands', async () => {
    const { stdout } = await run('sh', ['-c', below(first.text, 'A first call:')])
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, result: { resultType: 'complete' } })
    expect(stdout).not.toContain('isError')
  })

  it.each(['legacy', 'auto'] as const)('prints a snippet that a client (%s) can use', async (mode) => {
    const { mcpServers } = JSON.parse(below(first.text, 'For an MCP client:'))
    const { type, url, headers } = mcpServers['klaviyo-sandbox']
    expect(type).toBe('http')
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }))
    expect((await client.listTools()).tools).toHaveLength(41)
    const call = { name: 'create_coupon_code', arguments: { coupon_id: 'WELCOME10', code: `SNIPPET-${mode}` } }
    expect(await client.callTool(call)).not.toHaveProperty('isError')
    const denied = await client.callTool({ name: 'delete_profile', arguments: { id: 'x' } })
    expect(denied).toMatchObject({ isError: true })
    await client.close()
  })

  it('is judged, logged and extended by the other commands', async () => {
    const file = join(home, 'portcullis.yaml')
    expect(await portcullis('check', '--strict', file)).toMatchObject({ code: 0 })

    const wish = ['--id', 'second', '--owner', 'ana', '--server', 'klaviyo-sandbox=klaviyo-sandbox']
    const made = await portcullis('grant', 'new', '--write', '-c', file, ...wish)
    expect(made.code).toBe(0)
    const [token = ''] = made.out.match(TOKEN) ?? []
    const list = () =>
      fetch(`${origin()}/mcp/klaviyo-sandbox`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'tools/list',
        },
        body:
          below(first.text, 'A first call:')
            .match(/-d '(.*)'$/)?.[1]
            ?.replace('tools/call', 'tools/list')
            .replace('"name":"create_coupon_code","arguments":{"coupon_id":"WELCOME10","code":"HELLO-1"},', '') ?? '',
      })
    await until(async () => (await list()).status === 200)
    expect(await readFile(file, 'utf8')).not.toContain(token)

    const log = await portcullis('log', '-c', file, '--json', '--tail', 'all')
    const rows = log.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows.some(({ grant }) => grant === 'second')).toBe(true)
    expect(log.out).toContain('delete_profile')
    expect(log.out).not.toContain('SNIPPET-legacy')
  })

  it('is seen in the control plane, and its budgets can be set there', async () => {
    const file = join(home, 'portcullis.yaml')
    const servers = await portcullis('server', 'list', '-c', file)
    expect(servers.err).toContain('In the operator’s file, and edited there: klaviyo-sandbox (http://127.0.0.1:')
    const wish = ['--grant', 'My first grant', '--server', 'klaviyo-sandbox', '--counter', 'create_coupon_code_rate']
    const set = await portcullis('counters', 'set', '-c', file, ...wish, '--to', '0', '--reason', 'A new day.')
    expect(set.out).toMatch(/^create_coupon_code_rate: \d+ was used, 0 is now\.\n$/)
    const listed = await portcullis('counters', '-c', file)
    expect(listed.out).toMatch(
      /My first grant +klaviyo-sandbox +klaviyo-sandbox \(in the file\) +create_coupon_code_rate/,
    )
  })

  if (THOROUGH)
    it('begins again with what it has: no new token, the same address, the same sample server', async () => {
      await ended(first.child)
      expect(first.child.exitCode).toBe(0)
      expect(marked(mark)).toEqual([])
      const second = await start(['--home', home], mark)
      expect(second.text).not.toMatch(TOKEN)
      expect(second.text).not.toContain('first installation')
      expect(second.text).toContain(`listens on ${origin()}`)
      const { stdout } = await run('sh', ['-c', below(first.text, 'A first call:').replace('HELLO-1', 'HELLO-2')])
      expect(JSON.parse(stdout)).toHaveProperty('result')

      const third = await portcullis('start', '--home', home)
      expect(third.code).toBe(1)
      expect(third.err).toContain(`is in use by process ${second.child.pid}`)
      expect(third.err.trim().split('\n')).toHaveLength(1)
      // What was there before goes on, its sample server included.
      const { stdout: again } = await run('sh', [
        '-c',
        below(first.text, 'A first call:').replace('HELLO-1', 'HELLO-3'),
      ])
      expect(again).not.toContain('isError')
      // However it ends, the sample server ends with it.
      await ended(second.child, 'SIGKILL')
      await until(() => marked(mark).length === 0)
    })

  if (THOROUGH)
    it('says that the sample server has no port, and goes on without it', async () => {
      const { port } = JSON.parse(await readFile(join(home, 'sample-server.json'), 'utf8'))
      const taken = createServer().listen(port, '127.0.0.1')
      await once(taken, 'listening')
      const again = await start(['--home', home])
      await until(() => again.errors().includes(`The sample server ended with code 1; is port ${port} taken?`))
      await ended(again.child)
      taken.close()
    })
})

describe.concurrent('a start that cannot be', () => {
  it('says that the port is taken, and by what to change it', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const path = join(folder, 'taken.yaml')
    await writeFile(path, `listen:\n  mcp: 127.0.0.1:${port}\ndata: taken\nservers: {}\ngrants: []\n`, { mode: 0o600 })
    const { code, err } = await portcullis('start', '-c', path)
    taken.close()
    expect(code).toBe(1)
    expect(err).toContain(`cannot listen on 127.0.0.1:${port}: another program listens there`)
    expect(err).toContain('listen.mcp')
  })

  if (THOROUGH)
    it('says that there is no such file', async () => {
      const { code, err } = await portcullis('start', '-c', join(folder, 'absent.yaml'))
      expect(code).toBe(1)
      expect(err).toContain('There is no file')
    })

  it('names each mistake of the configuration with its place', async () => {
    const path = join(folder, 'wrong.yaml')
    await writeFile(path, 'listen:\n  mpc: 127.0.0.1:1\n', { mode: 0o600 })
    const { code, err } = await portcullis('start', '-c', path)
    expect(code).toBe(1)
    expect(err).toMatch(/wrong\.yaml:2:3 .*mcp/)
  })
})

if (THOROUGH)
  describe.concurrent('the demonstration', () => {
    it('takes less than half a minute, lets 30 calls pass and refuses the next', { timeout: 40_000 }, async () => {
      const before = performance.now()
      const { code, out } = await portcullis('demo')
      expect(code).toBe(0)
      expect(performance.now() - before).toBeLessThan(30_000)
      expect(out).toContain('41 tools')
      expect(out).toMatch(/30 passed\. The 31st was refused:\n.*\[POLICY DENIED\].*\d+ s/)
      expect(out).toMatch(/tries delete_profile\n.*\[POLICY DENIED\]/)
      expect(out).toContain('limit_exceeded')
    })
  })
