/**
 * A redis-server for tests: of this machine, or the program that `TEST_REDIS_SERVER` names, such as valkey-server, on a port and
 * in a folder of its own; or the one that `TEST_REDIS_URL` names.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../../../../test/free-port.ts'
import { dial } from '../dial.ts'
import type { CounterClass, RedisSettings } from '../settings.ts'

/** A server that was started. */
export interface TestRedis {
  readonly url: string
  readonly port: number
  readonly child: ChildProcess | undefined
  /** Starts it anew, over what it left in its folder. */
  again(): Promise<void>
  /** A command, on a connection of its own. */
  command(...args: readonly string[]): Promise<unknown>
  stop(): Promise<void>
}

const PROGRAM = process.env['TEST_REDIS_SERVER'] ?? 'redis-server'

/** Why there is no server to test with; undefined: there is. */
export function noRedis(): string | undefined {
  if (process.env['TEST_REDIS_URL'] !== undefined) return undefined
  try {
    execFileSync(PROGRAM, ['--version'])
    return undefined
  } catch {
    return `${PROGRAM} is not installed; TEST_REDIS_SERVER names another program, TEST_REDIS_URL a server that runs`
  }
}

let last = 0

/** A test that breaks off leaves nothing behind. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Settings of counters that nobody else has a part in. */
export const settingsFor = (url: string, more: Partial<RedisSettings> = {}): RedisSettings => ({
  ...{ url, cluster: false, class: 'replicated' as CounterClass, timeout: 2_000 },
  prefix: `test-${process.pid}-${++last}`,
  ...more,
})

/** Waits until something holds, looking every few milliseconds. */
export async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (const end = process.hrtime.bigint() + 30_000_000_000n; process.hrtime.bigint() < end; ) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`waited in vain: ${what}`)
}

async function commandTo(url: string, args: readonly string[]): Promise<unknown> {
  const connection = await dial(settingsFor(url, { timeout: 30_000 }), () => undefined)
  try {
    return await connection.send('', args)
  } finally {
    connection.destroy()
  }
}

const answers = (url: string): Promise<boolean> =>
  commandTo(url, ['PING']).then(
    (pong) => pong === 'PONG',
    () => false,
  )

/** Starts a server; the test stops it. @param options as on its command line, without dashes @param environment further variables */
export async function startRedis(
  options: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<TestRedis> {
  const given = process.env['TEST_REDIS_URL']
  if (given !== undefined && Object.keys(options).length === 0) return foreign(given)
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const all = { ...{ save: '', appendonly: 'no', bind: '127.0.0.1', port: String(port), dir: folder }, ...options }
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value])
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    const started = spawn(PROGRAM, args, { stdio: 'ignore', env: { ...process.env, ...environment } })
    running.add(started)
    started.once('exit', () => running.delete(started))
    child = started
    await until(() => answers(url), 'redis-server answers')
  }
  await start()
  return {
    url,
    port,
    get child() {
      return child
    },
    again: start,
    command: (...args) => commandTo(url, args),
    async stop() {
      const gone = new Promise((resolve) => child?.once('exit', resolve))
      if (child !== undefined && child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await gone
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const foreign = (url: string): TestRedis => ({
  url,
  port: Number(new URL(url).port),
  child: undefined,
  again: () => Promise.resolve(),
  command: (...args) => commandTo(url, args),
  stop: () => Promise.resolve(),
})
