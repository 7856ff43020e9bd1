/** Gateways as processes on one Redis and one PostgreSQL of their own, each behind a door that can be shut, before a server that counts. */
import { type Door, openDoor } from '../../packages/server/src/store/redis/testing/redis-cluster.contract.ts'
import {
  noRedis,
  startRedis,
  type TestRedis,
} from '../../packages/server/src/store/redis/testing/redis-server.contract.ts'
import type { ControlledProcess, Person } from '../control-process.ts'
import { startGateways, type Told } from '../gateways-house.ts'
import { ask, modernCall } from '../messages.ts'
import { openGate, type TcpGate } from '../tcp-gate.ts'
import { noPostgres, type OwnPostgres, startPostgres } from './postgres.ts'
import { type CountingUpstream, startCountingUpstream } from './upstream.ts'

/** All of it. */
export interface Many {
  readonly redis: TestRedis
  /** The way of all gateways to Redis. */
  readonly redisDoor: Door
  readonly postgres: OwnPostgres
  /** The way of all gateways to PostgreSQL. */
  readonly postgresGate: TcpGate
  readonly upstream: CountingUpstream
  /** The way of all gateways to the server. */
  readonly upstreamGate: TcpGate
  /** Those that run; one that was started again takes the place of the one before. */
  readonly gateways: ControlledProcess[]
  /** The first account, at each gateway as it was first started. */
  readonly people: readonly Person[]
  readonly token: string
  /** Where a gateway takes calls of the server. */
  urlOf(gateway: number): string
  call(gateway: number, tool: string, args?: object): Promise<Told>
  /** Kills a gateway as if its machine had gone. */
  kill(gateway: number): Promise<void>
  /** Starts a gateway again in its folder, on another port. */
  again(gateway: number): Promise<void>
  close(): Promise<void>
}

/** What is wished of it. */
export interface ManyWish {
  readonly policy: object
  readonly tools: readonly string[]
  readonly count: number
  /** Options of redis-server beside the usual ones. */
  readonly redis?: Readonly<Record<string, string>>
  /** More of the section `counters`. */
  readonly counters?: Readonly<Record<string, unknown>>
  /** Further sections of the file. */
  readonly settings?: Readonly<Record<string, unknown>>
  readonly environment?: Readonly<Record<string, string>>
  /** Variables of Redis and of PostgreSQL. */
  readonly stores?: Readonly<Record<'redis' | 'postgres', Readonly<Record<string, string>>>>
  /** Nothing stands in the ways: what is measured is not slowed down. */
  readonly direct?: boolean
}

/** What is missing on this machine; undefined: nothing. */
export async function missing(): Promise<string | undefined> {
  const found = [noRedis(), await noPostgres()].filter((text) => text !== undefined)
  return found.length === 0 ? undefined : found.join('; ')
}

/** Redis as the strict class wants it. */
export const STRICT_REDIS = { appendonly: 'yes', appendfsync: 'always' } as const

/** Starts everything. */
export async function startMany(wish: ManyWish): Promise<Many> {
  const ends: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    return await start(wish, { ends, close })
  } catch (cause) {
    await close()
    throw cause
  }
}

interface Ending {
  readonly ends: (() => Promise<void>)[]
  readonly close: () => Promise<void>
}

async function start(wish: ManyWish, { ends, close }: Ending): Promise<Many> {
  const ending = <T>(thing: T, end: (thing: T) => Promise<void>): T => {
    ends.push(() => end(thing))
    return thing
  }
  const redis = ending(await startRedis({ loglevel: 'warning', ...wish.redis }, wish.stores?.redis), (one) =>
    one.stop(),
  )
  const redisDoor = ending(await openDoor(redis.port), (one) => one.close())
  const postgres = ending(await startPostgres({}, wish.stores?.postgres), (one) => one.stop())
  const postgresGate = ending(await openGate({ host: '127.0.0.1', port: postgres.port }), (one) => one.close())
  const upstream = ending(await startCountingUpstream(wish.tools), (one) => one.close())
  const upstreamGate = ending(await openGate({ host: '127.0.0.1', port: upstream.port }), (one) => one.close())
  const database = new URL(postgres.url)
  if (wish.direct !== true) database.port = String(postgresGate.port)
  const counters = {
    store: 'redis',
    url: wish.direct === true ? redis.url : redisDoor.url,
    class: 'replicated',
    timeout: '500ms',
    gateways: wish.count,
  }
  const house = ending(
    await startGateways({
      policy: wish.policy,
      server: wish.direct === true ? upstream.url : `http://127.0.0.1:${upstreamGate.port}/mcp`,
      count: wish.count,
      database: database.href,
      settings: {
        counters: { ...counters, ...wish.counters },
        limits: { refusals_per_second: 100_000 },
        ...wish.settings,
      },
      ...(wish.environment && { environment: wish.environment }),
    }),
    (one) => one.close(),
  )
  const gateways = ending([...house.gateways], async (all) => void (await Promise.all(all.map((one) => one.close()))))
  const urlOf = (gateway: number): string => `${gateways[gateway % gateways.length]?.origin}/mcp/shop`
  const headers = { authorization: `Bearer ${house.token}` }
  return {
    ...{ redis, redisDoor, postgres, postgresGate, upstream, upstreamGate, gateways, urlOf, close },
    people: house.people,
    token: house.token,
    call: (gateway, tool, args = {}) => ask({ url: urlOf(gateway), headers }, modernCall(tool, args)),
    kill: async (gateway) => void (await gateways[gateway]?.end('SIGKILL')),
    async again(gateway) {
      const started = await gateways[gateway]?.again()
      if (started !== undefined) gateways[gateway] = started
    },
  }
}
