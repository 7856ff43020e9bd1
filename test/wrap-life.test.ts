/** The life of a wrapped server: how it ends, what it says beside its answers, and what it says wrongly. */
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PORTCULLIS } from './gateway-process.ts'
import { marked, newMark } from './processes.ts'
import { scripted } from './scripted-server.ts'
import { type StdioProcess, startStdio } from './stdio-process.ts'
import { some, THOROUGH } from './thorough.ts'
import { until } from './until.ts'

let folder: string
let policy: string
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'portcullis-wrap-life-')))
  policy = join(folder, 'policy.json')
  await writeFile(policy, JSON.stringify({ version: '1', default: 'allow' }), { mode: 0o600 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let n = 0
function wrap(quirks: string, env: Readonly<Record<string, string>> = {}): StdioProcess {
  const args = [
    'wrap',
    '-c',
    policy,
    '--data',
    join(folder, `data-${n++}`),
    '--',
    process.execPath,
    ...scripted(quirks),
  ]
  return startStdio({ command: process.execPath, args: [PORTCULLIS, ...args], env })
}

const echo = (wrapped: StdioProcess, text: string) =>
  wrapped
    .ask('tools/call', { name: 'echo', arguments: { text } })
    .then(({ result, error }) => JSON.stringify(result ?? error))

/** Hears neither the end of its input nor SIGTERM. */
const STUBBORN = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"

describe.concurrent('a wrapped server ends', () => {
  it('with its client, and its code is kept', async () => {
    const wrapped = wrap("process.stdin.on('end', () => process.exit(3))")
    await wrapped.initialize()
    wrapped.end()
    expect(await wrapped.exit).toBe(3)
  })

  it('by itself, and its client hears of it at once', async () => {
    const wrapped = wrap("methods['tools/call'] = () => process.exit(3)")
    await wrapped.initialize()
    expect(await echo(wrapped, 'x')).toContain('The server ended before it answered')
    expect(await wrapped.exit).toBe(3)
  })

  if (THOROUGH)
    it('at once, without a word', async () => {
      const wrapped = wrap("console.error('No key.'); process.exit(4)")
      const answer = await wrapped.ask('initialize', {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      })
      expect(answer.error?.message).toMatch(/ended before it answered/)
      expect(await wrapped.exit).toBe(4)
      expect(wrapped.errors()).toContain('No key.')
    })

  if (THOROUGH)
    it('because there is no such program', async () => {
      const args = [PORTCULLIS, 'wrap', '-c', policy, '--data', join(folder, `data-${n++}`), '--', 'no-such-program']
      const wrapped = startStdio({ command: process.execPath, args })
      expect(await wrapped.exit).toBe(1)
      expect(wrapped.errors()).toContain('no-such-program')
    })

  it.each(some(1, ['SIGTERM', 'SIGHUP'] as const))('with %s, which is passed on', async (signal) => {
    const mark = newMark()
    const wrapped = wrap(`process.on('SIGTERM', () => process.exit(5)); ${STUBBORN}`, mark)
    await wrapped.initialize()
    expect(marked(mark)).toHaveLength(2)
    wrapped.child.kill(signal)
    expect(await wrapped.exit).toBe(5)
    expect(marked(mark)).toEqual([])
  })

  if (THOROUGH)
    it.each(['its input ends', 'SIGTERM'])(
      'by force, where it does not hear, before its client loses patience: %s',
      async (how) => {
        const mark = newMark()
        const wrapped = wrap(STUBBORN, mark)
        await wrapped.initialize()
        const before = performance.now()
        if (how === 'SIGTERM') wrapped.child.kill('SIGTERM')
        wrapped.end()
        expect(await wrapped.exit).toBe(137)
        // Clients wait a second or two, and so it is on an idle machine; what a gateway gives its children would be four.
        expect(performance.now() - before).toBeLessThan(3500)
        expect(marked(mark)).toEqual([])
      },
    )
})

describe.concurrent('a wrapped server says', () => {
  if (THOROUGH)
    it('what it likes on standard error', async () => {
      const wrapped = wrap("console.error('Ready, at your service.')")
      await wrapped.initialize()
      await until(() => wrapped.errors().includes('Ready, at your service.'))
      wrapped.end()
      await wrapped.exit
      expect(wrapped.output()).not.toContain('Ready')
    })

  if (THOROUGH)
    it('more on standard error than anybody reads, and answers all the same', async () => {
      const flood =
        "methods['tools/call'] = (id) => { for (let i = 0; i < 20000; i++) console.error('e'.repeat(200)); answer(id, { content: [] }) }"
      const wrapped = wrap(flood)
      await wrapped.initialize()
      expect(await echo(wrapped, 'x')).toBe('{"content":[]}')
      expect(await echo(wrapped, 'x')).toBe('{"content":[]}')
      wrapped.end()
      expect(await wrapped.exit).toBe(0)
      expect(wrapped.errors().length).toBeLessThan(1_000_000)
    })

  it('a greeting on standard output, which its client never sees', async () => {
    const wrapped = wrap('process.stdout.write(\'Welcome!\\n\\n=======\\n{"half": \\n\')')
    await wrapped.initialize()
    expect(await echo(wrapped, 'hello')).toContain('hello')
    wrapped.end()
    expect(await wrapped.exit).toBe(0)
    expect(wrapped.output()).not.toContain('Welcome')
    expect(wrapped.errors()).toContain('Not a message, on standard output: Welcome!')
  })

  it('nothing but garbage, which ends it', async () => {
    const wrapped = wrap("methods['tools/call'] = () => process.stdout.write('rubbish\\n'.repeat(100))")
    await wrapped.initialize()
    expect(await echo(wrapped, 'x')).toContain('is not a valid one')
    expect(await wrapped.exit).toBe(137)
    expect(wrapped.output()).not.toContain('rubbish')
  })

  if (THOROUGH)
    it('an answer to another question, which is nobody’s', async () => {
      const wrapped = wrap(
        "methods['tools/call'] = (id, params) => { answer('other', {}); answer(id + 1000, {}); answer(String(id), {}); answer(id, params.arguments) }",
      )
      await wrapped.initialize()
      expect(await echo(wrapped, 'mine')).toBe('{"text":"mine"}')
      wrapped.end()
      expect(await wrapped.exit).toBe(0)
    })
})

describe.concurrent('a client that tries the modern era on the same connection', () => {
  const modern = {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  }

  const say = async (wrapped: ReturnType<typeof wrap>, message: string): Promise<string> =>
    JSON.stringify(await wrapped.ask('tools/call', { ...modern, name: 'echo', arguments: { message } }))

  it('is served by a server of the other era, and one is enough for it', async () => {
    const mark = newMark()
    const wrapped = wrap("process.stdin.on('end', () => process.exit(3))", mark)
    expect(await wrapped.ask('server/discover', modern)).toHaveProperty('result.supportedVersions')
    expect(await say(wrapped, 'hello')).toContain('hello')
    expect(marked(mark)).toHaveLength(2)
    wrapped.end()
    expect(await wrapped.exit).toBe(3)
  })

  if (THOROUGH)
    it('is served, though the server ended when it was tried', async () => {
      const wrapped = wrap("methods['server/discover'] = () => process.exit(7)")
      expect(await wrapped.ask('server/discover', modern)).toHaveProperty('result.supportedVersions')
      expect(await say(wrapped, 'hello')).toContain('hello')
      wrapped.end()
      expect(await wrapped.exit).toBe(0)
    })
})
