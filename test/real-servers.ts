/** Servers of the field, and our own, on every transport: as processes and as sections of a configuration. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { freePort } from './free-port.ts'
import { ended } from './gateway-process.ts'
import { tracked } from './spawned.ts'

const require = createRequire(import.meta.url)
const program = (name: string): string => require.resolve(`@modelcontextprotocol/${name}/dist/index.js`)
const FIXTURE = fileURLToPath(new URL('fixture/main.ts', import.meta.url))
export const SANDBOX =
  process.env['TEST_SANDBOX'] ?? fileURLToPath(new URL('../packages/sandbox/bin/sandbox.js', import.meta.url))

export const EVERYTHING = program('server-everything')
export const FILESYSTEM = program('server-filesystem')
export const MEMORY = program('server-memory')

/** Arguments of Node that run a program of these tests from its source. */
export const runTypeScript = (path: string): readonly string[] => [
  '--import',
  pathToFileURL(require.resolve('tsx')).href,
  '--conditions',
  'portcullis-source',
  path,
]
const joinedFixture = process.env['TEST_FIXTURE']
/** Arguments of Node that run our fixture on stdio. */
export const FIXTURE_ARGS = joinedFixture === undefined ? runTypeScript(FIXTURE) : [joinedFixture]

/** A section of `servers` that runs a program of Node's on stdio. */
export const onStdio = (args: readonly string[], more: object = {}): object => ({
  command: process.execPath,
  args,
  ...more,
})

export const everythingOnStdio = (more?: object): object => onStdio([EVERYTHING, 'stdio'], more)
export const sandboxOnStdio = (): object => onStdio([SANDBOX, '--stdio'])

/** A server that listens. */
export interface Listening {
  readonly url: string
  readonly child: ChildProcess
  close(): Promise<void>
}

/** server-everything over one of its HTTP transports. */
export async function startEverything(mode: 'sse' | 'streamableHttp'): Promise<Listening> {
  const port = await freePort()
  const env = { PATH: process.env['PATH'], PORT: String(port) }
  const child = tracked(spawn(process.execPath, [EVERYTHING, mode], { env, stdio: ['ignore', 'pipe', 'pipe'] }))
  await new Promise<void>((resolve, reject) => {
    const watch = (piece: Buffer): void => {
      if (piece.includes(String(port))) resolve()
    }
    child.stdout.on('data', watch)
    child.stderr.on('data', watch)
    child.once('exit', (code) => reject(new Error(`server-everything ended with ${code}.`)))
  })
  const path = mode === 'sse' ? '/sse' : '/mcp'
  return { url: `http://127.0.0.1:${port}${path}`, child, close: () => ended(child, 'SIGKILL') }
}
