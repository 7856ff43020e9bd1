/** The programs that a gateway starts: how many, how long, and that none outlives it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ended, type GatewayProcess, startGateway } from './gateway-process.ts'
import { connect, type LivelyClient } from './lively-client.ts'
import { marked, newMark, zombiesOf } from './processes.ts'
import { everythingOnStdio, onStdio } from './real-servers.ts'
import { scripted } from './scripted-server.ts'
import { THOROUGH } from './thorough.ts'
import { until } from './until.ts'

const POLICY = { version: '1', default: 'allow' }
const LONG = 'trigger-long-running-operation'
const at = (gateway: GatewayProcess, slug: string) => ({ url: gateway.urlFor(slug), headers: gateway.headers })

/** Answers like a server, starts a process of its own, and hears neither the end of its input nor SIGTERM. */
const STUBBORN = `
process.on('SIGTERM', () => {})
require('node:child_process').spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"])
setInterval(() => {}, 1000)
let text = ''
process.stdin.on('data', (piece) => {
  text += piece
  for (let end; (end = text.indexOf('\\n')) >= 0; text = text.slice(end + 1)) {
    const { id, method, params } = JSON.parse(text.slice(0, end))
    if (id === undefined) continue
    const result = method === 'initialize'
      ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'stubborn', version: '1' } }
      : { tools: [] }
    process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n')
  }
})`

const UNWILLING = "methods.initialize = (id) => say({ id, error: { code: -32602, message: 'Not with you.' } })"

/** Knows no era but the older one, and ends when it is spoken to otherwise. */
const STRICT = STUBBORN.slice(STUBBORN.indexOf('let text')).replace(
  'if (id === undefined) continue',
  "if (method.startsWith('server/')) process.exit(1)\n    if (id === undefined) continue",
)

const marks = {
  one: newMark(),
  brief: newMark(),
  killed: newMark(),
  own: newMark(),
  silent: newMark(),
  unwilling: newMark(),
}
let gateway: GatewayProcess

beforeAll(async () => {
  gateway = await startGateway({
    servers: {
      own: everythingOnStdio({ env: marks.own }),
      one: everythingOnStdio({ env: marks.one, max_children: 1 }),
      brief: everythingOnStdio({ env: marks.brief, idle_timeout: '1s' }),
      killed: everythingOnStdio({ env: marks.killed }),
      silent: onStdio(scripted('methods.initialize = () => {}'), {
        env: marks.silent,
        max_children: 1,
        headers_timeout: '300ms',
      }),
      unwilling: onStdio(scripted(UNWILLING), { env: marks.unwilling, max_children: 1 }),
      strict: onStdio(['-e', STRICT], { max_children: 1 }),
    },
    policy: POLICY,
  })
})
afterAll(() => gateway.close())

describe.concurrent('when the gateway stops', () => {
  const start = async (): Promise<[GatewayProcess, Readonly<Record<string, string>>, readonly LivelyClient[]]> => {
    const mark = newMark()
    const one = await startGateway({
      servers: {
        polite: everythingOnStdio({ env: mark }),
        stubborn: onStdio(['-e', STUBBORN], { env: mark }),
      },
      policy: POLICY,
    })
    const clients = await Promise.all(['polite', 'polite', 'stubborn'].map((slug) => connect('legacy', at(one, slug))))
    // The stubborn one has started another.
    await until(() => marked(mark).length === 4)
    return [one, mark, clients]
  }

  it('in order, no child is left, nor what a child started', async () => {
    const [one, mark, clients] = await start()
    await ended(one.child)
    expect(one.child.exitCode).toBe(0)
    expect(marked(mark)).toEqual([])
    await Promise.all(clients.map((client) => client.close()))
    await one.close()
  })

  it('by SIGKILL, children hear the end of their input', async () => {
    const mark = newMark()
    const killed = await startGateway({ servers: { polite: onStdio(scripted(), { env: mark }) }, policy: POLICY })
    const client = await connect('legacy', at(killed, 'polite'))
    expect(marked(mark)).toHaveLength(1)
    await ended(killed.child, 'SIGKILL')
    await until(() => marked(mark).length === 0)
    await client.close()
    await killed.close()
  })

  if (THOROUGH)
    it('by a second signal, at once, no child is left either', async () => {
      const [one, mark, clients] = await start()
      one.child.kill('SIGINT')
      await sleep(100)
      await ended(one.child, 'SIGINT')
      expect(one.child.exitCode).toBe(130)
      await until(() => marked(mark).length === 0)
      await Promise.all(clients.map((client) => client.close()))
      await one.close()
    })
})

