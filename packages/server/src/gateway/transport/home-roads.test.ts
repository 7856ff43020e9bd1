import { execFileSync, spawnSync } from 'node:child_process'
import { hkdfSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../ports/clock.ts'
import { alone } from '../../ports/neighbours.ts'
import { createOthers } from '../session/others.ts'
import { HomeRoads } from './home-roads.ts'
import { readHead } from './http-head.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'portcullis-roads-'))
const ends: (() => unknown)[] = []
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A self-signed certificate for a name that no gateway is reached by. */
function issue(): { readonly cert: string; readonly key: string } {
  const [cert, key] = [join(folder, `${Math.random()}.pem`), join(folder, `${Math.random()}.key`)]
  const subject = ['-subj', '/CN=gate.example', '-addext', 'subjectAltName=DNS:gate.example']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...curve, '-days', '2', ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A gateway that sends everything on; resolves with what its client got. */
async function sendTo(
  origin: string,
  tls?: { readonly cert: string; readonly key: string },
  before: (response: ServerResponse) => unknown = () => undefined,
) {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', 'key', '', purpose, 32))
  const others = createOthers(alone('here'), derive, systemClock)
  const roads = new HomeRoads({ others, clock: systemClock }, { tls })
  ends.push(() => roads.close())
  const front = createServer(async (request, response) => {
    const bytes = Buffer.from('{}')
    const { method = '', url = '' } = request
    const head = readHead(request.rawHeaders)
    if (typeof head === 'string') return void response.destroy()
    await before(response)
    roads.send({ home: { name: 'there', origin }, method, url, head, address: '10.0.0.9', bytes }, response, {
      onGone: () => response.end('gone'),
      onFailure: (code) => response.end(code),
    })
  })
  const port = await portOf(front)
  const headers = { authorization: 'Bearer t', cookie: 'c=1', 'x-forwarded-for': '1.2.3.4' }
  const response = await fetch(`http://127.0.0.1:${port}/mcp/shop`, { method: 'POST', headers, body: '{}' })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const hello: RequestListener = (request, response) => {
  const { authorization, cookie, 'x-forwarded-for': forwardedFor } = request.headers
  response.writeHead(202, { 'set-cookie': 'a=b', 'x-own': '1', 'content-type': 'text/plain' })
  response.end(JSON.stringify({ authorization, cookie, forwardedFor, url: request.url }))
}

describe('a request that goes to another gateway', () => {
  it('[across.any] brings what the gateway has to judge, and nothing else; so does the answer', async () => {
    const got = await sendTo(`http://127.0.0.1:${await portOf(createServer(hello))}`)
    expect([got.status, JSON.parse(got.text)]).toEqual([202, { authorization: 'Bearer t', url: '/mcp/shop' }])
    expect([got.headers.get('set-cookie'), got.headers.get('x-own')]).toEqual([null, null])
  })

  it('takes a large answer to a slow client as it comes', async () => {
    const large = Buffer.alloc(8 * 1024 * 1024, 'x')
    const got = await sendTo(`http://127.0.0.1:${await portOf(createServer((_, response) => response.end(large)))}`)
    expect(got.text.length).toBe(large.length)
  })

  it('finds nobody where nobody listens', async () => {
    const server = createServer()
    const port = await portOf(server)
    server.close()
    expect((await sendTo(`http://127.0.0.1:${port}`)).text).toBe('gone')
  })

  it('says that it may have come there where the connection breaks', async () => {
    const port = await portOf(createServer((request) => request.socket.destroy()))
    expect((await sendTo(`http://127.0.0.1:${port}`)).text).toBe('gateway_closed')
  })

  it('is not begun where its client has gone already', async () => {
    const asked: string[] = []
    const there = createServer((request, response) => {
      asked.push(request.url ?? '')
      hello(request, response)
    })
    const origin = `http://127.0.0.1:${await portOf(there)}`
    await expect(sendTo(origin, undefined, (response) => once(response.destroy(), 'close'))).rejects.toThrow()
    expect((await sendTo(origin)).status).toBe(202)
    expect(asked).toHaveLength(1)
  })

  it('is not answered with half of an answer', async () => {
    const broken: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"half":', () => response.destroy())
    }
    await expect(sendTo(`http://127.0.0.1:${await portOf(createServer(broken))}`)).rejects.toThrow()
  })

  it.runIf(hasOpenssl)(
    'goes to whoever has the certificate of this one, and to no other that proves nothing',
    async () => {
      const [own, other] = [issue(), issue()]
      const [same, different] = [createTlsServer(own, hello), createTlsServer(other, hello)]
      expect((await sendTo(`https://127.0.0.1:${await portOf(same)}`, own)).status).toBe(202)
      expect((await sendTo(`https://127.0.0.1:${await portOf(different)}`, own)).text).toBe('gateway_unreachable')
      expect((await sendTo(`https://127.0.0.1:${await portOf(createTlsServer(own, hello))}`)).text).toBe(
        'gateway_unreachable',
      )
    },
  )
})
