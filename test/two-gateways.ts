/** Gateways of one installation in the test's own process: each its own composition, listener and data folder, one key. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { readConfiguration } from '../packages/server/src/cli/read-configuration.ts'
import { type Composition, compose, httpSettings } from '../packages/server/src/compose/compose.ts'
import { digestToken, mintToken } from '../packages/server/src/crypto/token.ts'
import type { Currency } from '../packages/server/src/gateway/currency.ts'
import { type HttpListener, listenHttp } from '../packages/server/src/gateway/transport/http.ts'
import type { ApprovalStore } from '../packages/server/src/ports/approval-store.ts'
import type { Clock } from '../packages/server/src/ports/clock.ts'
import type { Neighbour } from '../packages/server/src/ports/neighbours.ts'
import type { Endpoint } from './messages.ts'

/** One of them. */
export interface OneGateway {
  readonly name: string
  readonly origin: string
  readonly composition: Composition
  /** Where a client finds a server, or all of them. */
  at(slug?: string, grant?: 'test' | 'other'): Endpoint
  /** Takes no new connections, and ends those that are open; what it was part of goes on without it. */
  close(): Promise<void>
}

/** What all of them stand before. */
export interface HouseWish {
  /** Sections of `servers`, by slug. */
  readonly servers: Readonly<Record<string, object>>
  readonly policy?: object
  /** More of the grant `test`. */
  readonly grant?: object
  /** More of the configuration. */
  readonly settings?: object
  readonly clock?: Clock
  /** Where all of them ask people; nobody can be asked unless given. */
  readonly approvals?: ApprovalStore
  /** Until when they may go by what they know; for ever unless given. */
  readonly currency?: Currency
}

/** Several gateways, each of which knows the others. */
export interface House {
  /** Starts one more. */
  open(name: string): Promise<OneGateway>
  /** What the operators were told. */
  readonly told: readonly string[]
  /** A gateway is believed to run, though it does not. */
  pretend(gateway: Neighbour): void
  /** Nobody believes any more that it runs. */
  forget(name: string): void
  close(): Promise<void>
}

/** Prepares their configuration; none runs yet. */
export async function prepareHouse(wish: HouseWish): Promise<House> {
  const { servers, policy, grant, settings, clock, approvals, currency } = wish
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-house-'))
  const tokens = { test: mintToken(), other: mintToken() }
  const reaches = Object.fromEntries(Object.keys(servers).map((slug) => [slug, 'policy']))
  const grantOf = (id: 'test' | 'other', more: object | undefined): object => ({
    ...{ id, owner: id, token_sha256: digestToken(tokens[id]), servers: reaches },
    ...more,
  })
  const told: string[] = []
  const running = new Map<string, Neighbour>()
  const opened: OneGateway[] = []

  const open = async (name: string): Promise<OneGateway> => {
    const path = join(folder, `${name}.yaml`)
    const configuration = {
      listen: { mcp: '127.0.0.1:0', catalogue: 'off' },
      data: name,
      keys: { installation: 'key' },
      watch: 'off',
      servers,
      policies: { policy: policy ?? { version: '1', default: 'allow' } },
      grants: [grantOf('test', grant), grantOf('other', undefined)],
      ...settings,
    }
    await writeFile(path, stringify(configuration), { mode: 0o600 })
    const read = await readConfiguration(path)
    if (!('settings' in read)) throw new Error(JSON.stringify(read))
    const others = (): readonly Neighbour[] => [...running.values()].filter((one) => one.name !== name)
    const neighbours = {
      self: name,
      find: (wanted: string) => others().find((one) => one.name === wanted),
      all: others,
    }
    const diagnose = (text: string, cause?: unknown): void => void told.push(`${name}: ${text} ${String(cause ?? '')}`)
    const composition = await compose({ configuration: read, diagnose, neighbours, approvals, ...(clock && { clock }) })
    if ('problem' in composition) throw new Error(composition.problem)
    const listener = await listenHttp(
      { ...composition.env, ...(currency && { currency }) },
      httpSettings(read.settings),
    )
    const origin = `http://127.0.0.1:${listener.port}`
    running.set(name, { name, origin })
    const gateway = { name, origin, composition, at: endpointsOf(origin, tokens), close: ending(composition, listener) }
    opened.push(gateway)
    return gateway
  }
  return {
    open,
    told,
    pretend: (gateway) => void running.set(gateway.name, gateway),
    forget: (name) => void running.delete(name),
    async close() {
      await Promise.all(opened.map((one) => one.close()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A server on stdio that has no tools, and costs little. */
export const LITTLE_PROGRAM: object = {
  command: process.execPath,
  args: [
    '-e',
    `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method, params } = JSON.parse(line)
      const { protocolVersion } = params ?? {}
      const hello = { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'little', version: '1' } }
      const results = { initialize: hello, 'tools/list': { tools: [] }, ping: {} }
      const unknown = { code: -32601, message: 'Method not found' }
      const answer = method in results ? { result: results[method] } : { error: unknown }
      if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
    })`,
  ],
}

const endpointsOf =
  (origin: string, tokens: Readonly<Record<'test' | 'other', string>>): OneGateway['at'] =>
  (slug, grant = 'test') => ({
    url: slug === undefined ? `${origin}/mcp` : `${origin}/mcp/${slug}`,
    headers: { authorization: `Bearer ${tokens[grant]}` },
  })

function ending(composition: Composition, listener: HttpListener): () => Promise<void> {
  let ended: Promise<void> | undefined
  const end = async (): Promise<void> => {
    await listener.close(0)
    await composition.close()
  }
  return () => {
    ended ??= end()
    return ended
  }
}

/** What stands before several gateways and gives each the next request, whoever asks. */
export interface RoundRobin {
  readonly origin: string
  /** How many requests each got. */
  readonly given: readonly number[]
  close(): Promise<void>
}

/** @param origins of the gateways */
export async function startRoundRobin(origins: () => readonly string[]): Promise<RoundRobin> {
  let next = 0
  const given: number[] = []
  const server = createServer((asked, answer) => {
    const all = origins()
    const which = next++ % all.length
    given[which] = (given[which] ?? 0) + 1
    const to = new URL(asked.url ?? '', all[which])
    const passed = request(to, { method: asked.method, headers: { ...asked.headers, host: to.host } }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers)
      answer.flushHeaders()
      reply.pipe(answer)
      reply.on('error', () => answer.destroy())
    })
    passed.on('error', () => answer.destroy())
    answer.on('close', () => passed.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    origin: `http://127.0.0.1:${port}`,
    given,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