/** It has asked for the roots, so that nothing keeps it when its input ends. */
const settled = (client: LivelyClient): Promise<void> => until(() => client.heard.asked.includes('roots/list'))

describe.concurrent('a child', () => {
  it('begins with a session and ends with its DELETE', async () => {
    const clients = await Promise.all([connect('sdk1', at(gateway, 'own')), connect('legacy', at(gateway, 'own'))])
    await Promise.all(clients.map(settled))
    expect(marked(marks.own)).toHaveLength(2)
    await clients[0].endSession()
    await until(() => marked(marks.own).length === 1)
    expect(await clients[1].call('echo', { message: 'still here' })).toMatchObject({ text: 'Echo: still here' })
    await clients[1].endSession()
    await until(() => marked(marks.own).length === 0)
    expect(await clients[1].call('echo', { message: 'gone' })).toMatchObject({ failed: true, code: 'protocol_error' })
    await Promise.all(clients.map((client) => client.close()))
  })

  it('is refused when as many as allowed run, and had again when one ends', async () => {
    const first = await connect('legacy', at(gateway, 'one'))
    await expect(connect('legacy', at(gateway, 'one'))).rejects.toThrow(/As many sessions as allowed are open/)
    await expect(connect('sdk1', at(gateway, 'one'))).rejects.toThrow(/As many sessions as allowed are open/)
    expect(await first.call('echo', { message: 'undisturbed' })).toMatchObject({ failed: false })
    await settled(first)
    await first.endSession()
    await first.close()
    await until(() => marked(marks.one).length === 0)
    // It tries the modern era first: that must not take the only place.
    const second = await connect('auto', at(gateway, 'one'))
    expect(await second.call('echo', { message: 'next' })).toMatchObject({ text: 'Echo: next' })
    expect(marked(marks.one)).toHaveLength(1)
    await second.close()
  })

  it.each([
    ['silent', 'did not answer in time'],
    ['unwilling', 'Not with you.'],
  ] as const)('that opens no session (%s) keeps no place', async (slug, reason) => {
    const attempt = () => connect('legacy', at(gateway, slug)).then(() => 'connected', String)
    for (let i = 0; i < 2; i++) {
      // A process is gone a moment before the gateway hears of it.
      await expect.poll(attempt, { timeout: 5_000 }).toContain(reason)
      await until(() => marked(marks[slug]).length === 0)
    }
  })

  it('that ends when it is spoken to in the modern era is started anew for the other', async () => {
    const client = await connect('auto', at(gateway, 'strict'))
    expect(await client.tools()).toEqual([])
    await client.close()
  })

  it('is ended when it is idle, not while it works', async () => {
    const client = await connect('legacy', at(gateway, 'brief'))
    const worked = await client.call(LONG, { duration: 1.5, steps: 1 })
    expect(worked).toMatchObject({ failed: false })
    await until(() => marked(marks.brief).length === 0)
    const after = await client.call('echo', { message: 'too late' })
    expect(after).toMatchObject({ failed: true })
    expect(after.text).toContain('Send `initialize` again')
    await client.close()
  })

  it('that is killed fails its calls at once; others and the next one do not notice', async () => {
    const [doomed, other] = await Promise.all([
      connect('legacy', at(gateway, 'killed')),
      connect('sdk1', at(gateway, 'killed')),
    ])
    const running = doomed.call(LONG, { duration: 30, steps: 1 })
    await sleep(100)
    const [first] = marked(marks.killed)
    process.kill(first!, 'SIGKILL')
    // One of both clients has lost its server; the call that runs would last half a minute.
    const { failed } = await other.call('echo', { message: 'here' })
    if (!failed) expect(await running).toMatchObject({ failed: true })
    await until(() => marked(marks.killed).length === 1)
    expect(zombiesOf(gateway.child.pid!)).toEqual([])
    const next = await connect('legacy', at(gateway, 'killed'))
    expect(await next.call('echo', { message: 'anew' })).toMatchObject({ text: 'Echo: anew' })
    await Promise.all([doomed, other, next].map((client) => client.close()))
  })
})

describe.concurrent('a session', () => {
  it('ends with its child a while after its client went away without a word', async () => {
    const mark = newMark()
    const brief = await startGateway({
      servers: { server: everythingOnStdio({ env: mark }) },
      policy: POLICY,
      settings: { limits: { session_idle: '1s' } },
    })
    const stays = await connect('sdk1', at(brief, 'server'))
    const leaves = await connect('legacy', at(brief, 'server'))
    await leaves.close()
    await until(() => marked(mark).length === 1)
    // Who still listens is not idle.
    expect(await stays.call('echo', { message: 'here' })).toMatchObject({ text: 'Echo: here' })
    await stays.close()
    await brief.close()
  })
})
