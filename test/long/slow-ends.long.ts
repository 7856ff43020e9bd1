/** Many slow ends at once: how much memory a gateway takes while clients and servers hardly read. */
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GatewayProcess, startGateway } from '../gateway-process.ts'
import { ask, codeOf, type Endpoint, modernCall } from '../messages.ts'
import { beginEvents, eventOf, type ScriptedUpstream, startUpstream } from '../scripted-upstream.ts'
import { until } from '../until.ts'

const MiB = 1024 * 1024
const CLIENTS = 64
const EVENTS = 100_000

let upstream: ScriptedUpstream
let gateway: GatewayProcess
let to: Endpoint

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway({
    servers: { up: { url: upstream.url } },
    policy: { version: '1', default: 'deny', tools: { large: {}, events: {}, quick: {} } },
  })
  to = { url: gateway.urlFor('up'), headers: gateway.headers }
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

/** Resident memory of the gateway, bytes. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${gateway.child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

/** Writes pieces for as long as somebody takes them, then ends. */
function pour(answer: ServerResponse, pieces: Iterator<string>): void {
  const go = (): void => {
    while (!answer.destroyed && !answer.writableNeedDrain) {
      const { done, value } = pieces.next()
      if (done === true) return void answer.end(value)
      answer.write(value)
    }
  }
  answer.on('drain', go)
  go()
}

function* text64(): Generator<string, string> {
  yield '{"jsonrpc":"2.0","id":1,"result":{"content":[],"resultType":"complete","a":"'
  for (let i = 0; i < 1024; i++) yield 'x'.repeat(64 * 1024)
  return '"}}'
}

function* manyEvents(): Generator<string, string> {
  const params = { level: 'info', data: 'x'.repeat(200) }
  for (let i = 0; i < EVENTS; i++) yield eventOf({ jsonrpc: '2.0', method: 'notifications/message', params })
  return eventOf({ jsonrpc: '2.0', id: 1, result: { content: [], resultType: 'complete' } })
}

/** A client on a bare connection, which takes a byte each second; later all of it. */
interface SlowClient {
  readonly size: () => number
  hurry(): Promise<string>
}

async function slowClient(tool: string): Promise<SlowClient> {
  const url = new URL(to.url)
  const socket: Socket = connect(Number(url.port), url.hostname)
  const { headers, body } = modernCall(tool)
  const lines = Object.entries({ ...headers, ...to.headers, host: url.host, 'content-length': `${body.length}` })
  socket.write(`POST ${url.pathname} HTTP/1.1\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n${body}`)
  let size = 0
  let end = ''
  const take = (piece: Buffer | null): void => {
    size += piece?.length ?? 0
    end = (end + (piece?.toString('latin1') ?? '')).slice(-200)
  }
  const timer = setInterval(() => take(socket.read(1)), 1000)
  return {
    size: () => size,
    async hurry() {
      clearInterval(timer)
      socket.on('data', take)
      await until(() => /"(?:a|resultType)"|x"\}\}/.test(end) && /\r\n0\r\n\r\n$/.test(end))
      socket.destroy()
      return end
    },
  }
}

/** The most memory that is taken until a condition holds. */
async function mostUntil(holds: () => boolean): Promise<number> {
  let most = 0
  await until(async () => {
    most = Math.max(most, await memory())
    return holds()
  })
  return most
}

describe('many slow clients', () => {
  it.each([
    ['an answer of 64 MiB', 'large', text64, 64 * MiB],
    ['a stream of 100,000 events', 'events', manyEvents, EVENTS * 200],
  ] as const)('take little memory with %s each', async (_, tool, pieces, least) => {
    let begun = 0
    upstream.script(tool, (_received, answer) => {
      begun++
      if (tool === 'large') answer.writeHead(200, { 'content-type': 'application/json' })
      else beginEvents(answer)
      pour(answer, pieces())
    })
    const before = await memory()
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => slowClient(tool)))
    const most = await mostUntil(() => begun === CLIENTS && clients.every((client) => client.size() >= 3))
    const each = (most - before) / CLIENTS
    process.stdout.write(`${tool}: ${Math.round(each / 1024)} KiB for each of ${CLIENTS} slow clients\n`)
    expect(each).toBeLessThan(4 * MiB)
    // The gateway goes on meanwhile.
    expect(codeOf(await ask(to, modernCall('quick')))).toBeUndefined()
    const [one] = clients
    if (one === undefined) throw new Error('There are no clients.')
    await one.hurry()
    expect(one.size()).toBeGreaterThan(least)
  })
})
