/**
 * `npx tsx --conditions=portcullis-source bench/sizing.ts`: what a gateway, Redis and PostgreSQL need, for the sizing guide. Redis is started where
 * `redis-server` is installed; PostgreSQL is the one that `TEST_POSTGRES_URL` names, in a schema that is dropped.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { dial } from '../packages/server/src/store/redis/dial.ts'
import {
  cpuMicros,
  endAll,
  freePort,
  isInstalled,
  residentMiB,
  type Started,
  startListening,
  startOwn,
} from './processes.ts'
import { cpuOfCalls, makeCalls, type SizedGateway, startSized } from './sized-gateway.ts'

const CALLS = 20_000
const CONNECTIONS = 32
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const row = (what: string, measured: string): void => say(`| ${what} | ${measured} |`)
const whole = (value: number): string => Math.round(value).toLocaleString('en')
const mebibytes = (value: number): string => `${whole(value)} MiB`

/** What both its threads have settled on. */
async function settled({ pid }: SizedGateway): Promise<number> {
  await pause(3000)
  return residentMiB(pid)
}

async function openSessions(gateway: SizedGateway, count: number): Promise<void> {
  const clientInfo = { name: 'sizing', version: '1' }
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  const { port, path, token } = gateway.way
  const headers = {
    ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    authorization: `Bearer ${token}`,
  }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })
  for (let done = 0; done < count; done += 20) {
    const turn = Array.from({ length: 20 }, async () => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body })
      await answer.text()
      if (!answer.headers.has('mcp-session-id')) throw new Error(`There is no session: ${answer.status}.`)
    })
    await Promise.all(turn)
  }
}

async function memory(folder: string, upstream: Started): Promise<void> {
  const first = await startSized({ folder, upstream })
  const idle = await settled(first)
  row('memory of a gateway, idle, without a control plane', mebibytes(idle))
  await openSessions(first, 1000)
  row('with 1,000 sessions', mebibytes(await settled(first)))
  const second = await startSized({ folder, upstream })
  const connections = await makeCalls({ ways: [second.way], connections: 10_000, calls: 10_000 })
  row('with 10,000 connections that made a call each and are idle', mebibytes(await settled(second)))
  for (const connection of connections) connection.close()
  const third = await startSized({ folder, upstream, administered: 'file' })
  row('idle, with its control plane', mebibytes(await settled(third)))
}

const load = (gateway: SizedGateway, calls = CALLS) => ({ ways: [gateway.way], connections: CONNECTIONS, calls })

async function inSqlite(folder: string, upstream: Started): Promise<void> {
  const gateway = await startSized({ folder, upstream })
  await cpuOfCalls(gateway.pid, load(gateway, 3000))
  const before = gateway.logBytes()
  row('CPU time a call, counters in SQLite, one limit', `${whole(await cpuOfCalls(gateway.pid, load(gateway)))} µs`)
  await pause(500)
  row('decision log, bytes a call', whole((gateway.logBytes() - before) / CALLS))
}

/** Numbers of `INFO`, by name. */
async function redisNumbers(port: number): Promise<(name: string) => number> {
  const settings = {
    ...{ url: `redis://127.0.0.1:${port}`, class: 'replicated' as const, cluster: false },
    ...{ prefix: 'sizing', timeout: 5000 },
  }
  const connection = await dial(settings, () => undefined)
  const text = String(await connection.send('', ['INFO', 'everything']))
  connection.destroy()
  return (name) => Number(new RegExp(`^${name}:(?:calls=)?([0-9]+)`, 'm').exec(text)?.[1] ?? 0)
}

async function inRedis(folder: string, upstream: Started): Promise<void> {
  if (!isInstalled('redis-server', '--version')) return row('Redis', 'not installed here')
  const port = await freePort()
  const options = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction']
  const command = ['redis-server', '--bind', '127.0.0.1', '--port', String(port), '--dir', folder, ...options]
  const { pid: redis } = await startListening(command, undefined, port)
  const settings = { counters: { store: 'redis', url: `redis://127.0.0.1:${port}` } }
  const gateway = await startSized({ folder, upstream, settings, grants: 500 })
  await cpuOfCalls(gateway.pid, load(gateway, 3000))
  const before = await redisNumbers(port)
  const ways = gateway.tokens.map((token) => ({ ...gateway.way, token }))
  for (const one of await makeCalls({ ways, connections: 500, calls: 500 })) one.close()
  const between = await redisNumbers(port)
  row(
    'memory of Redis for a new counter and its call',
    `${whole((between('used_memory') - before('used_memory')) / 500)} B`,
  )
  const taken = cpuMicros(redis)
  row('CPU time a call, counters in Redis', `${whole(await cpuOfCalls(gateway.pid, load(gateway)))} µs`)
  const after = await redisNumbers(port)
  const each = (name: string): number => (after(name) - between(name)) / CALLS
  row('scripts of Redis a call, 32 at once', each('cmdstat_evalsha').toFixed(2))
  row('CPU time of Redis a call', `${whole((cpuMicros(redis) - taken) / CALLS)} µs`)
  row(
    'bytes to Redis a call, and back',
    `${whole(each('total_net_input_bytes'))}, ${whole(each('total_net_output_bytes'))}`,
  )
  row('memory of Redis a call of the last two minutes', `${whole(each('used_memory'))} B`)
}

const SIZE = `select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint as bytes from pg_class c
  join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'sizing' and c.relkind = 'r'`

async function inPostgres(folder: string, upstream: Started): Promise<void> {
  const url = process.env['TEST_POSTGRES_URL']
  if (url === undefined) return row('PostgreSQL', 'TEST_POSTGRES_URL names none')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('drop schema if exists sizing cascade; create schema sizing')
  const number = async (text: string): Promise<number> => Number(Object.values((await client.query(text)).rows[0])[0])
  const place = new URL(url)
  place.searchParams.set('options', '-c search_path=sizing')
  try {
    const gateway = await startSized({ folder, upstream, administered: place.href })
    row('idle, with a control plane on PostgreSQL', mebibytes(await settled(gateway)))
    const rows = () => number('select count(*) from sizing.decisions')
    const [had, size, began] = [await rows(), await number(SIZE), performance.now()]
    const cpu = await cpuOfCalls(gateway.pid, load(gateway))
    while ((await rows()) - had < CALLS) await pause(50)
    const seconds = (performance.now() - began) / 1000
    row('CPU time a call, the control plane’s index of decisions included', `${whole(cpu)} µs`)
    row('decisions that reach PostgreSQL in a second, at least', whole(CALLS / seconds))
    row('PostgreSQL, bytes a decision, indexes included', whole(((await number(SIZE)) - size) / CALLS))
  } finally {
    await endAll()
    await client.query('drop schema sizing cascade')
    await client.end()
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-sizing-'))
  say(
    `Node ${process.version}, ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(1)} before.\n`,
  )
  say('| what | measured |\n|---|---|')
  try {
    const upstream = await startOwn('upstream.ts', undefined)
    await memory(folder, upstream)
    await inSqlite(folder, upstream)
    await inRedis(folder, upstream)
    await inPostgres(folder, upstream)
  } finally {
    await endAll()
    rmSync(folder, { recursive: true, force: true })
  }
}

await main()
