/**
 * What one call costs the gateway, measured so that a busy machine disturbs it little: its CPU time against that of the least
 * way there is, in turn in one run, and the bytes that it allocates. `npm test` holds both against bounds.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mintToken } from '../packages/server/src/crypto/token.ts'
import type { Destination } from './connection.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import { introduce, ordered } from './measure.ts'
import { endAll, type Started, startOwn } from './processes.ts'

/** What a call costs. */
export interface CallCost {
  /** CPU time of the gateway’s process a call, times that of a process that copies bytes from socket to socket. */
  readonly ratio: number
  /** The two, microseconds a call: of the round that others disturbed least. */
  readonly gateway: number
  readonly relay: number
  /** Bytes that a call allocates on the gateway’s heap. */
  readonly bytes: number
}

const ROUNDS = 7
/** Calls of a round, and those beforehand, by which everything is compiled that will be. */
const OURS = { calls: 1500, before: 9000 }
const LEAST = { calls: 3000, before: 4000 }
const CONNECTIONS = 32
/** Bytes of these calls fit into the young generation, so that nothing is collected in between. */
const COUNTED = 500
const FLAGS = [
  ...['--conditions=portcullis-source', '--expose-gc'],
  ...['--min-semi-space-size=128', '--max-semi-space-size=128'],
]

type Way = Destination & { readonly name: string; readonly pid: number }

async function heapOf({ child }: Started, collect: boolean): Promise<number> {
  child.send({ collect })
  const [{ heap }] = await once(child, 'message')
  return heap
}

async function calls(load: Started, way: Way, count: number): Promise<LoadResult> {
  const order: LoadOrder = { ...way, connections: CONNECTIONS, maxCalls: count, millis: 60_000, warmUp: 0 }
  const result = await ordered<LoadResult>(load, order)
  if (result.errors > 0 || result.calls !== count) throw new Error(`${way.name}: ${result.errors} errors`)
  return result
}

async function allocated(load: Started, gateway: Started, way: Way): Promise<number> {
  const before = await heapOf(gateway, true)
  await calls(load, way, COUNTED)
  return ((await heapOf(gateway, false)) - before) / COUNTED
}

/** @param busy microseconds of work that are put on each call: to see that they are noticed */
export async function measureCall(busy = 0): Promise<CallCost> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-guard-'))
  const token = mintToken()
  try {
    const upstream = await startOwn('upstream.ts', undefined)
    const port = { BENCH_UPSTREAM_PORT: String(upstream.port) }
    const env = { ...port, BENCH_TOKEN: token, BENCH_FOLDER: folder, BENCH_BUSY: String(busy) }
    const [load, relay, gateway] = await Promise.all([
      startOwn('load.ts', undefined),
      startOwn('net-proxy.ts', undefined, port),
      startOwn('composed-gateway.ts', undefined, env, FLAGS),
    ])
    const least: Way = { name: 'relay', port: relay.port, pid: relay.pid, path: '/mcp' }
    const ours: Way = { name: 'gateway', port: gateway.port, pid: gateway.pid, path: '/mcp/bench', token }
    await introduce([ours])
    await calls(load, least, LEAST.before)
    await calls(load, ours, OURS.before)
    const [floors, costs]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      floors.push((await calls(load, least, LEAST.calls)).cpu)
      costs.push((await calls(load, ours, OURS.calls)).cpu)
    }
    // Whatever disturbs a process adds to its CPU time: the least of the rounds is nearest to what it needs.
    const [floor, cost] = [Math.min(...floors), Math.min(...costs)]
    return { ratio: cost / floor, gateway: cost, relay: floor, bytes: await allocated(load, gateway, ours) }
  } finally {
    await endAll()
    rmSync(folder, { recursive: true, force: true })
  }
}
