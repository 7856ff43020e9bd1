import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { answerJson, CLIENTS, httpPeers } from './http-peer.contract.ts'
import { exchange, notification, request } from './recorder.contract.ts'

describe.each(CLIENTS)('the client %s', (client) => {
  const { peer, rawPeer, connect } = httpPeers(client)

  const call = request(1, 'tools/call', { name: 'x' })

  describe('what is posted', () => {
    it('[exact.bytes] is the bytes as they are, with the allowed headers and no others', async () => {
      const { url, received } = await peer((_, answer) => answerJson(answer, {}))
      const headers = {
        Authorization: 'Bearer secret',
        'X-Key': 'k',
        Accept: 'text/html',
        'Content-Type': 'text/plain',
        'Transfer-Encoding': 'chunked',
        'Mcp-Session-Id': 'mine',
      }
      const bytes = Buffer.from('{ "jsonrpc":"2.0",\n"id":1.0, "method":"m", "params":{"n":9007199254740993} }')
      const told = await exchange(connect(url, {}, { headers }), {
        ...call,
        bytes,
        headers: ['MCP-Protocol-Version', '2026-07-28'],
      })
      expect(told.order).toEqual(['sent', 'head', 'chunk', 'end'])
      expect(received).toHaveLength(1)
      expect(received[0]).toMatchObject({ method: 'POST', url: '/mcp?x=1', body: bytes.toString() })
      expect(received[0]?.headers).toEqual({
        host: url.host,
        connection: 'keep-alive',
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'accept-encoding': 'identity',
        authorization: 'Bearer secret',
        'x-key': 'k',
        'mcp-protocol-version': '2026-07-28',
        'content-length': String(bytes.length),
      })
    })

    it('goes over connections that are kept', async () => {
      const { url, received, sockets } = await peer((_, answer) => answerJson(answer, {}))
      const link = connect(url)
      for (let i = 0; i < 5; i++) await exchange(link, call)
      expect(received).toHaveLength(5)
      // One that was just used rests for a turn of the loop.
      expect(sockets.size).toBeLessThanOrEqual(2)
    })

    it('is not sent when a header cannot be', async () => {
      const { url, received } = await peer((_, answer) => answerJson(answer, {}))
      const told = await exchange(connect(url), { ...call, headers: ['mcp-name', 'a\r\nx: y'] })
      expect([told.failure, told.failedSent, received.length]).toEqual(['unreachable', false, 0])
    })
  })

  describe('an answer', () => {
    it.each([200, 400, 404, 429, 500])('of status %i passes with its JSON', async (status) => {
      const { url } = await peer((_, answer) => answerJson(answer, { a: 1 }, status))
      const told = await exchange(connect(url), call)
      expect(told.head).toEqual({ kind: 'json', status, sessionId: undefined })
      expect(told.body).toBe('{"a":1}')
    })

    it.each(['Application/JSON ; charset=utf-8', 'application/json;charset="utf-8"'])(
      'is JSON when its type is %s',
      async (type) => {
        const { url } = await peer((_, answer) => void answer.writeHead(200, { 'content-type': type }).end('{}'))
        expect((await exchange(connect(url), call)).body).toBe('{}')
      },
    )

    it('names the session that it opens', async () => {
      const { url } = await peer((_, answer) => {
        answer.setHeader('MCP-Session-Id', 'abc~!')
        answerJson(answer, {})
      })
      expect((await exchange(connect(url), call)).head?.sessionId).toBe('abc~!')
    })

    it.each([202, 204, 200])('to a notification is empty: %i', async (status) => {
      const { url, sockets } = await peer(
        (_, answer) => void answer.writeHead(status).end(status === 204 ? '' : 'whatever'),
      )
      const link = connect(url)
      for (let i = 0; i < 3; i++) {
        const told = await exchange(link, notification('notifications/initialized'))
        expect(told.order).toEqual(['sent', 'head', 'end'])
        expect(told.head).toEqual({ kind: 'empty', status, sessionId: undefined })
      }
      expect(sockets.size).toBeLessThanOrEqual(2)
    })

    it.each([400, 404, 405])('shows the status %i without its text', async (status) => {
      const { url } = await peer(
        (_, answer) => void answer.writeHead(status, { 'content-type': 'text/html' }).end('<p>'),
      )
      const told = await exchange(connect(url), call)
      expect(told.head).toEqual({ kind: 'empty', status, sessionId: undefined })
      expect(told.order).toEqual(['sent', 'head', 'end'])
    })

    it.each([
      ['a 401', 401, {}, 'unauthorized'],
      ['a 403', 403, { 'content-type': 'application/json' }, 'unauthorized'],
      ['a redirect', 307, { location: 'http://127.0.0.1:1/' }, 'redirect'],
      ['a redirect for good', 301, { location: '/elsewhere', 'content-type': 'application/json' }, 'redirect'],
      ['an error page', 502, { 'content-type': 'text/html' }, 'garbage'],
      ['another type', 200, { 'content-type': 'text/plain' }, 'garbage'],
      ['a type that only contains JSON', 200, { 'content-type': 'text/plain; a=application/json' }, 'garbage'],
      ['no type', 200, {}, 'garbage'],
      ['two types', 200, { 'content-type': ['application/json', 'text/html'] }, 'garbage'],
      ['nothing', 202, {}, 'garbage'],
      ['another coding', 200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }, 'garbage'],
      ['a session id that is none', 200, { 'content-type': 'application/json', 'mcp-session-id': 'a b' }, 'garbage'],
    ] as const)('fails when it is %s', async (_, status, headers, failure) => {
      const { url, received } = await peer((_got, answer) => {
        for (const [name, value] of Object.entries(headers)) answer.setHeader(name, value)
        answer.writeHead(status).end(gzipSync('{}'))
      })
      const told = await exchange(connect(url), call)
      expect([told.failure, told.failedSent]).toEqual([failure, true])
      expect(told.order).toEqual(['sent', 'failure'])
      expect(received).toHaveLength(1)
    })

    it.each([401, 307])('keeps its connection when it is a %i', async (status) => {
      const { url, received, sockets } = await peer((_, answer) => void answer.writeHead(status).end('text'))
      const link = connect(url)
      for (let i = 0; i < 4; i++) await exchange(link, call)
      expect(received).toHaveLength(4)
      expect(sockets.size).toBeLessThanOrEqual(2)
    })

    it('may be announced', async () => {
      const url = await rawPeer((socket) => {
        socket.once('data', () => {
          socket.write('HTTP/1.1 102 Processing\r\n\r\n')
          socket.write('HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n')
          socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}')
        })
      })
      expect((await exchange(connect(url), call)).body).toBe('{}')
    })
  })
})
