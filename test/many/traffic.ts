/** Traffic of many shapes through many gateways for a while, and what it cost. */
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { percentile } from '../../bench/statistics.ts'
import { good } from '../control-process.ts'
import { ORGANISATION as params } from '../gateways-house.ts'
import { codeOf } from '../messages.ts'
import type { Many } from './installation.ts'
import { type Came, doOne, EXPECTED, type Mix, type Place, SHAPES, type Shape } from './shapes.ts'
import { cpuWithChildren } from './usage.ts'

export interface TrafficWish {
  readonly mix: Mix
  readonly clients: number
  /** Milliseconds that are measured, and those before. */
  readonly millis: number
  readonly warmUp: number
  /** Milliseconds that a client waits after each thing. */
  readonly pace?: number
}

/** What it gave. */
export interface TrafficResult {
  /** Things done a second, whatever came of them. */
  readonly perSecond: number
  readonly count: number
  /** Milliseconds of calls that go through: `modern` and `legacy`. */
  readonly p50: number
  readonly p99: number
  /** CPU time for each thing, microseconds; of all gateways, and of each of the others. */
  readonly cpu: Readonly<Record<'gateways' | 'redis' | 'postgres' | 'upstream' | 'clients', number>>
  /** How often each thing came of each shape, while it was measured. */
  readonly came: Readonly<Record<string, number>>
  /** What nobody expected of a shape: `shape: what came, so many times`. */
  readonly odd: readonly string[]
}

/** Milliseconds between two looks of the people who answer questions. */
const LOOK = 500

/** Lets clients do things until the time is over. */
export async function runTraffic(many: Many, wish: TrafficWish): Promise<TrafficResult> {
  await untilCounting(many)
  const pick = picker(wish.mix)
  const came = new Map<string, number>()
  const odd = new Map<string, number>()
  const times: number[] = []
  let state: 'warming up' | 'measuring' | 'over' = 'warming up'
  const note = (shape: Shape, what: Came, took: number): void => {
    if (!EXPECTED[shape].includes(what)) odd.set(`${shape}: ${what}`, (odd.get(`${shape}: ${what}`) ?? 0) + 1)
    if (state !== 'measuring') return
    came.set(`${shape}: ${what}`, (came.get(`${shape}: ${what}`) ?? 0) + 1)
    if (what === 'done' && (shape === 'modern' || shape === 'legacy')) times.push(took)
  }
  const pools = many.gateways.map(({ origin }) => new Pool(origin, { pipelining: 1, bodyTimeout: 120_000 }))
  const client = async (number: number): Promise<void> => {
    const pool = pools[number % pools.length]
    if (pool === undefined) return
    const place: Place = { many, pool, path: '/mcp/shop', session: undefined }
    while (state !== 'over') {
      const shape = pick()
      const from = performance.now()
      const what = await doOne(place, shape)
      note(shape, what, performance.now() - from)
      if (wish.pace !== undefined) await pause(wish.pace)
    }
  }
  const clients = Array.from({ length: wish.clients }, (_, number) => client(number))
  const answering = answer(many, () => state === 'over')
  await pause(wish.warmUp)
  state = 'measuring'
  const [before, from] = [spent(many), performance.now()]
  await pause(wish.millis)
  const [after, seconds] = [spent(many), (performance.now() - from) / 1000]
  state = 'over'
  await Promise.all([...clients, answering])
  await Promise.all(pools.map((pool) => pool.destroy()))
  const count = [...came.values()].reduce((sum, one) => sum + one, 0)
  const sorted = Float64Array.from(times).sort()
  const each = (who: keyof Spent): number => (after[who] - before[who]) / count
  return {
    ...{ perSecond: count / seconds, count, odd: [...odd].map(([what, times]) => `${what}, ${times} times`) },
    ...{ p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) },
    cpu: {
      gateways: each('gateways'),
      redis: each('redis'),
      postgres: each('postgres'),
      upstream: each('upstream'),
      clients: each('clients'),
    },
    came: Object.fromEntries([...came].sort()),
  }
}

type Spent = TrafficResult['cpu']

const spent = ({ gateways, redis, postgres, upstream }: Many): Spent => ({
  gateways: gateways.reduce((sum, { child }) => sum + cpuWithChildren(child.pid ?? 0), 0),
  redis: cpuWithChildren(redis.child?.pid ?? 0),
  postgres: cpuWithChildren(postgres.pid),
  upstream: cpuWithChildren(upstream.child.pid ?? 0),
  clients: process.cpuUsage().user + process.cpuUsage().system,
})

/** A new store of the replicated class admits nothing for its first seconds. */
async function untilCounting({ gateways, call }: Many): Promise<void> {
  for (const [gateway] of gateways.entries()) {
    while (codeOf(await call(gateway, 'plain')) !== undefined) await pause(100)
  }
}

/** Draws shapes by their weights. */
function picker(mix: Mix): () => Shape {
  const all = SHAPES.reduce((sum, shape) => sum + mix[shape], 0)
  return () => {
    let left = Math.random() * all
    for (const shape of SHAPES) {
      left -= mix[shape]
      if (left < 0) return shape
    }
    return 'modern'
  }
}

/** A person who approves whatever is asked. */
async function answer({ people }: Many, isOver: () => boolean): Promise<void> {
  const client = people[0]?.client
  if (client === undefined) return
  while (!isOver()) {
    const { items } = await good(client.call('approvals.list', { params, query: { state: 'pending', limit: 20 } }))
    for (const { id } of items) {
      const one = { ...params, approval: id }
      const read = await client.call('approvals.read', { params: one })
      if (read.ok) await client.call('approvals.approve', { params: one, body: { seen: read.body.seen ?? '' } })
    }
    await pause(LOOK)
  }
}
