/** A child for tests that does what each request's method says, and remembers every line it read. */
import { tmpdir } from 'node:os'
import { afterEach } from 'vitest'
import { type Clock, systemClock } from '../../ports/clock.ts'
import type { StdioTransport, UpstreamLimits } from '../../ports/directory.ts'
import type { ExitStatus } from './child.ts'
import type { Link, Upstream } from './link.ts'
import { LIMITS } from './recorder.contract.ts'
import { openStdio } from './stdio.ts'
import { emptyTally } from './tally.ts'

/** The program: CommonJS for `node -e`. Lines are cut at newlines only, as the protocol says. */
export const SCRIPT = `
const received = []
const held = []
const asked = new Map()
let next = 1
const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n')
const answer = (id, result) => say({ id, result })
const ask = (method) => new Promise((resolve) => { asked.set('s' + next, resolve); say({ id: 's' + next++, method }) })
const methods = {
  echo: (id, params) => answer(id, params),
  silent: () => {},
  held: (id, params) => held.push(() => answer(id, params)),
  release: (id) => { held.splice(0).forEach((tell) => tell()); answer(id, {}) },
  late: (id, { after }) => setTimeout(() => answer(id, {}), after),
  received: (id) => answer(id, { received }),
  env: (id) => answer(id, { env: process.env, cwd: process.cwd(), args: process.argv.slice(1) }),
  exit: (id, { code }) => process.exit(code),
  die: () => process.kill(process.pid, 'SIGKILL'),
  closeOutput: () => process.stdout.end(),
  progress: (id, { _meta, steps = 3 }) => {
    for (let i = 1; i <= steps; i++) say({ method: 'notifications/progress', params: { progressToken: _meta.progressToken, progress: i } })
    answer(id, { done: true })
  },
  log: (id) => { say({ method: 'notifications/message', params: { level: 'info', data: 'x' } }); answer(id, {}) },
  ask: async (id) => answer(id, { answered: await ask('roots/list') }),
  askAlone: (id, { count = 1 }) => {
    answer(id, {})
    for (let i = 0; i < count; i++) ask('roots/list').then((got) => process.stderr.write('answered ' + JSON.stringify(got) + '\\n'))
  },
  noise: (id, { lines }) => { process.stdout.write('this is not JSON\\n'.repeat(lines)); answer(id, {}) },
  huge: (id, { size }) => answer(id, { text: 'x'.repeat(size) }),
  many: (id, { count, size }) => { for (let i = 0; i < count; i++) say({ method: 'notifications/message', params: { data: 'x'.repeat(size) } }); answer(id, {}); process.stdout.write('\\n', () => process.stderr.write('all written\\n')) },
  stderr: (id, { lines, size = 10 }) => { for (let i = 0; i < lines; i++) process.stderr.write('e'.repeat(size) + '\\n'); answer(id, {}) },
  unknown: (id) => { say({ id: 'nobody asked', result: {} }); answer(id, {}) },
  mixedIds: (id) => { say({ id: String(id), result: { text: true } }); answer(id, { number: true }) },
  stubborn: (id) => { process.on('SIGTERM', () => {}); stubborn = true; answer(id, { pid: process.pid }) },
  fork: (id) => {
    const source = "process.on('SIGTERM', () => {}); process.stdout.write('up'); setInterval(() => {}, 1000)"
    const child = require('node:child_process').spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.once('data', () => answer(id, { pid: child.pid }))
  },
  stopReading: (id) => { answer(id, {}); process.stdin.pause(); setTimeout(() => process.stdin.resume(), 200) },
  'subscriptions/listen': (id, { cancelled }) => {
    const _meta = { 'io.modelcontextprotocol/subscriptionId': id }
    say({ method: 'notifications/subscriptions/acknowledged', params: { _meta, notifications: {} } })
    say({ method: 'notifications/tools/list_changed', params: { _meta } })
    if (cancelled) return say({ method: 'notifications/cancelled', params: { requestId: id } })
    setTimeout(() => answer(id, { resultType: 'complete', _meta }), 20)
  },
}
let stubborn = false
const take = (line) => {
  received.push(line)
  const message = JSON.parse(line)
  if (message.method === undefined) return asked.get(message.id)?.(message.result ?? message.error)
  if (message.id !== undefined) methods[message.method](message.id, message.params)
}
let rest = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', (text) => {
  const lines = (rest + text).split('\\n')
  rest = lines.pop()
  lines.forEach(take)
})
process.stdin.on('end', () => { if (!stubborn) process.exit(Number(process.env.CODE ?? 0)); setInterval(() => {}, 1000) })
`

/** Upstreams of scripted children, closed after each test, with what was heard of them beside their messages. */
export function stdioUpstreams() {
  const open = new Set<Upstream>()
  const stderr: string[] = []
  const exits: ExitStatus[] = []
  const strays: string[] = []
  const tally = emptyTally()
  afterEach(async () => {
    await Promise.all([...open].map((one) => one.close()))
    open.clear()
    stderr.length = 0
    exits.length = 0
    strays.length = 0
    Object.assign(tally, emptyTally())
  })

  function upstream(
    transport: Partial<StdioTransport> = {},
    limits: Partial<UpstreamLimits> = {},
    clock: Clock = systemClock,
  ): Upstream {
    const full: StdioTransport = {
      kind: 'stdio',
      command: process.execPath,
      args: ['-e', SCRIPT],
      env: {},
      cwd: tmpdir(),
      share: 'session',
      maxChildren: 4,
      idleTimeout: 0,
      ...transport,
    }
    const opened = openStdio(
      full,
      { ...LIMITS, ...limits },
      {
        clock,
        grace: 150,
        tally,
        onStderr: (line) => stderr.push(line),
        onExit: (status) => exits.push(status),
        onStray: () => strays.push('stray'),
      },
    )
    open.add(opened)
    return opened
  }

  function connect(from: Upstream, session = 'one', grant = 'alice'): Link {
    const link = from.link({ grant, session })
    if (link === undefined) throw new Error('No link.')
    return link
  }

  return { stderr, exits, strays, tally, upstream, connect }
}
