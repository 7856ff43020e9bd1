/** Child processes of a run: each in its own process, on its own core where that can be arranged. */
import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Whether a program can be started here. */
export const isInstalled = (program: string, flag: string): boolean =>
  spawnSync(program, [flag], { stdio: 'ignore' }).error === undefined

const CLOCK_TICKS = 100

/** By the scheduler's own accounts, to the nanosecond; NaN where it keeps none. Threads that have ended are left out. */
function scheduledMicros(pid: number): number {
  const nanos = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]),
  )
  return nanos.reduce((sum, one) => sum + one, 0) / 1000
}

/** CPU time that a process has taken, user and system, microseconds; NaN where the system does not tell (it is Linux that does). */
export function cpuMicros(pid: number): number {
  try {
    const scheduled = scheduledMicros(pid)
    if (scheduled > 0) return scheduled
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
    return ((Number(fields[11]) + Number(fields[12])) * 1e6) / CLOCK_TICKS
  } catch {
    return Number.NaN
  }
}

/** Binds a process that runs, with all its threads, to a core. */
export function bind(pid: number, core: number): void {
  spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' })
}

/** Resident memory of a process, MiB. */
export function residentMiB(pid: number): number {
  try {
    return Number(/VmRSS:\s+([0-9]+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024
  } catch {
    return Number.NaN
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('no port could be found')
  return address.port
}

/** What is started. */
export interface Start {
  readonly command: readonly string[]
  /** Core it is bound to; undefined: any. */
  readonly core: number | undefined
  readonly env?: Readonly<Record<string, string>>
}

/** A child that is ready. */
export interface Started {
  readonly child: ChildProcess
  readonly pid: number
  readonly port: number
}

const running = new Set<ChildProcess>()
const LONGEST_START = 20_000

/** Has a child end with the run. */
export function adopt<Child extends ChildProcess>(child: Child): Child {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

function start({ command, core, env }: Start): { readonly child: ChildProcess; readonly said: () => string } {
  const [program = '', ...args] = core === undefined ? command : ['taskset', '-c', String(core), ...command]
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', 'ipc']
  const child = adopt(spawn(program, args, { stdio, serialization: 'advanced', env: { ...process.env, ...env } }))
  let text = ''
  const hear = (chunk: Buffer): void => {
    if (text.length < 4000) text += chunk.toString()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  return { child, said: () => text.trim() }
}

async function ready(started: ReturnType<typeof start>, sign: Promise<number>): Promise<Started> {
  const { child, said } = started
  const gone = Promise.race([
    once(child, 'exit').then(() => 'it ended'),
    once(child, 'error').then(([cause]) => String(cause)),
    pause(LONGEST_START, 'it took too long', { ref: false }),
  ]).then((why) => Promise.reject(new Error(`${why}${said() === '' ? '' : `: ${said()}`}`)))
  const port = await Promise.race([sign, gone])
  if (child.pid === undefined) throw new Error('it has no process id')
  return { child, pid: child.pid, port }
}

/** Starts one of our own programs, which tells its port. @param flags of Node */
export function startOwn(
  script: string,
  core: number | undefined,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<Started> {
  const path = new URL(script, import.meta.url).pathname
  const started = start({ command: [process.execPath, ...flags, '--import', 'tsx', path], core, env })
  return ready(
    started,
    once(started.child, 'message').then(([message]) => Number(message.port)),
  )
}

/** Starts a program that will listen on a given port. */
export function startListening(command: readonly string[], core: number | undefined, port: number): Promise<Started> {
  return ready(start({ command, core }), answers(port))
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function answers(port: number): Promise<number> {
  while (!(await listens(port))) await pause(50)
  return port
}

/** Ends all children that were started here. */
export async function endAll(): Promise<void> {
  const ends = Array.from(running, (child) => {
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 3000).unref()
    return gone
  })
  await Promise.all(ends)
}
