/** Servers that do not answer are left alone, and used again once they do. */
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startHere } from './gateway-here.ts'
import { type Answer, ask, codeOf, legacyRequest, modernCall } from './messages.ts'
import { until } from './until.ts'

const once1 = (counter: string) => ({ limits: [{ counter, window: 'day', max: 1, scope: 'grant' }] })

const decisionOf = ({ result }: Answer) => result?._meta?.['portcullis/decision']

describe('a server that does not answer', () => {
  it('[circuit.opens] [circuit.tries] is left alone at once, and used again once it is there', async () => {
    const port = await unusedPort()
    const here = await startHere({
      servers: { dead: { url: `http://127.0.0.1:${port}/mcp` } },
      policies: { policy: { version: '1', default: 'deny', tools: { pay: once1('pay'), free: {} } } },
    })
    const dead = (tool: string): Promise<Answer> => ask(here.at('dead'), modernCall(tool))
    for (let i = 0; i < 5; i++) expect(decisionOf(await dead('pay'))).toMatchObject({ code: 'upstream_unreachable' })
    const [{ connectFailures, circuit } = { connectFailures: 0, circuit: '' }] = here.standings()
    expect([circuit, connectFailures > 0]).toEqual(['open', true])
    const told: unknown[] = []
    for (let i = 0; i < 20; i++) told.push(decisionOf(await dead('free')))
    for (let i = 0; i < 10; i++)
      told.push((await ask(here.at('dead'), legacyRequest(i, 'initialize', HELLO))).error?.data)
    // On a slow machine there may be a try among them.
    const refused = told.filter((one) => typeof one === 'object' && one !== null && 'retryAfter' in one)
    expect(refused.length).toBeGreaterThan(20)
    for (const one of refused)
      expect(one).toMatchObject({ code: 'upstream_unreachable', retryAfter: expect.any(Number) })
    const [after = { refusedOpen: 0, connectFailures: 0 }] = here.standings()
    expect(after.refusedOpen).toBe(refused.length)
    // Nobody tried to connect.
    expect(after.connectFailures > connectFailures).toBe(refused.length < told.length)
    const back = await answering(port)
    await until(async () => codeOf(await dead('free')) === undefined)
    expect(here.standings()).toMatchObject([{ circuit: 'closed', opened: 1 }])
    expect([codeOf(await dead('pay')), codeOf(await dead('pay'))]).toEqual([undefined, 'limit_exceeded'])
    await here.close()
    back.close()
  })
})

const HELLO = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } }

/** Ends without a word for as long as a file is not there; then it answers everything alike. */
const PROGRAM = `
if (!require('node:fs').existsSync(process.argv[1])) process.exit(1)
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id } = JSON.parse(line)
  const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 's', version: '1' } }
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result }))
})`

it('[circuit.opens] a program that is left alone is not kept for sessions that were refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-pace-'))
  const file = join(folder, 'there')
  const program = { command: process.execPath, args: ['-e', PROGRAM, file], max_children: 2 }
  const here = await startHere({ servers: { program }, policies: { policy: { version: '1', default: 'deny' } } })
  const greet = () => ask(here.at('program'), legacyRequest(1, 'initialize', HELLO))
  await until(async () => {
    await greet()
    return here.standings()[0]?.circuit === 'open'
  })
  await writeFile(file, '')
  await until(async () => (await greet()).result !== undefined)
  expect(here.standings()).toMatchObject([{ circuit: 'closed', opened: 1 }])
  await here.close()
  await rm(folder, { recursive: true })
})

async function unusedPort(): Promise<number> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A server that comes to a port, and answers every request alike. */
async function answering(port: number): Promise<{ close(): void }> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (piece) => {
      const { id } = /"id":(?<id>\d+|"[^"]*")/.exec(piece.toString())?.groups ?? {}
      const body = `{"jsonrpc":"2.0","id":${id},"result":{"content":[],"resultType":"complete"}}`
      socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
