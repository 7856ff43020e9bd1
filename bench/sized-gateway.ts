/** A gateway as it is installed, whose size is taken: where it counts and what it writes to can be chosen. */
import { createHash } from 'node:crypto'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mintToken } from '../packages/server/src/crypto/token.ts'
import { type Connection, type Destination, openConnection } from './connection.ts'
import { listRequest } from './message.ts'
import { policy } from './policy.ts'
import { cpuMicros, freePort, type Started, startListening } from './processes.ts'

/** What it is started with. */
export interface Size {
  readonly folder: string
  readonly upstream: Started
  /** Sections of the configuration. */
  readonly settings?: object
  /** Grants that reach the server, each counted by itself. */
  readonly grants?: number
  /** Runs the control plane as well, on a PostgreSQL of this URL, or in a `file`. */
  readonly administered?: string
}

/** It takes calls. */
export interface SizedGateway {
  readonly pid: number
  /** Where calls go: by the first grant. */
  readonly way: Destination
  readonly tokens: readonly string[]
  /** Bytes of the decision log. */
  logBytes(): number
}

const PATH = '/mcp/bench'
let started = 0

/** Starts one, and has it hear of the tools of its server. */
export async function startSized({
  folder,
  upstream,
  settings,
  grants = 1,
  administered,
}: Size): Promise<SizedGateway> {
  const own = join(folder, `gateway-${++started}`)
  mkdirSync(own)
  const port = await freePort()
  const tokens = Array.from({ length: grants }, () => mintToken())
  const configuration = {
    listen: { mcp: `127.0.0.1:${port}`, admin: administered === undefined ? 'off' : '127.0.0.1:0', catalogue: 'off' },
    ...(administered?.startsWith('postgres') && { database: administered }),
    data: join(own, 'data'),
    watch: 'off',
    limits: { max_connections: 20_000, max_sessions_per_grant: 10_000 },
    servers: { bench: { url: `http://127.0.0.1:${upstream.port}/mcp` } },
    policies: { bench: policy },
    grants: tokens.map((token, number) => ({
      ...{ id: `grant-${number}`, token_sha256: createHash('sha256').update(token).digest('hex') },
      servers: { bench: 'bench' },
    })),
    ...settings,
  }
  const file = join(own, 'portcullis.yaml')
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(configuration), { mode: 0o600 })
  const program = new URL('../packages/server/bin/portcullis.js', import.meta.url).pathname
  const { pid } = await startListening([process.execPath, program, 'start', '-c', file], undefined, port)
  const [token = ''] = tokens
  const headers = { ...listRequest.headers, authorization: `Bearer ${token}` }
  const listed = await fetch(`http://127.0.0.1:${port}${PATH}`, { ...listRequest, headers })
  if (!listed.ok) throw new Error(await listed.text())
  await listed.text()
  const log = join(own, 'data/decisions.jsonl')
  return { pid, tokens, way: { port, path: PATH, token }, logBytes: () => statSync(log).size }
}

/** Connections that each make calls one after the other, until so many were made in all. */
export interface Load {
  readonly ways: readonly Destination[]
  readonly connections: number
  readonly calls: number
}

let nextId = 0

/** Makes calls; every answer has to be right. @returns the connections, open and idle */
export async function makeCalls({ ways, connections, calls }: Load): Promise<readonly Connection[]> {
  let left = calls
  let answered = 0
  const open: Connection[] = []
  await new Promise<void>((resolve, reject) => {
    const one = async (number: number): Promise<void> => {
      const way = ways[number % ways.length]
      if (way === undefined) return
      const connection = await openConnection(way, (fine) => {
        if (!fine) return reject(new Error('A call was not answered as it should be.'))
        answered += 1
        if (left-- > 0) connection.call(nextId++)
        else if (answered >= calls) resolve()
      })
      open.push(connection)
      if (left-- > 0) connection.call(nextId++)
    }
    const all = async (): Promise<void> => {
      for (let number = 0; number < connections; number++) await one(number)
    }
    all().catch(reject)
  })
  return open
}

/** CPU time of a process, microseconds a call. */
export async function cpuOfCalls(pid: number, load: Load): Promise<number> {
  const before = cpuMicros(pid)
  const open = await makeCalls(load)
  const taken = cpuMicros(pid) - before
  for (const connection of open) connection.close()
  return taken / load.calls
}
