/**
 * A process: the gateway's own composition and listener, with a directory that is read from a file or fed as a control
 * plane would feed it. Both are started alike, so that they differ in nothing else.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfiguration } from '../packages/server/src/cli/read-configuration.ts'
import { compose, httpSettings } from '../packages/server/src/compose/compose.ts'
import type { ControlLine } from '../packages/server/src/compose/line.ts'
import { digestToken, mintToken } from '../packages/server/src/crypto/token.ts'
import type { Environment } from '../packages/server/src/gateway/environment.ts'
import { listenHttp } from '../packages/server/src/gateway/transport/http.ts'
import type { FeedChange, FeedGrant, FeedRows, FeedServer } from '../packages/server/src/ports/directory-feed.ts'
import { endWithParent, upstreamPort } from './child.ts'
import { policy } from './policy.ts'

/** What stands in the database beside the grant that is measured. */
const OTHERS = 1000
const SERVERS = 40
/** Milliseconds between two changes of somebody else's grant: a control plane that is used. */
const CHANGE_EVERY = 100

const token = process.env['BENCH_TOKEN'] ?? ''
const folder = process.env['BENCH_FOLDER'] ?? ''
const isFed = process.env['BENCH_DIRECTORY'] === 'fed'
const url = `http://127.0.0.1:${upstreamPort()}/mcp`

const ofFile = {
  servers: { bench: { url } },
  policies: { bench: policy },
  grants: [{ id: 'bench', token_sha256: digestToken(token), servers: { bench: 'bench' } }],
}

function configurationFile(): string {
  const file = join(folder, 'portcullis.yaml')
  const fast_lane = process.env['BENCH_FAST_LANE'] ?? 'on'
  const listen = { mcp: '127.0.0.1:0', admin: 'off', catalogue: 'off', fast_lane }
  const upstream = { client: process.env['BENCH_CLIENT'] ?? 'own' }
  const content = isFed ? {} : ofFile
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ listen, data: join(folder, 'data'), watch: 'off', upstream, ...content }), {
    mode: 0o600,
  })
  return file
}

const organisation = 'bench'

const server = (number: number): FeedServer => ({
  id: `srv_${number}`,
  organisation,
  slug: number === 0 ? 'bench' : `bench-${number}`,
  transport: { kind: 'http', url, headers: {} },
  limits: {
    headersTimeout: 300_000,
    bodyTimeout: 300_000,
    connectTimeout: 10_000,
    maxConnections: 256,
    maxMessageBytes: 8 * 1024 * 1024,
  },
  vetting: { labels: {}, trusted: false, descriptions: 'flag' },
  baseline: undefined,
  authentication: 'none',
  pins: undefined,
})

const grant = (id: string, proof: string, label = id): FeedGrant => ({
  id,
  organisation,
  label,
  owner: 'bench',
  tags: {},
  expires: undefined,
  addresses: [],
  tokens: [{ digest: digestToken(proof), expires: undefined, audience: undefined }],
  reaches: Array.from({ length: SERVERS }, (_, i) => ({ server: `srv_${i}`, policy: 'pol_1', shadow: undefined })),
})

const NONE: FeedRows = { organisations: [], servers: [], policies: [], grants: [], kills: [] }
const NO_IDS = { organisations: [], servers: [], policies: [], grants: [], kills: [] }

function feed(line: ControlLine): void {
  let number = 0
  const tell = (extent: FeedChange['extent'], put: Partial<FeedRows>): void => {
    number += 1
    line.hear({ kind: 'directory', number, change: { extent, put: { ...NONE, ...put }, drop: NO_IDS } })
  }
  const tokens = Array.from({ length: OTHERS }, () => mintToken())
  tell('whole', {
    organisations: [{ id: organisation, baseline: undefined }],
    servers: Array.from({ length: SERVERS }, (_, i) => server(i)),
    policies: [{ id: 'pol_1', organisation, version: '1', text: JSON.stringify(policy) }],
    grants: [grant('gr_bench', token), ...tokens.map((proof, i) => grant(`gr_${i}`, proof))],
  })
  setInterval(() => {
    const one = number % OTHERS
    tell('part', { grants: [grant(`gr_${one}`, tokens[one] ?? '', `changed ${number} times`)] })
  }, CHANGE_EVERY).unref()
}

/** Puts work on each message that is read: so many microseconds of it. */
function burdened(env: Environment): Environment {
  const millis = Number(process.env['BENCH_BUSY'] ?? 0) / 1000
  if (millis === 0) return env
  const readMessage: Environment['readMessage'] = (bytes, head) => {
    const until = performance.now() + millis
    while (performance.now() < until);
    return env.readMessage(bytes, head)
  }
  return { ...env, readMessage }
}

async function main(): Promise<void> {
  const configuration = await readConfiguration(configurationFile())
  if (!('settings' in configuration)) throw new Error(JSON.stringify(configuration))
  const file = { allowDestinations: [new URL(url).host], ownListeners: [] }
  const composition = await compose({
    configuration,
    diagnose: (text) => process.stderr.write(`${text}\n`),
    ...(isFed && { administration: { file: () => file } }),
  })
  if ('problem' in composition) throw new Error(composition.problem)
  const { line } = composition
  if (line !== undefined) {
    line.attach(() => undefined)
    feed(line)
  }
  const { port } = await listenHttp(burdened(composition.env), httpSettings(configuration.settings))
  process.send?.({ port })
}

/** The parent asks how much of the heap is used; collected first where it says so, which `--expose-gc` allows. */
process.on('message', ({ collect }: { readonly collect: boolean }) => {
  if (collect) globalThis.gc?.()
  process.send?.({ heap: process.memoryUsage().heapUsed })
})

endWithParent()
await main()
