import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { answerJson, CLIENTS, httpPeers } from './http-peer.contract.ts'
import { begin, exchange, pause, Recorder, request } from './recorder.contract.ts'

describe.each(CLIENTS)('the client %s', (client) => {
  const { peer, rawPeer, connect } = httpPeers(client)

  const call = request(1, 'tools/call', { name: 'x' })
  const stream = (answer: ServerResponse): ServerResponse =>
    answer.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  const event = (message: unknown): string => `event: message\ndata: ${JSON.stringify(message)}\n\n`

  describe('an answer of events', () => {
    it('comes one by one, with what is no message, and in its own bytes', async () => {
      const blocks = [': hello\n\n', 'id: 1\nretry: 5\ndata:\n\n', event({ a: 1 }), 'data: {"b":\r\ndata: 2}\r\n\r\n']
      const { url } = await peer((_, answer) => void stream(answer).end(`${blocks.join('')}data: {"cut":`))
      const told = await exchange(connect(url), call)
      expect(told.order).toEqual(['sent', 'head', 'event', 'event', 'event', 'event', 'end'])
      expect(told.head).toEqual({ kind: 'events', status: 200, sessionId: undefined })
      expect(told.events.map(({ raw }) => raw?.toString())).toEqual(blocks)
      expect(told.events.map(({ data }) => data?.toString())).toEqual([undefined, undefined, '{"a":1}', '{"b":\n2}'])
    })

    it('may be silent for longer than any timeout', async () => {
      const { url } = await peer((_, answer) => {
        stream(answer).write(event(1))
        setTimeout(() => answer.end(event(2)), 300)
      })
      const told = await exchange(connect(url, { headersTimeout: 80, bodyTimeout: 80 }), call)
      expect(told.order).toEqual(['sent', 'head', 'event', 'event', 'end'])
    })

    it('may be cut off', async () => {
      const { url } = await peer((_, answer) => {
        stream(answer).write(event(1))
        setTimeout(() => answer.destroy(), 20)
      })
      const told = await exchange(connect(url), call)
      expect(told.order).toEqual(['sent', 'head', 'event', 'failure'])
      expect([told.failure, told.failedSent]).toEqual(['closed', true])
    })

    it.each([
      ['in one piece', 0],
      ['in pieces', 1000],
    ])('must not bring one that is too large (%s)', async (_, piece) => {
      let closed = false
      const { url } = await peer((_got, answer) => {
        answer.on('close', () => {
          closed = true
        })
        stream(answer).write(event(1))
        const large = event('x'.repeat(70 * 1024))
        if (piece === 0) answer.write(large)
        else for (let i = 0; i < large.length; i += piece) answer.write(large.slice(i, i + piece))
      })
      const told = await exchange(connect(url), call)
      expect([told.failure, told.failedSent]).toEqual(['garbage', true])
      await until(() => closed)
    })

    it('is garbage where it is an error', async () => {
      const { url } = await peer((_, answer) => {
        answer.writeHead(500, { 'content-type': 'text/event-stream' }).end(event({}))
      })
      expect((await exchange(connect(url), call)).failure).toBe('garbage')
    })

    it('waits for a slow reader, between any two events', async () => {
      const count = 2000
      const filler = 'x'.repeat(4000)
      let written = false
      const { url } = await peer((_, answer) => {
        const all = Array.from({ length: count }, (_each, i) => event({ i, filler })).join('')
        stream(answer).end(all, () => {
          written = true
        })
      })
      const { recorder, running } = begin(connect(url), call)
      recorder.pausing = true
      await recorder.until(() => recorder.events.length === 1)
      await pause(100)
      expect([recorder.events.length, written]).toEqual([1, false])
      while (recorder.events.length < 10) {
        running.resume()
        await pause(1)
      }
      expect(recorder.events.length).toBeLessThan(20)
      recorder.pausing = false
      running.resume()
      await recorder.over
      expect(recorder.messages.map((message) => message['i'])).toEqual(Array.from({ length: count }, (_, i) => i))
      expect(recorder.order.at(-1)).toBe('end')
    })

    it('tells nothing more after a cancel between two events of one piece', async () => {
      const { url } = await peer((_, answer) => void stream(answer).end(event(1) + event(2)))
      const { recorder, running } = begin(connect(url), call)
      const heard = recorder.until(() => recorder.events.length === 1)
      const onEvent = recorder.onEvent.bind(recorder)
      recorder.onEvent = (told) => {
        running.cancel()
        return onEvent(told)
      }
      await heard
      await pause(50)
      expect(recorder.order).toEqual(['sent', 'head', 'event'])
    })
  })

  describe('the stream of a session', () => {
    it('is a GET with its headers and the place to go on from', async () => {
      const { url, received } = await peer((_, answer) => void stream(answer).end(event({ a: 1 })))
      const listener = new Recorder()
      const link = connect(url, {}, { headers: { authorization: 'Bearer secret' } })
      link.listen('event-7', ['mcp-session-id', 's'], listener)
      await listener.over
      expect(listener.order).toEqual(['sent', 'head', 'event', 'end'])
      expect(received).toHaveLength(1)
      expect(received[0]).toMatchObject({ method: 'GET', url: '/mcp?x=1', body: '' })
      expect(received[0]?.headers).toEqual({
        host: url.host,
        connection: 'keep-alive',
        accept: 'text/event-stream',
        'accept-encoding': 'identity',
        authorization: 'Bearer secret',
        'mcp-session-id': 's',
        'last-event-id': 'event-7',
      })
    })

    it.each([
      ['text', { 'content-type': 'text/plain' }, 'no'],
      ['nothing', {}, ''],
    ])('may not exist: 405 with %s', async (_, headers, body) => {
      const { url } = await peer((_got, answer) => void answer.writeHead(405, headers).end(body))
      const listener = new Recorder()
      connect(url).listen(undefined, [], listener)
      await listener.over
      expect(listener.head).toEqual({ kind: 'empty', status: 405, sessionId: undefined })
      expect(listener.order).toEqual(['sent', 'head', 'end'])
    })

    it('is garbage where it is no stream', async () => {
      const { url } = await peer((_, answer) => answerJson(answer, {}))
      const listener = new Recorder()
      connect(url).listen(undefined, [], listener)
      await listener.over
      expect(listener.failure).toBe('garbage')
    })

    it('may begin long before its first event', async () => {
      const url = await rawPeer((socket) => {
        socket.once('data', () => {
          socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n')
          setTimeout(() => socket.end(event(1)), 50)
        })
      })
      const listener = new Recorder()
      connect(url).listen(undefined, [], listener)
      await listener.until(() => listener.head !== undefined)
      expect(listener.events).toHaveLength(0)
      await listener.over
      expect(listener.order).toEqual(['sent', 'head', 'event', 'end'])
    })
  })
})
