/** A Redis Cluster of three primaries, and a primary with a replica behind a door, for tests. */
import { createConnection, createServer, type Socket } from 'node:net'
import { startRedis, type TestRedis, until } from './redis-server.contract.ts'

const SLOTS = 16_384

/** Three primaries that share the slots. */
export async function startCluster(): Promise<readonly TestRedis[]> {
  const options = { 'cluster-enabled': 'yes', 'cluster-node-timeout': '2000' }
  const nodes = await Promise.all([1, 2, 3].map(() => startRedis(options)))
  const [first] = nodes
  for (const [index, node] of nodes.entries()) {
    const from = Math.ceil((index * SLOTS) / nodes.length)
    const to = Math.ceil(((index + 1) * SLOTS) / nodes.length) - 1
    await node.command('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to))
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))
    await first?.command('CLUSTER', 'MEET', '127.0.0.1', String(node.port))
  }
  const isWhole = async (node: TestRedis): Promise<boolean> => {
    const info = String(await node.command('CLUSTER', 'INFO'))
    return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3')
  }
  await until(async () => (await Promise.all(nodes.map(isWhole))).every(Boolean), 'the cluster is whole')
  return nodes
}

/** A port that leads to another one, which can be changed; connections can be cut, or left to hang. */
export interface Door {
  readonly url: string
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
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  const server = createServer((client) => {
    const upstream = createConnection(target, '127.0.0.1')
    for (const [from, to] of [[client, upstream] as const, [upstream, client] as const]) {
      sockets.add(from)
      from.on('data', (data) => {
        if (!blocked) to.write(data)
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
