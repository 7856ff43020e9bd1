/** A server that comes and goes, and breaks off in the middle: nothing is done twice, and what was counted is what was sent. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type GatewayHere, startHere } from '../gateway-here.ts'
import { ask, codeOf, modernCall } from '../messages.ts'

const TURNS = 20
/** Milliseconds that it is there, and away. */
const UP = 1500
const DOWN = 300
const CLIENTS = 16
const MAX = 100_000

/** How often the call of each id was executed. */
class Executions {
  readonly arrived = new Map<string, number>()

  add(id: string): void {
    this.arrived.set(id, (this.arrived.get(id) ?? 0) + 1)
  }
}

/** Comes to its port and leaves it, with everybody cut off. */
class Flapping {
  readonly executions = new Executions()
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #port = 0

  get url(): string {
    return `http://127.0.0.1:${this.#port}/mcp`
  }

  async come(): Promise<void> {
    const server = createServer((incoming, answer) => {
      const pieces: Buffer[] = []
      incoming.on('data', (piece: Buffer) => pieces.push(piece))
      incoming.on('end', () => {
        const { id, method, params } = JSON.parse(Buffer.concat(pieces).toString())
        if (method === 'tools/call') this.executions.add(params.arguments.id)
        const text = JSON.stringify({ jsonrpc: '2.0', id, result: { content: [], resultType: 'complete', tools: [] } })
        setTimeout(() => answer.writeHead(200, { 'content-type': 'application/json' }).end(text), id % 7)
      })
    })
    server.on('connection', (socket) => {
      this.#sockets.add(socket.on('error', () => undefined))
      socket.once('close', () => this.#sockets.delete(socket))
    })
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  async go(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}

interface Told {
  readonly id: string
  readonly code: string | undefined
}

/** One client that calls again and again. */
async function callAlways(gateway: GatewayHere, client: number, isOver: () => boolean): Promise<readonly Told[]> {
  const told: Told[] = []
  for (let i = 0; !isOver(); i++) {
    const id = `${client}-${i}`
    const to = gateway.at('up', client % 2 === 0 ? 'test' : 'other')
    const answer = await ask(to, modernCall('pay', { id }, i))
    // Refused too often within a second, it is told so by an error.
    told.push({ id, code: answer.error === undefined ? codeOf(answer) : 'upstream_unreachable' })
    if (told.at(-1)?.code !== undefined) await wait(20)
  }
  return told
}

it('calls of a server that comes and goes are made once, or not at all', async () => {
  const server = new Flapping()
  await server.come()
  const limits = [{ counter: 'pay', window: 'day', max: MAX, scope: 'server' }]
  const gateway = await startHere({
    servers: { up: { url: server.url, max_concurrency: 8, queue_timeout: '1s' } },
    policies: { policy: { version: '1', default: 'deny', tools: { pay: { limits } } } },
  })
  let isOver = false
  const clients = Array.from({ length: CLIENTS }, (_, client) => callAlways(gateway, client, () => isOver))
  for (let turn = 0; turn < TURNS; turn++) {
    await wait(turn % 2 === 0 ? UP : DOWN)
    if (turn % 2 === 0) await server.go()
    else await server.come()
  }
  isOver = true
  const told = (await Promise.all(clients)).flat()
  const { arrived } = server.executions
  const count = (of: (one: Told) => boolean): number => told.filter(of).length
  const unsent = new Set(['upstream_unreachable', 'upstream_busy'])
  const unknown = new Set(['upstream_closed', 'upstream_timeout'])

  // Each arrived once at most; what was answered arrived; what was said not to be sent did not.
  expect([...arrived.values()].filter((times) => times > 1)).toEqual([])
  expect(told.filter(({ id, code }) => code === undefined && !arrived.has(id))).toEqual([])
  expect(told.filter(({ id, code }) => unsent.has(code ?? '') && arrived.has(id))).toEqual([])
  expect(told.filter(({ code }) => code !== undefined && !unsent.has(code) && !unknown.has(code))).toEqual([])
  // It was worth it: calls went through, calls broke off, and the server was left alone at times.
  const [standing] = gateway.standings()
  const answered = count(({ code }) => code === undefined)
  const broken = count(({ code }) => unknown.has(code ?? ''))
  process.stdout.write(`${told.length} calls: ${answered} answered, ${broken} unknown; ${JSON.stringify(standing)}\n`)
  expect([answered > 100, broken > 0, (standing?.opened ?? 0) > 0]).toEqual([true, true, true])
  expect(standing).toMatchObject({ inFlight: 0, queued: 0 })
  expect(standing?.opened).toBeLessThan(TURNS / 2)
  await gateway.close()
  await server.go()
})
