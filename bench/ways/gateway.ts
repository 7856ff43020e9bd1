/** The gateway as it is installed: `portcullis start -c …`, with what may be set. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mintToken } from '../../packages/server/src/crypto/token.ts'
import { REFUSAL_MARK } from '../message.ts'
import { policy, refusing, relaxed } from '../policy.ts'
import { freePort, isInstalled, startListening } from '../processes.ts'
import {
  EVENTS_PATH,
  GATEWAY,
  GATEWAY_EVENTS,
  GATEWAY_REDIS,
  GATEWAY_REFUSES,
  GATEWAY_RELAXED,
  GATEWAY_TLS,
  JSON_PATH,
  type Place,
  type Starter,
  type Way,
} from '../way.ts'

const PROGRAM = new URL('../../packages/server/bin/portcullis.js', import.meta.url).pathname

/** One that runs. */
interface Running {
  readonly port: number
  readonly pid: number
  /** Of the grant whose calls are let through, and of the one whose calls are refused. */
  readonly token: string
  readonly refused: string
}

const digest = (token: string): string => createHash('sha256').update(token).digest('hex')

/** @param settings sections of its configuration beside those that all have */
async function startGateway(name: string, place: Place, settings: object = {}): Promise<Running> {
  const { upstream, core, folder, profile } = place
  const own = join(folder, name.replaceAll(/[^A-Za-z]+/g, '-'))
  mkdirSync(own)
  const port = await freePort()
  const [token, refused] = [mintToken(), mintToken()]
  const origin = `http://127.0.0.1:${upstream.port}`
  const configuration = {
    listen: { mcp: `127.0.0.1:${port}`, admin: 'off', catalogue: 'off' },
    data: join(own, 'data'),
    watch: 'off',
    // As many as can be: beyond its refusals a grant is told to slow down, which is not what is measured.
    limits: { refusals_per_second: 100_000, max_connections: 20_000 },
    servers: { bench: { url: `${origin}${JSON_PATH}` }, events: { url: `${origin}${EVENTS_PATH}` } },
    policies: { bench: policy, refusing },
    grants: [
      { id: 'bench', token_sha256: digest(token), servers: { bench: 'bench', events: 'bench' } },
      { id: 'refused', token_sha256: digest(refused), servers: { bench: 'refusing' } },
    ],
    ...settings,
  }
  const file = join(own, 'portcullis.yaml')
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(configuration), { mode: 0o600 })
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const { pid } = await startListening([process.execPath, ...profiling, PROGRAM, 'start', '-c', file], core, port)
  return { port, pid, token, refused }
}

const PATH = '/mcp/bench'

const installed: Starter = {
  names: [GATEWAY, GATEWAY_EVENTS, GATEWAY_REFUSES],
  async start(place) {
    const { port, pid, token, refused } = await startGateway(GATEWAY, place)
    return [
      { name: GATEWAY, port, pid, token, path: PATH },
      { name: GATEWAY_EVENTS, port, pid, token, path: '/mcp/events' },
      { name: GATEWAY_REFUSES, port, pid, token: refused, path: PATH, mark: REFUSAL_MARK },
    ]
  },
}

const withSettings = (name: string, settings: (place: Place) => Promise<object>, own?: (place: Place) => object) => ({
  names: [name],
  async start(place: Place): Promise<readonly Way[]> {
    const { port, pid, token } = await startGateway(name, place, await settings(place))
    return [{ name, port, pid, token, path: PATH, ...own?.(place) }]
  },
})

/** What is acknowledged is on the disk, as the class `strict` asks for. */
const REDIS = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction']

async function countersInRedis({ folder, ends }: Place): Promise<object> {
  if (!isInstalled('redis-server', '--version')) throw new Error('redis-server is not installed')
  const port = await freePort()
  const command = ['redis-server', '--bind', '127.0.0.1', '--port', String(port), '--dir', folder, ...REDIS]
  await startListening(command, ends, port)
  return { counters: { store: 'redis', url: `redis://127.0.0.1:${port}` } }
}

async function withTls({ identity }: Place): Promise<object> {
  if (identity === undefined) throw new Error('openssl is not installed')
  return { tls: { cert: identity.certificateFile, key: identity.keyFile }, public_url: 'https://localhost' }
}

export const gateways: readonly Starter[] = [
  installed,
  withSettings(GATEWAY_RELAXED, async () => ({ policies: { bench: relaxed, refusing } })),
  withSettings(GATEWAY_REDIS, countersInRedis),
  withSettings(GATEWAY_TLS, withTls, ({ identity }) => ({ certificate: identity?.certificate })),
]
