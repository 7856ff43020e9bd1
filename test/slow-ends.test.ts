/** Clients that do not read, and servers that do not: the other side is held back, and nothing is piled up between. */
import type { ServerResponse } from 'node:http'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GatewayHere, startHere } from './gateway-here.ts'
import { codeOf, legacyCall, legacyRequest, modernCall, type Posting, post } from './messages.ts'
import { beginEvents, eventOf, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'
import { until } from './until.ts'

const MiB = 1024 * 1024
/** More than the system holds on the two connections of an answer. */
const HELD = 48 * MiB

const ERAS = [
  ['legacy', legacyCall],
  ['modern', modernCall],
] as const

const EVENT = eventOf({
  ...{ jsonrpc: '2.0', method: 'notifications/message' },
  params: { level: 'info', data: 'x'.repeat(2000) },
})

let upstream: ScriptedUpstream
let deaf: Deaf
let gateway: GatewayHere

beforeAll(async () => {
  upstream = await startUpstream()
  deaf = await startDeaf()
  gateway = await startHere({
    servers: { up: { url: upstream.url }, deaf: { url: deaf.url, headers_timeout: '300ms' } },
    policies: { policy: { version: '1', default: 'deny', tools: { whole: {}, events: {}, take: {} } } },
  })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
  deaf.close()
})

/** Writes for as long as somebody takes it; tells how much that was. */
function pour(answer: ServerResponse, piece: string): () => number {
  let written = 0
  const go = (): void => {
    while (!answer.destroyed && !answer.writableNeedDrain) {
      answer.write(piece)
      written += piece.length
    }
  }
  answer.on('drain', go)
  go()
  return () => written
}

/** Resolves when no more is taken, with how much was. */
async function settled(measure: () => number): Promise<number> {
  let before = -1
  let same = 0
  await until(() => {
    const now = measure()
    same = now === before && now > 0 ? same + 1 : 0
    before = now
    return same === 15
  })
  return before
}

describe('a client that reads nothing', () => {
  const FORMS = [
    ['one JSON text', 'whole', (answer: ServerResponse) => pour(begun(answer), 'x'.repeat(64 * 1024))],
    ['events', 'events', (answer: ServerResponse) => pour(beginEvents(answer), EVENT)],
  ] as const

  it.each(
    FORMS.flatMap(([what, tool, write]) => ERAS.map(([era, call]) => [what, era, { tool, call, write }] as const)),
  )('[stream.bounded] holds its server back: %s, %s', async (_what, _era, { tool, call, write }) => {
    let measure = (): number => 0
    let isGone = false
    upstream.script(tool, (_, answer) => {
      answer.on('close', () => {
        isGone = true
      })
      measure = write(answer)
    })
    const leaving = new AbortController()
    const response = await postUntil(call(tool), leaving.signal)
    expect(response.status).toBe(200)
    expect(await settled(() => measure())).toBeLessThan(HELD)
    leaving.abort()
    await until(() => isGone)
  })
})

describe('a server that reads nothing', () => {
  it('[faults.hang] is given up with a large call half sent, which is not sent again', async () => {
    const text = 'x'.repeat(MiB - 1024)
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => (await post(gateway.at('deaf'), modernCall('take', { text }))).json()),
    )
    expect(answers.map(codeOf)).toEqual(Array.from({ length: 8 }, () => 'upstream_timeout'))
    expect(deaf.calls()).toBe(8)
  })
})

describe('a client whose stream carries all of its answers', () => {
  it('[faults.close] is told of a large answer that broke off, of which it has had nothing', async () => {
    upstream.script('whole', (_, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json' })
      answer.write(`{"jsonrpc":"2.0","id":1,"result":{"a":"${'x'.repeat(3 * MiB)}`, () => answer.destroy())
    })
    const { url, headers } = gateway.at('up')
    const leaving = new AbortController()
    const stream = await fetch(url.replace('/mcp/', '/sse/'), {
      headers: { ...headers, accept: 'text/event-stream' },
      signal: leaving.signal,
    })
    let said = ''
    const reading = (async () => {
      for await (const piece of stream.body ?? []) said += Buffer.from(piece).toString('utf8')
    })().catch(() => undefined)
    await until(() => /data: (\S+)\n/.test(said))
    const place = new URL(/data: (\S+)\n/.exec(said)?.[1] ?? '', url).href
    const params = { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'c', version: '1' } }
    for (const posting of [legacyRequest(0, 'initialize', params), legacyCall('whole')]) {
      expect((await post({ url: place, headers }, posting)).status).toBe(202)
      await until(() => said.includes(`"id":${posting.body.includes('initialize') ? 0 : 1},`))
    }
    expect(said.slice(-1000)).toContain('"code":"upstream_closed"')
    expect(said.length).toBeLessThan(MiB)
    leaving.abort()
    await reading
  })
})

function begun(answer: ServerResponse): ServerResponse {
  answer.writeHead(200, { 'content-type': 'application/json' }).write('{"jsonrpc":"2.0","id":1,"result":{"a":"')
  return answer
}

function postUntil({ headers, body }: Posting, signal: AbortSignal): Promise<Response> {
  const to = gateway.at('up')
  return fetch(to.url, { method: 'POST', headers: { ...headers, ...to.headers }, body, signal })
}

interface Deaf {
  readonly url: string
  /** How many calls began to arrive. */
  calls(): number
  close(): void
}

/** Takes the first piece of what comes on a connection, and nothing after it. */
async function startDeaf(): Promise<Deaf> {
  const sockets = new Set<Socket>()
  let calls = 0
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    socket.once('data', (piece) => {
      if (/^mcp-method: tools\/call\r$/im.test(piece.toString('latin1'))) calls++
      socket.pause()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/mcp`,
    calls: () => calls,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
