import { describe, expect, it } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { answerJson, CLIENTS, httpPeers } from './http-peer.contract.ts'
import { begin, exchange, pause, Recorder, request } from './recorder.contract.ts'

const call = request(1, 'tools/call', { name: 'x' })

describe.each(CLIENTS)('the client %s', (client) => {
  const { peer, upstream, connect } = httpPeers(client)

  describe('bounds', () => {
    it('are kept: so many connections, as many waiting, the rest busy', async () => {
      let most = 0
      let now = 0
      const { url, received } = await peer((_, answer) => {
        most = Math.max(most, ++now)
        setTimeout(() => {
          now--
          answerJson(answer, {})
        }, 30)
      })
      const link = connect(url, { maxConnections: 3 })
      const all = Array.from({ length: 10 }, (_, i) => begin(link, request(i, 'm')).recorder)
      await Promise.all(all.map(({ over }) => over))
      const busy = all.filter(({ failure }) => failure === 'busy')
      expect([busy.length, most, received.length]).toEqual([4, 3, 6])
      expect(busy.every(({ failedSent, order }) => failedSent === false && order.length === 1)).toBe(true)
      expect((await exchange(link, call)).failure).toBeUndefined()
    })

    it('let nothing wait for ever', async () => {
      const { url } = await peer(() => undefined)
      const link = connect(url, { maxConnections: 1, connectTimeout: 60 })
      const first = begin(link, call)
      const second = await exchange(link, call)
      expect([second.failure, second.failedSent]).toEqual(['busy', false])
      first.running.cancel()
    })

    it('do not count streams among calls', async () => {
      const { url } = await peer(({ method }, answer) => {
        if (method === 'POST') answerJson(answer, {})
      })
      const link = connect(url, { maxConnections: 1 })
      const listener = new Recorder()
      link.listen(undefined, [], listener)
      await listener.until(() => listener.sent)
      expect((await exchange(link, call)).failure).toBeUndefined()
    })
  })

  describe('cancel', () => {
    it('before its turn: nothing is sent and nothing told', async () => {
      const { url, received } = await peer((_, answer) => setTimeout(() => answerJson(answer, {}), 30))
      const link = connect(url, { maxConnections: 2 })
      const [, , cancelled, ...others] = [1, 2, 3, 4].map((id) => begin(link, request(id, 'm')))
      cancelled!.running.cancel()
      await Promise.all(others.map(({ recorder }) => recorder.over))
      expect(cancelled!.recorder.order).toEqual([])
      expect(received.map(({ body }) => JSON.parse(body).id).sort()).toEqual([1, 2, 4])
    })

    it('while connecting: nothing is sent and nothing told', async () => {
      const { url, received } = await peer((_, answer) => answerJson(answer, {}))
      const link = connect(url, { maxConnections: 1 })
      const { recorder, running } = begin(link, call)
      running.cancel()
      expect((await exchange(link, request(2, 'm'))).failure).toBeUndefined()
      expect(recorder.order).toEqual([])
      expect(received).toHaveLength(1)
    })

    it('after sending: the upstream sees its stream closed', async () => {
      let closed = false
      const { url, received } = await peer((_, answer) => {
        answer.on('close', () => {
          closed = true
        })
        answer.writeHead(200, { 'content-type': 'application/json' }).write('{')
      })
      const { recorder, running } = begin(connect(url), call)
      await recorder.until(() => recorder.chunks.length === 1)
      running.cancel()
      await until(() => closed)
      expect(recorder.order).toEqual(['sent', 'head', 'chunk'])
      expect(received).toHaveLength(1)
    })
  })

  describe('a slow reader', () => {
    it.each(['keep-alive', 'close'])('stops the upstream, and loses nothing (connection: %s)', async (connection) => {
      const body = Buffer.from(`"${'x'.repeat(8 * 1024 * 1024)}"`)
      let written = false
      const { url } = await peer((_, answer) => {
        answer.writeHead(200, { 'content-type': 'application/json', connection })
        answer.end(body, () => {
          written = true
        })
      })
      const { recorder, running } = begin(connect(url, { bodyTimeout: 100 }), call)
      recorder.pausing = true
      await recorder.until(() => recorder.chunks.length === 1)
      await pause(200)
      expect([recorder.chunks.length, written]).toEqual([1, false])
      recorder.pausing = false
      running.resume()
      await recorder.over
      expect(recorder.order.at(-1)).toBe('end')
      expect(Buffer.concat(recorder.chunks).equals(body)).toBe(true)
    })

    it('is not told of the end before it goes on', async () => {
      const { url } = await peer((_, answer) => answerJson(answer, {}))
      const { recorder, running } = begin(connect(url), call)
      recorder.pausing = true
      await recorder.until(() => recorder.chunks.length === 1)
      await pause(20)
      expect(recorder.order).toEqual(['sent', 'head', 'chunk'])
      running.resume()
      await recorder.over
      expect(recorder.order).toEqual(['sent', 'head', 'chunk', 'end'])
    })
  })

  describe('the end', () => {
    it('of a session is a DELETE that tells the status', async () => {
      const { url, received } = await peer(
        (_, answer) => void answer.writeHead(405, { 'content-type': 'text/plain' }).end('no'),
      )
      const link = connect(url)
      expect(await link.close(['mcp-session-id', 's'])).toBe(405)
      expect(received[0]).toMatchObject({
        method: 'DELETE',
        url: '/mcp?x=1',
        body: '',
        headers: { 'mcp-session-id': 's' },
      })
      expect(await link.close([])).toBe(200)
      expect(received).toHaveLength(1)
    })

    it('of a session at an upstream that does not answer is a 502', async () => {
      expect(await connect(new URL('http://127.0.0.1:1/mcp')).close(['mcp-session-id', 's'])).toBe(502)
    })

    it('of the upstream ends what is under way', async () => {
      const { url, sockets } = await peer(() => undefined)
      const from = upstream(url)
      const link = from.link({ grant: 'a', session: 's' })
      const { recorder } = begin(link!, call)
      await recorder.until(() => recorder.sent)
      await from.close()
      expect([recorder.failure, recorder.failedSent]).toEqual(['closed', true])
      await until(() => sockets.size === 0)
      const after = await exchange(link!, call)
      expect([after.failure, after.failedSent]).toEqual(['unreachable', false])
    })
  })
})
