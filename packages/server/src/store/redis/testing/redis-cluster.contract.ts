/** A Redis Cluster of three primaries, with replicas or without, and a door before a server, for tests. */
import { createConnection, createServer, type Socket } from 'node:net'
import { freePort } from '../../../../../../test/free-port.ts'
import { startRedis, type TestRedis, until } from './redis-server.contract.ts'

const SLOTS = 16_384
const PRIMARIES = 3

/**
 * Three primaries that share the slots, first in the list, and where it is wished a replica of each, in the same order.
 * @param options of each server, beside the usual ones
 */
export async function startCluster(
  replicas: 0 | 3 = 0,
  options: Readonly<Record<string, string>> = {},
): Promise<readonly TestRedis[]> {
  const all = { loglevel: 'warning', 'cluster-enabled': 'yes', 'cluster-node-timeout': '2000', ...options }
  const start = async () => {
    const bus = String(await freePort())
    return { bus, node: await startRedis({ ...all, 'cluster-port': bus }) }
  }
  const started = await Promise.all(Array.from({ length: PRIMARIES + replicas }, start))
  try {
    await join(started)
  } catch (cause) {
    for (const { node } of started) await node.stop()
    throw cause
  }
  return started.map(({ node }) => node)
}

async function join(started: readonly { readonly node: TestRedis; readonly bus: string }[]): Promise<void> {
  const nodes = started.map(({ node }) => node)
  const primaries = nodes.slice(0, PRIMARIES)
  for (const [index, node] of primaries.entries()) {
    const from = Math.ceil((index * SLOTS) / PRIMARIES)
    const to = Math.ceil(((index + 1) * SLOTS) / PRIMARIES) - 1
    await node.command('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to))
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))
  }
  for (const { node, bus } of started) await nodes[0]?.command('CLUSTER', 'MEET', '127.0.0.1', String(node.port), bus)
  const isWhole = async (node: TestRedis): Promise<boolean> => {
    const info = String(await node.command('CLUSTER', 'INFO'))
    return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${nodes.length}`)
  }
  await until(async () => (await Promise.all(nodes.map(isWhole))).every(Boolean), 'the cluster is whole')
  for (const [index, replica] of nodes.slice(PRIMARIES).entries()) {
    await replica.command('CLUSTER', 'REPLICATE', String(await primaries[index]?.command('CLUSTER', 'MYID')))
    await until(() => isFollowing(replica), 'the replica follows')
  }
}

/** Whether a replica has what its primary has. */
export async function isFollowing(replica: TestRedis): Promise<boolean> {
  return String(await replica.command('INFO', 'replication')).includes('master_link_status:up')
}

/** Bytes that come to a door. */
export interface Passing {
  readonly text: string
  readonly from: 'client' | 'store'
  /** Number of the connection. */
  readonly connection: number
}

/** A port that leads to another one, which can be changed; connections can be cut, or left to hang. */
export interface Door {
  readonly url: string
  /** Asks of everything whether it may pass; undefined: nobody is asked. */
  watch(mayPass: ((passing: Passing) => boolean) | undefined): void
  leadTo(port: number): void
  /** Nothing comes through any more, in neither direction; nobody is told. */
  block(): void
  /** Cuts every connection; new ones come through. */
  open(): void
  close(): Promise<void>
}

/** Opens a door. */
export async function openDoor(first: number): Promise<Door> {
  const sockets = new Set<Socket>()
  let target = first
  let blocked = false
  let connections = 0
  let mayPass: ((passing: Passing) => boolean) | undefined
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  const server = createServer((client) => {
    const upstream = createConnection(target, '127.0.0.1')
    const connection = ++connections
    const ways = [[client, upstream, 'client'] as const, [upstream, client, 'store'] as const]
    for (const [from, to, who] of ways) {
      sockets.add(from)
      from.on('data', (data) => {
        if (blocked || mayPass?.({ text: data.toString('latin1'), from: who, connection }) === false) return
        to.write(data)
      })
      from.on('error', () => undefined)
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `redis://127.0.0.1:${port}`,
    watch(asked) {
      mayPass = asked
    },
    leadTo(next) {
      target = next
      cut()
    },
    block() {
      blocked = true
    },
    open() {
      blocked = false
      cut()
    },
    close() {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
