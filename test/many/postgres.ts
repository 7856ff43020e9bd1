/** A PostgreSQL of this machine on a port and in a folder of its own: started, killed, stopped in mid-sentence, started again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '../free-port.ts'
import { tracked } from '../spawned.ts'

/** A server that runs. */
export interface OwnPostgres {
  /** URL of its one database. */
  readonly url: string
  readonly port: number
  /** Process id of its first process, whose children do the work. */
  readonly pid: number
  /** Ends all of it at once, as a machine that loses its power would; what was committed stays. */
  kill(): Promise<void>
  /** Starts it over what it left. */
  again(): Promise<void>
  /** Ends it, and removes its folder. */
  stop(): Promise<void>
}

/** Where Debian puts the programs; undefined: nowhere. */
async function programs(): Promise<string | undefined> {
  const root = '/usr/lib/postgresql'
  const versions = await readdir(root).catch(() => [])
  const newest = versions.sort((a, b) => Number(a) - Number(b)).at(-1)
  return newest === undefined ? undefined : join(root, newest, 'bin')
}

/** It does not run as root. */
const isRoot = process.getuid?.() === 0
const asItsUser = (command: readonly string[]): readonly string[] =>
  isRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', ...command] : command

/** Why there is none to start; undefined: there is. */
export async function noPostgres(): Promise<string | undefined> {
  return (await programs()) === undefined ? 'PostgreSQL is not installed (`apt-get install postgresql`)' : undefined
}

/** Starts one. @param settings as in its configuration; `fsync` is on, as it would be @param environment further variables */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<OwnPostgres> {
  const bin = await programs()
  if (bin === undefined) throw new Error('PostgreSQL is not installed.')
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-postgres-'))
  if (isRoot) execFileSync('chown', ['postgres', folder])
  await chmod(folder, 0o700)
  const data = join(folder, 'data')
  const run = ([program = '', ...args]: readonly string[]): void => {
    execFileSync(program, args, { stdio: 'ignore', cwd: '/' })
  }
  run(asItsUser([join(bin, 'initdb'), '-D', data, '--auth=trust', '--username=postgres', '--no-sync']))
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const all = { port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: folder, ...settings }
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    const [program = '', ...args] = asItsUser([join(bin ?? '', 'postgres'), '-D', data, ...options])
    const env = { ...process.env, ...environment }
    child = tracked(spawn(program, args, { stdio: 'ignore', cwd: '/', env }))
    while (!(await answers(url))) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL ended with ${child.exitCode}.`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    // Immediate: its children end without a word to anybody, and nothing is written any more.
    child.kill('SIGQUIT')
    await gone
  }

  await start()
  return {
    url,
    port,
    get pid() {
      return child?.pid ?? 0
    },
    kill,
    again: start,
    async stop() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
