/** MCP proxies of npm, as they are installed in `bench/peers`. None of them judges anything. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { adopt, freePort, startListening } from '../processes.ts'
import { results } from '../results.ts'
import { JSON_PATH, type PEERS, type Place, type Starter, type Way } from '../way.ts'

const FOLDER = new URL('../peers', import.meta.url).pathname
const STDIO_SERVER = new URL('../stdio-server.mjs', import.meta.url).pathname

/** Installs what the lock file there names. */
export function installPeers(): void {
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: 'inherit' })
}

/** The file that a package's command is. */
function commandOf(name: string): string {
  const folder = join(FOLDER, 'node_modules', name)
  if (!existsSync(folder)) throw new Error('it is not installed; `npm run bench -- --peers` installs it')
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, bin[name])
}

/** The command of a server over stdio, beside the upstream and not on the core of the proxy. */
function stdioServer({ folder, ends }: Place): readonly string[] {
  const file = join(folder, 'results.json')
  writeFileSync(file, JSON.stringify(Object.fromEntries(results)))
  const command = [process.execPath, STDIO_SERVER, file]
  return ends === undefined ? command : ['taskset', '-c', String(ends), ...command]
}

/** @param args what it is started with @returns a way over HTTP, with a legacy session for each connection */
const inFrontOfStdio = (
  name: (typeof PEERS)[number],
  args: (port: number, server: readonly string[]) => readonly string[],
): Starter => ({
  names: [name],
  async start(place) {
    const port = await freePort()
    const command = [process.execPath, commandOf(name), ...args(port, stdioServer(place))]
    const { pid } = await startListening(command, place.core, port)
    return [{ name, port, path: JSON_PATH, pid, session: true }]
  },
})

/** `mcp-remote` is a program with standard streams: they are led to a socket. */
const mcpRemote: Starter = {
  names: ['mcp-remote'],
  async start({ upstream, core }) {
    const url = `http://127.0.0.1:${upstream.port}${JSON_PATH}`
    const command = [process.execPath, commandOf('mcp-remote'), url, '--allow-http', '--transport', 'http-only']
    const [program = '', ...args] = core === undefined ? command : ['taskset', '-c', String(core), ...command]
    const child = adopt(spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] }))
    const server = createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => undefined)
      socket.pipe(child.stdin, { end: false })
      child.stdout.pipe(socket)
      socket.on('close', () => void child.stdout.unpipe(socket))
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    server.unref()
    const address = server.address()
    if (typeof address !== 'object' || address === null || child.pid === undefined) throw new Error('it did not start')
    const way: Way = { name: 'mcp-remote', port: address.port, path: JSON_PATH, pid: child.pid, lines: true }
    return [way]
  },
}

export const peers: readonly Starter[] = [
  inFrontOfStdio('mcp-proxy', (port, server) => [
    ...['--port', String(port), '--host', '127.0.0.1', '--server', 'stream', '--no-eventStore', '--', ...server],
  ]),
  inFrontOfStdio('supergateway', (port, server) => [
    ...['--stdio', server.join(' '), '--outputTransport', 'streamableHttp', '--stateful', '--logLevel', 'none'],
    ...['--port', String(port)],
  ]),
  mcpRemote,
]
