import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '@portcullis/sandbox'
import { afterAll, describe, expect, it } from 'vitest'
import { type Introspection, introspect } from './introspect.ts'
import { peer, program } from './scripted.contract.ts'
import { type CommandTarget, INTROSPECT_LIMITS } from './target.ts'

const folder = mkdtempSync(join(tmpdir(), 'introspect-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const QUICK = { ...INTROSPECT_LIMITS, time: 10_000 }
const code = (answer: Introspection) => (answer.outcome === 'failed' ? answer.code : answer.outcome)
const names = (answer: Introspection) => (answer.outcome === 'listed' ? answer.tools.map(({ name }) => name) : answer)

describe('a program', () => {
  it('that is real is asked for all its tools', async () => {
    const main = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-memory/dist/index.js')
    const target: CommandTarget = { kind: 'stdio', command: process.execPath, args: [main], env: {}, cwd: folder }
    const answer = await introspect(target)
    expect(names(answer)).toContain('delete_entities')
    expect(answer).toMatchObject({ server: { name: 'memory-server' } })
  })

  it('gives all pages; what is no tool is left out, and nothing of a name decides anything', async () => {
    const pages = `params.cursor === 'two'
      ? { tools: [{ name: 'b', description: 7 }, 'odd', { name: '__proto__' }, {}] }
      : { tools: [{ name: 'a', annotations: { readOnlyHint: true, destructiveHint: 'x' } }], nextCursor: 'two' }`
    const answer = await introspect(program(pages), QUICK)
    expect(names(answer)).toEqual(['a', 'b', '__proto__'])
    expect(answer.outcome === 'listed' && answer.tools[0]?.annotations).toEqual({ readOnlyHint: true })
  })

  it.each([
    ['goes in circles', `{ tools: [], nextCursor: 'x' }`, {}, 'protocol'],
    ['never comes to an end', `{ tools: [], nextCursor: String(Math.random()) }`, { pages: 5 }, 'too_many'],
    ['has too many tools', `{ tools: Array(11).fill({ name: 'x' }) }`, { tools: 10 }, 'too_many'],
    ['floods', `{ tools: [{ name: 'x', description: 'y'.repeat(200000) }] }`, { bytes: 100_000 }, 'too_large'],
    ['answers something else', `{ tools: 'many' }`, {}, 'protocol'],
    ['says nothing', `undefined`, { time: 400 }, 'timeout'],
  ])('that %s is refused', async (_what, answer, limits, why) => {
    expect(code(await introspect(program(answer), { ...QUICK, ...limits }))).toBe(why)
  })

  it.each([
    ['writes without an end of line', `process.stdout.write('x'.repeat(200000))`, { bytes: 100_000 }, 'too_large'],
    ['writes much that is no message', `for (let n = 0; n < 9999; n++) console.log('log '.repeat(9))`, {}, 'listed'],
    ['hangs up and stays', `require('node:fs').closeSync(1)`, { time: 400 }, 'timeout'],
  ])('that %s is borne with, within its limits', async (_what, before, limits, outcome) => {
    const answer = await introspect(program(`{ tools: [{ name: 'a' }] }`, before), { ...QUICK, ...limits })
    expect(code(answer)).toBe(outcome)
  })

  it('is ended with all that it started, also when it ignores everything', async () => {
    const pids = join(folder, 'pids')
    const stubborn = `
      process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'])
      require('node:fs').writeFileSync(${JSON.stringify(pids)}, process.pid + ' ' + child.pid)`
    expect(names(await introspect(program(`{ tools: [{ name: 'a' }] }`, stubborn)))).toEqual(['a'])
    const gone = (pid: number) => {
      // Where nobody reaps orphans, a killed one stays as a zombie: Z in the third field.
      try {
        return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z')
      } catch {
        return true
      }
    }
    const started = readFileSync(pids, 'utf8').split(' ').map(Number)
    await expect.poll(() => started.every(gone)).toBe(true)
  })

  it('gets few variables, and none that would load code', async () => {
    const target = program(`{ tools: Object.keys(process.env).map((name) => ({ name })) }`)
    const env = { OWN: 'x', NODE_OPTIONS: '--inspect', LD_PRELOAD: '/x', PORTCULLIS_HOME: '/x' }
    const outer = { PATH: process.env['PATH'], HOME: '/root', SECRET_TOKEN: 's', AWS_KEY: 'k' }
    const answer = names(await introspect({ ...target, env }, QUICK, outer))
    expect([...(answer as string[])].filter((name) => !name.startsWith('__')).sort()).toEqual(['HOME', 'OWN', 'PATH'])
  })

  it('that does not start, or ends at once, is told with what to do, and without its secrets', async () => {
    const env = { KEY: 'very-secret' }
    const missing = await introspect({ ...program(''), command: 'no-such-program', env }, QUICK)
    const ended = await introspect({ ...program(''), args: ['-e', 'process.exit(3) // very-secret'], env }, QUICK)
    expect([code(missing), code(ended)]).toEqual(['not_started', 'ended'])
    expect(JSON.stringify([missing, ended])).not.toContain('very-secret')
    expect(ended.outcome === 'failed' && ended.problem).toMatch(/code 3.*Run it by hand/)
  })
})

describe('an address', () => {
  it('that is real is asked in either era', async () => {
    const sandbox = await startSandbox()
    const answer = await introspect({ kind: 'http', url: sandbox.url, headers: {} })
    await sandbox.close()
    expect(names(answer)).toHaveLength(41)
  })

  it('of the old transport is found by itself', async () => {
    let events: import('node:http').ServerResponse | undefined
    const server = await peer((request, response, body) => {
      if (request.method === 'GET') {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('event: endpoint\ndata: /messages\n\n')
        events = response
        return
      }
      if (request.url !== '/messages') return void response.writeHead(405).end()
      response.writeHead(202).end()
      const { id, method } = JSON.parse(body)
      const serverInfo = { name: 'old', version: '1' }
      const result =
        method === 'initialize'
          ? { protocolVersion: '2024-11-05', capabilities: {}, serverInfo }
          : { tools: [{ name: 'old_one', inputSchema: { type: 'object' } }] }
      if (id !== undefined) events?.write(`event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', id, result })}\n\n`)
    })
    const answer = await introspect({ kind: 'http', url: `${server.url}/sse`, headers: {} }, QUICK)
    await server.close()
    expect(names(answer)).toEqual(['old_one'])
  })

  it('that wants credentials, leads elsewhere or is silent is told as such', async () => {
    const reached: string[] = []
    const other = await peer((request, response) => {
      reached.push(String(request.headers.authorization))
      response.end()
    })
    const server = await peer((request, response) => {
      if (request.url === '/401') response.writeHead(401).end()
      if (request.url === '/moved') response.writeHead(307, { location: `${other.url}/x` }).end()
    })
    const headers = { authorization: 'Bearer hidden' }
    const limits = { ...QUICK, time: 700 }
    const ask = (path: string) => introspect({ kind: 'http', url: server.url + path, headers }, limits)
    const answers = await Promise.all(['/401', '/moved', '/silent'].map(ask))
    await Promise.all([server.close(), other.close()])
    expect(answers.map(code)).toEqual(['unauthorized', 'unreachable', 'timeout'])
    expect(reached).toEqual([])
    expect(JSON.stringify(answers)).not.toContain('hidden')
    expect(code(await introspect({ kind: 'http', url: server.url, headers }, QUICK))).toBe('unreachable')
    expect(code(await introspect({ kind: 'http', url: 'file:///etc/passwd', headers }, QUICK))).toBe('unreachable')
  })
})
