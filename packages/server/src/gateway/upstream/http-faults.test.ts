import { once } from 'node:events'
import type { LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { describe, expect, it } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { openHttp } from './http.ts'
import { answerJson, CLIENTS, httpPeers } from './http-peer.contract.ts'
import { begin, exchange, LIMITS, pause, type Recorder, request, turns } from './recorder.contract.ts'
import { emptyTally } from './tally.ts'

describe.each(CLIENTS)('the client %s', (client) => {
  const { peer, rawPeer, connect, closing } = httpPeers(client)

  const call = request(1, 'tools/call', { name: 'x' })

  describe('an upstream that goes wrong', () => {
    it('cannot be reached', async () => {
      const told = await exchange(connect(new URL('http://127.0.0.1:1/mcp')), call)
      expect([told.failure, told.failedSent]).toEqual(['unreachable', false])
      expect(told.order).toEqual(['failure'])
    })

    it('hangs before the head', async () => {
      const { url, received } = await peer(() => undefined)
      const told = await exchange(connect(url, { headersTimeout: 80 }), call)
      expect([told.failure, told.failedSent, received.length]).toEqual(['timeout', true, 1])
    })

    it('hangs in the body', async () => {
      const { url } = await peer(
        (_, answer) => void answer.writeHead(200, { 'content-type': 'application/json' }).write('{'),
      )
      const told = await exchange(connect(url, { bodyTimeout: 80 }), call)
      expect(told.order).toEqual(['sent', 'head', 'chunk', 'failure'])
      expect(told.failure).toBe('timeout')
    })

    it('is slow, but never silent', async () => {
      const { url } = await peer((_, answer) => {
        answer.writeHead(200, { 'content-type': 'application/json' })
        let left = 8
        const timer = setInterval(() => {
          answer.write(' ')
          if (--left > 0) return
          clearInterval(timer)
          answer.end('{}')
        }, 40)
      })
      expect((await exchange(connect(url, { bodyTimeout: 120 }), call)).failure).toBeUndefined()
    })

    it.each([
      ['at once', ''],
      ['in the head', 'HTTP/1.1 200 OK\r\ncontent-ty'],
      ['in a body of known length', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{'],
      [
        'in the last body of a connection',
        'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
      ],
      [
        'in a chunked body',
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{',
      ],
      [
        'in the last chunked body',
        'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a":\r\n',
      ],
    ])('closes %s', async (_, bytes) => {
      let connections = 0
      const url = await rawPeer((socket) => {
        connections++
        socket.once('data', () => socket.end(bytes))
      })
      const told = await exchange(connect(url), call)
      expect([told.failure, told.failedSent, connections]).toEqual(['closed', true, 1])
    })

    it.each([
      ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
      ['a head that never ends', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}`],
      ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}'],
      [
        'another protocol from here on',
        'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      ],
      [
        'a length and chunks',
        'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
      ],
    ])('speaks %s', async (_, bytes) => {
      const url = await rawPeer((socket) => socket.once('data', () => socket.write(bytes)))
      const told = await exchange(connect(url), call)
      expect([told.failure, told.failedSent]).toEqual(['garbage', true])
    })

    it('sends a body after the answer that nobody reads, without an end', async () => {
      let closed = false
      const { url } = await peer((_, answer) => {
        answer.writeHead(404, { 'content-type': 'text/html' })
        const timer = setInterval(() => answer.write('x'.repeat(10_000)), 2)
        answer.on('close', () => {
          clearInterval(timer)
          closed = true
        })
      })
      const told = await exchange(connect(url), call)
      expect(told.order).toEqual(['sent', 'head', 'end'])
      await until(() => closed)
    })
  })

  describe('never twice', () => {
    it('[exact.never-twice] when the upstream closes an idle connection just as we send', async () => {
      const bodies: string[] = []
      const url = await rawPeer((socket) => {
        let requests = 0
        socket.on('data', (piece) => {
          bodies.push(piece.toString())
          requests++
          // The second request of a connection meets its end.
          if (requests === 2) socket.destroy()
          else socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}')
        })
      })
      const link = connect(url)
      for (let i = 0; i < 20; i++) {
        const before = bodies.length
        const first = await exchange(link, request(i, 'first'))
        await turns()
        const second = await exchange(link, request(i, 'second'))
        expect(first.failure).toBeUndefined()
        expect([second.failure, second.failedSent]).toEqual(['closed', true])
        expect(bodies.length - before).toBe(2)
      }
    })

    it('[claims.unsent] whatever happens when: what was not sent never arrives, what arrived was sent', async () => {
      const arrived = new Set<number>()
      let twice = 0
      const { url } = await peer(({ body }, answer) => {
        const { id } = JSON.parse(body)
        if (arrived.has(id)) twice++
        arrived.add(id)
        const { socket } = answer
        answerJson(answer, { id })
        // Ends idle connections at times that race with the next request.
        setTimeout(() => socket?.destroy(), (id % 7) / 2)
      })
      const link = connect(url, { maxConnections: 4 })
      const told = new Map<number, Recorder>()
      for (let id = 0; id < 400; id++) {
        const { recorder } = begin(link, request(id, 'm'))
        told.set(id, recorder)
        if (id % 4 === 3) await recorder.over
      }
      await Promise.all([...told.values()].map(({ over }) => over))
      expect(twice).toBe(0)
      const ids = (of: (recorder: Recorder) => boolean): number[] =>
        [...told].flatMap(([id, recorder]) => (of(recorder) ? [id] : []))
      expect(ids(({ failure }) => failure === undefined).filter((id) => !arrived.has(id))).toEqual([])
      expect(ids(({ failedSent }) => failedSent === false).filter((id) => arrived.has(id))).toEqual([])
      expect(ids(({ sent }) => !sent).filter((id) => arrived.has(id))).toEqual([])
      // Otherwise nothing raced.
      expect(ids(({ failedSent }) => failedSent === true).length).toBeGreaterThan(0)
    })

    it('[connect.next] a connection that died before anything was sent is replaced, and every request arrives once', async () => {
      const arrived: string[] = []
      let connections = 0
      const url = await rawPeer((socket) => {
        connections++
        socket.on('data', (piece) => {
          arrived.push(/"method":"(\w+)"/.exec(piece.toString())?.[1] ?? '')
          socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}')
        })
      })
      const link = connect(url, { maxConnections: 1 })
      for (let i = 0; i < 10; i++) {
        const told = await exchange(link, request(i, `m${i}`))
        expect([told.failure, connections]).toEqual([undefined, i + 1])
        // The end has come, and nobody had told of it before.
        await pause(2)
      }
      expect(arrived).toEqual(Array.from({ length: 10 }, (_, i) => `m${i}`))
    })

    it('[connect.next] the next address of a name is tried where the first takes no connection', async () => {
      const { url, received } = await peer((_, answer) => answerJson(answer, {}))
      const addresses = ['127.0.0.77', '127.0.0.78', '127.0.0.1'].map((address) => ({ address, family: 4 }))
      const lookup: LookupFunction = (_host, _options, done) => done(null, addresses)
      const connector = buildConnector({ timeout: 1000, allowH2: false, lookup })
      const tally = emptyTally()
      const named = new URL(`http://several.test:${url.port}/mcp`)
      const several = openHttp({ kind: 'http', url: named, headers: {} }, LIMITS, {
        connect: connector,
        dial: () => lookup,
        client,
        tally,
      })
      closing.push(() => several.close())
      const link = several.link({ grant: 'alice', session: 'one' })
      if (link === undefined) throw new Error('No link.')
      expect((await exchange(link, call)).failure).toBeUndefined()
      expect([received.length, tally]).toEqual([1, { ...emptyTally(), connects: 1 }])
    })

    it.each([
      ['before the upstream says it will close them', 3000],
      ['after every answer, where the upstream hardly keeps them', 1000],
    ])('idle connections are dropped %s', async (_, keepAliveTimeout) => {
      const { url, sockets } = await peer((_got, answer) => answerJson(answer, {}), { keepAliveTimeout })
      await exchange(connect(url), call)
      const [socket] = sockets
      // A socket ends where its other side closed it; what the upstream itself closes does not.
      let ended = false
      socket?.once('end', () => {
        ended = true
      })
      if (socket !== undefined) await once(socket, 'close')
      expect(ended).toBe(true)
    })
  })
})
