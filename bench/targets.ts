/** What is compared: the ways from the load generator to the upstream. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mintToken } from '../packages/server/src/crypto/token.ts'
import { prefixedName } from '../packages/server/src/ports/prefixed-name.ts'
import type { Destination } from './connection.ts'
import { TOOL } from './message.ts'
import { policy } from './policy.ts'
import { freePort, isInstalled, type Started, startListening, startOwn } from './processes.ts'

/** A way that can be measured. */
export interface Target extends Destination {
  readonly name: string
  /** The process in the middle; of `direct` the upstream itself. */
  readonly pid: number
}

/** A way that cannot be measured here, and why. */
export interface Missing {
  readonly name: string
  readonly why: string
}

/** Where targets are started. */
export interface Place {
  readonly upstream: Started
  /** Core of the process in the middle. */
  readonly core: number | undefined
  /** Empty folder for configurations, data and logs. */
  readonly folder: string
  /** Which ways are asked for, by name. */
  readonly wanted: (name: string) => boolean
  /** Folder for a CPU profile of the gateway; undefined: none is made. */
  readonly profile: string | undefined
}

const MCP = '/mcp'

function nginxConfiguration(port: number, upstream: number): string {
  return `daemon off; master_process off; pid nginx.pid; error_log stderr error;
events { worker_connections 2048; }
http {
  access_log off; keepalive_requests 100000000; client_body_buffer_size 64k;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  upstream mcp { server 127.0.0.1:${upstream}; keepalive 256; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://mcp; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`
}

const NGINX = 'nginx proxy_pass'
const SDK = 'SDK client + server'
export const DIRECT = 'direct'
export const BARE = 'bare pass-through'
export const GATEWAY = 'Portcullis'
export const OF_FILE = 'composed, directory of a file'
const UNDICI = 'composed, undici towards the server'
/** The same, all of whose requests `node:http` reads. */
const SLOW_LANE = 'composed, without the fast lane'
export const FED = 'composed, fed directory'
export const TOGETHER = 'composed, all servers at one URL'

async function nginx({ upstream, core, folder }: Place): Promise<Target> {
  if (!isInstalled('nginx', '-v')) throw new Error('nginx is not installed')
  const port = await freePort()
  const prefix = join(folder, 'nginx')
  mkdirSync(prefix)
  writeFileSync(join(prefix, 'nginx.conf'), nginxConfiguration(port, upstream.port))
  const { pid } = await startListening(['nginx', '-p', prefix, '-c', 'nginx.conf'], core, port)
  return { name: NGINX, port, path: MCP, pid }
}

async function bare({ upstream, core }: Place): Promise<Target> {
  const { pid, port } = await startOwn('bare-proxy.ts', core, { BENCH_UPSTREAM_PORT: String(upstream.port) })
  return { name: BARE, port, path: MCP, pid }
}

async function gateway({ upstream, core, folder, profile }: Place): Promise<Target> {
  const port = await freePort()
  const token = mintToken()
  const configuration = {
    listen: { mcp: `127.0.0.1:${port}`, admin: 'off', catalogue: 'off' },
    data: join(folder, 'data'),
    watch: 'off',
    servers: { bench: { url: `http://127.0.0.1:${upstream.port}${MCP}` } },
    policies: { bench: policy },
    grants: [
      { id: 'bench', token_sha256: createHash('sha256').update(token).digest('hex'), servers: { bench: 'bench' } },
    ],
  }
  const file = join(folder, 'portcullis.yaml')
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(configuration), { mode: 0o600 })
  const program = new URL('../packages/server/bin/portcullis.js', import.meta.url).pathname
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const { pid } = await startListening([process.execPath, ...profiling, program, 'start', '-c', file], core, port)
  return { name: GATEWAY, port, path: '/mcp/bench', token, pid }
}

/** @param entrance as the server's own URL, unless it is said otherwise */
const composed =
  (
    name: string,
    directory: 'file' | 'fed',
    entrance: Pick<Target, 'path' | 'tool'> = { path: '/mcp/bench' },
    settings: Readonly<Record<string, string>> = {},
  ) =>
  async ({ upstream, core, folder }: Place): Promise<Target> => {
    const token = mintToken()
    const own = join(folder, name.replaceAll(/[^a-z]+/g, '-'))
    mkdirSync(own)
    const environment = {
      BENCH_UPSTREAM_PORT: String(upstream.port),
      BENCH_TOKEN: token,
      BENCH_FOLDER: own,
      ...settings,
    }
    const started = await startOwn('composed-gateway.ts', core, { ...environment, BENCH_DIRECTORY: directory })
    return { name, port: started.port, token, pid: started.pid, ...entrance }
  }

async function sdk({ upstream, core }: Place): Promise<Target> {
  const { pid, port } = await startOwn('sdk-proxy.ts', core, { BENCH_UPSTREAM_PORT: String(upstream.port) })
  return { name: SDK, port, path: MCP, pid }
}

const ways = [
  [NGINX, nginx],
  [BARE, bare],
  [GATEWAY, gateway],
  [OF_FILE, composed(OF_FILE, 'file')],
  [SLOW_LANE, composed(SLOW_LANE, 'file', { path: '/mcp/bench' }, { BENCH_FAST_LANE: 'off' })],
  [UNDICI, composed(UNDICI, 'file', { path: '/mcp/bench' }, { BENCH_CLIENT: 'undici' })],
  [FED, composed(FED, 'fed')],
  [TOGETHER, composed(TOGETHER, 'file', { path: MCP, tool: prefixedName('bench', TOOL) })],
  [SDK, sdk],
] as const

/** Starts every way that is wanted; those that cannot be started are named with the reason. */
export async function startTargets(place: Place): Promise<readonly (Target | Missing)[]> {
  const { upstream, wanted } = place
  const targets: (Target | Missing)[] = [{ name: DIRECT, port: upstream.port, path: MCP, pid: upstream.pid }]
  for (const [name, start] of ways) {
    if (!wanted(name)) continue
    try {
      targets.push(await start(place))
    } catch (cause) {
      targets.push({ name, why: cause instanceof Error ? cause.message : String(cause) })
    }
  }
  return targets
}
