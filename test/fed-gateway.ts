/** A gateway that is fed as a control plane would feed it: the product's own composition and listener, in this process. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { readConfiguration } from '../packages/server/src/cli/read-configuration.ts'
import { type Composition, compose, httpSettings } from '../packages/server/src/compose/compose.ts'
import type { ControlLine } from '../packages/server/src/compose/line.ts'
import type { FromControl, ToControl } from '../packages/server/src/control/messages.ts'
import { digestToken, mintToken } from '../packages/server/src/crypto/token.ts'
import { listenHttp } from '../packages/server/src/gateway/transport/http.ts'
import type { Clock } from '../packages/server/src/ports/clock.ts'
import type { FeedChange, FeedGrant, FeedServer } from '../packages/server/src/ports/directory-feed.ts'
import {
  feedGrant,
  feedOrganisation,
  feedPolicy,
  feedServer,
  whole,
} from '../packages/server/src/store/feed/sample.contract.ts'
import type { Endpoint } from './messages.ts'

/** What a gateway begins with. */
export interface FedWish {
  /** Address of the server `shop`. */
  readonly url: string
  readonly server?: Partial<FeedServer>
  readonly grant?: Partial<FeedGrant>
  readonly policy?: object
  readonly clock?: Clock
  /** Sections of the configuration file. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** A gateway, and the control plane's end of its line. */
export interface FedGateway {
  readonly origin: string
  readonly token: string
  readonly line: ControlLine
  readonly composition: Composition
  /** Rows that were told first. */
  readonly server: FeedServer
  readonly grant: FeedGrant
  /** Everything that the gateway said to the control plane. */
  readonly said: ToControl[]
  /** Lines for the operator. */
  readonly told: string[]
  /** Where a token's messages go. */
  at(slug?: string, token?: string): Endpoint
  feed(change: FeedChange): void
  /** The operator allows an address that is not public. */
  allow(url: string): void
  hear(message: FromControl): void
  /** What was said of one kind, so far. */
  saidOf<K extends ToControl['kind']>(kind: K): Extract<ToControl, { kind: K }>[]
  /** Lines of the decision log. */
  log(): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Lines that count requests of nobody for a reason, once they are written. */
  notices(reason: string): Promise<readonly { readonly count: number }[]>
  close(): Promise<void>
}

const ORGANISATIONS = ['org_a', 'org_b', 'local'].map((id) => feedOrganisation(id))

/** Starts one on a free port, with one server, one open policy and one grant in its database. */
export async function startFed(wish: FedWish): Promise<FedGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-fed-'))
  const path = join(folder, 'portcullis.yaml')
  const plain = { listen: { mcp: '127.0.0.1:0', catalogue: 'off', admin: 'off' }, data: 'state', watch: 'off' }
  await writeFile(path, stringify({ ...plain, servers: {}, policies: {}, grants: [], ...wish.settings }), {
    mode: 0o600,
  })
  const configuration = await readConfiguration(path)
  if (!('settings' in configuration)) throw new Error(JSON.stringify(configuration))
  const told: string[] = []
  const allowed = [new URL(wish.url).host]
  const composition = await compose({
    configuration,
    diagnose: (text) => told.push(text),
    ...(wish.clock && { clock: wish.clock }),
    administration: { file: () => ({ allowDestinations: allowed, ownListeners: [] }) },
  })
  if ('problem' in composition) throw new Error(composition.problem)
  const { line } = composition
  if (line === undefined) throw new Error('There is no line.')
  const listener = await listenHttp(composition.env, httpSettings(configuration.settings))
  const said: ToControl[] = []
  line.attach((message) => said.push(message))
  const token = mintToken()
  const server = feedServer('srv_shop', { transport: { kind: 'http', url: wish.url, headers: {} }, ...wish.server })
  const grant = feedGrant('gr_1', digestToken(token), wish.grant)
  let number = 0
  const feed = (change: FeedChange): void => {
    number += 1
    line.hear({ kind: 'directory', number, change })
  }
  const origin = `http://127.0.0.1:${listener.port}`
  feed(
    whole({
      organisations: ORGANISATIONS,
      servers: [server],
      policies: [feedPolicy('pol_open', wish.policy ?? { default: 'allow' })],
      grants: [grant],
    }),
  )
  const lines = async () => {
    await composition.place.audit.log.flush()
    // An organisation may have a file of its own.
    const within = dirname(configuration.settings.log.file)
    const names = (await readdir(within, { recursive: true })).filter((name) => name.endsWith('.jsonl'))
    const texts = await Promise.all(names.map((name) => readFile(join(within, name), 'utf8')))
    const all = texts.join('').split('\n')
    return all.filter((each) => each !== '').map((each) => JSON.parse(each))
  }
  return {
    origin,
    token,
    line,
    composition,
    server,
    grant,
    said,
    told,
    at: (slug = 'shop', by = token) => ({ url: `${origin}/mcp/${slug}`, headers: { authorization: `Bearer ${by}` } }),
    feed,
    allow: (url) => void allowed.push(new URL(url).host),
    hear: (message) => line.hear(message),
    saidOf<K extends ToControl['kind']>(kind: K) {
      const isOfKind = (message: ToControl): message is Extract<ToControl, { kind: K }> => message.kind === kind
      return said.filter(isOfKind)
    },
    log: async () => (await lines()).filter(({ type }) => type === 'decision' || type === 'outcome'),
    async notices(reason) {
      // What is counted is written once a second.
      await new Promise((resolve) => setTimeout(resolve, 1_100))
      return (await lines()).filter((line) => line.type === 'unidentified' && line.reason === reason)
    },
    async close() {
      await listener.close(100)
      await composition.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
