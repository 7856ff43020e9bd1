/** An event loop that has a control plane beside it, in a process of its own. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tracked } from './spawned.ts'
import { until } from './until.ts'

/** What came of it, all in milliseconds. */
interface Beside {
  /** How late the loop was. */
  readonly p99: number
  readonly max: number
  /** How long the processors worked for the whole process. */
  readonly served: number
}

/** Logs in with wrong passwords, reads the description and asks for lists, and says what the loop beside all that felt. */
export async function measureBeside(): Promise<Beside> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-beside-'))
  const child = tracked(
    spawn(process.execPath, ['--input-type=module', '-e', MEASURED, START, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    }),
  )
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  await until(() => /^\d+\n/.test(told))
  const api = `http://127.0.0.1:${Number.parseInt(told, 10)}/api/v1`
  const ask = async (path: string, init?: RequestInit): Promise<void> => {
    const answer = await fetch(`${api}${path}`, init)
    await answer.arrayBuffer()
  }
  const logIn = (turn: number): Promise<void> =>
    ask('/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: `nobody${turn}@example.com`, password: 'not the right one' }),
    })
  const lane = async (work: (turn: number) => Promise<void>, times: number): Promise<void> => {
    for (let turn = 0; turn < times; turn++) await work(turn)
  }
  await Promise.all([
    ...Array.from({ length: 4 }, () => lane(logIn, 6)),
    lane(() => ask('/openapi.json'), 60),
    lane(() => ask('/organisations'), 60),
  ])
  child.stdin.end()
  await until(() => told.trim().split('\n').length === 2)
  await rm(folder, { recursive: true, force: true })
  return JSON.parse(told.trim().split('\n')[1] ?? '')
}

const START = new URL('../packages/server/dist/control/start-control.js', import.meta.url).href

/** Runs a control plane beside an idle loop; prints its port, and at the end of its input what was measured. */
const MEASURED = `
import { monitorEventLoopDelay } from 'node:perf_hooks'
const [, start, dataFolder] = process.argv
const { startControl } = await import(start)
let send
let onReady
const control = startControl({
  start: {
    host: '127.0.0.1', port: 0, hosts: ['127.0.0.1:0'], origin: undefined, tls: undefined, trustedProxies: [], dataFolder,
    keys: { installation: dataFolder + '/key', sealing: dataFolder + '/seal.keys' },
    gateway: { name: 'gwtest', boot: { folder: 'f', epoch: 1 }, confirmWithin: 5000, connections: 10 },
    watchers: { networks: [] },
    database: undefined, mail: undefined, registration: 'invite', log: dataFolder + '/decisions.jsonl',
    file: { templates: [], allowDestinations: [], ownListeners: [], guarded: [], servers: [] },
  },
  line: {
    ready: new Promise((resolve) => { onReady = resolve }),
    hear(message) {
      if (message.kind !== 'directory') return
      send({ kind: 'in_force', number: message.number })
      onReady()
    },
    attach(to) { send = to },
    detach() {},
  },
  diagnose: (line) => process.stderr.write(line + '\\n'),
})
await control.begun
const { port } = await control.listening
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const before = process.cpuUsage()
process.stdout.write(port + '\\n')
process.stdin.resume()
await new Promise((resolve) => process.stdin.once('end', resolve))
delay.disable()
const { user, system } = process.cpuUsage(before)
process.stdout.write(JSON.stringify({
  p99: delay.percentile(99) / 1e6 - 1, max: delay.max / 1e6, served: (user + system) / 1000,
}) + '\\n')
await control.close(100)
process.exit(0)
`
