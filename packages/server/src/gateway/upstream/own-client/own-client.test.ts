import type { LookupFunction, Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { until } from '../../../../../../test/until.ts'
import type { Credential } from '../../../ports/vault.ts'
import { openHttp } from '../http.ts'
import { answerJson, httpPeers } from '../http-peer.contract.ts'
import { begin, exchange, LIMITS, Recorder, request, turns } from '../recorder.contract.ts'
import { emptyTally } from '../tally.ts'
import type { Dial } from './dial.ts'

const { peer, rawPeer, connect, closing } = httpPeers('own')

const call = request(1, 'tools/call', { name: 'x' })
const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}'

/** Answers everything alike, and keeps what it got of each connection. */
async function counting(answer: (socket: Socket, nth: number) => void) {
  const got: string[] = []
  const closed: number[] = []
  const url = await rawPeer((socket) => {
    const nth = got.push('') - 1
    socket.on('data', (piece) => {
      got[nth] += piece.toString('latin1')
      answer(socket, nth)
    })
    socket.on('close', () => closed.push(nth))
  })
  const requests = () => got.map((text) => text.split('POST ').length - 1)
  return { url, got, closed, requests }
}

describe('a connection', () => {
  it('[answers.idle] on which bytes come that nobody asked for is not used again', async () => {
    const { url, closed, requests } = await counting((socket, nth) => {
      socket.write(ANSWER)
      if (nth === 0) setTimeout(() => socket.write(ANSWER.replace('{}', '[]')), 5)
    })
    const link = connect(url)
    expect((await exchange(link, call)).body).toBe('{}')
    await until(() => closed.length === 1)
    expect((await exchange(link, call)).body).toBe('{}')
    expect(requests()).toEqual([1, 1])
  })

  it('[answers.idle] on which bytes follow an answer at once is not used again', async () => {
    const { url, closed, requests } = await counting((socket) => socket.write(`${ANSWER}${ANSWER}`))
    const link = connect(url, { maxConnections: 1 })
    for (let i = 0; i < 3; i++) expect((await exchange(link, call)).body).toBe('{}')
    expect(requests()).toEqual([1, 1, 1])
    await until(() => closed.length === 3)
  })

  it('[answers.idle] rests before it is used again, so that what comes a moment later is seen', async () => {
    const { url, requests } = await counting((socket) => {
      socket.write(ANSWER)
      // Behind the reading of the answer, and before anything else is read.
      setImmediate(() => setImmediate(() => socket.write(ANSWER.replace('{}', '[]'))))
    })
    const link = connect(url, { maxConnections: 1 })
    for (let i = 0; i < 20; i++) expect((await exchange(link, call)).body).toBe('{}')
    expect(requests().every((count) => count === 1)).toBe(true)
  })

  it('[answers.early] that answers before the request has ended is the answer’s last', async () => {
    const size = 16 * 1024 * 1024
    const first: Socket[] = []
    const { url, got, requests } = await counting((socket, nth) => {
      const taken = got[nth]?.length ?? 0
      if (nth > 0) socket.write(ANSWER)
      else if (first.push(socket) === 1) socket.pause().write(ANSWER.slice(0, -1))
      // The rest of the request is taken before the answer ends.
      else if (taken > size) setTimeout(() => socket.write('}'), 20)
    })
    const link = connect(url)
    const { recorder } = begin(link, { ...call, bytes: Buffer.alloc(size, 0x20) })
    await recorder.until(() => recorder.chunks.length === 1)
    first[0]?.resume()
    await recorder.over
    expect(recorder.body).toBe('{}')
    await turns()
    await exchange(link, call)
    expect(requests()).toEqual([1, 1])
  })

  it('that was used last is used first, and several only while they are needed', async () => {
    const { url, requests } = await counting((socket) => setTimeout(() => socket.write(ANSWER), 5))
    const link = connect(url)
    await Promise.all([1, 2, 3].map(() => exchange(link, call)))
    for (let i = 0; i < 5; i++) {
      await turns()
      await exchange(link, call)
    }
    expect(requests().sort()).toEqual([1, 1, 6])
  })

  it('is not used again with another credential', async () => {
    const { url, got, closed } = await counting((socket) => socket.write(ANSWER))
    let current: Credential = { headers: { authorization: 'Bearer one' } } as Credential
    const lent = openHttp({ kind: 'http', url, headers: {} }, LIMITS, { credential: () => current })
    closing.push(() => lent.close())
    const link = lent.link({ grant: 'alice', session: 'one' })!
    await exchange(link, call)
    await turns()
    current = { headers: { authorization: 'Bearer two' } } as Credential
    await exchange(link, call)
    expect(got.map((text) => text.match(/Bearer \w+/g))).toEqual([['Bearer one'], ['Bearer two']])
    await until(() => closed.includes(0))
  })

  it('is not made where the guard says no, and goes to the address that was judged', async () => {
    const { url, received } = await peer((_, answer) => answerJson(answer, {}))
    const asked: string[] = []
    const tally = emptyTally()
    const lookup: LookupFunction = (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
    const open = (host: string, refuses: boolean) => {
      const dial: Dial = (place) => {
        asked.push(`${place.host} ${place.port}`)
        return refuses ? new Error('No.') : lookup
      }
      const options = { tally, dial }
      const named = new URL(`http://${host}:${url.port}/mcp`)
      const opened = openHttp({ kind: 'http', url: named, headers: {} }, LIMITS, options)
      closing.push(() => opened.close())
      return opened.link({ grant: 'alice', session: 'one' })!
    }
    const refused = await exchange(open('elsewhere.test', true), call)
    expect([refused.failure, refused.failedSent, received.length]).toEqual(['unreachable', false, 0])
    expect((await exchange(open('named.test', false), call)).failure).toBeUndefined()
    expect(asked).toEqual([`elsewhere.test ${url.port}`, `named.test ${url.port}`])
    expect(tally).toMatchObject({ connects: 1, connectFailures: 1 })
  })

  it('that takes too long to be made is given up', async () => {
    const named = openHttp(
      { kind: 'http', url: new URL('http://never.test/'), headers: {} },
      { ...LIMITS, connectTimeout: 60 },
      {
        dial: () => () => undefined,
      },
    )
    closing.push(() => named.close())
    const told = await exchange(named.link({ grant: 'alice', session: 'one' })!, call)
    expect([told.failure, told.failedSent]).toEqual(['unreachable', false])
  })

  it('writes nothing for who gives up as it is about to', async () => {
    const { url, got, requests } = await counting((socket) => socket.write(ANSWER))
    const link = connect(url, { maxConnections: 1 })
    await exchange(link, call)
    await turns()
    const leaving = new Recorder()
    leaving.onSent = () => running?.cancel()
    // The connection is there already, so that it is told of before it has the exchange in its hands.
    const waiting = begin(link, request(2, 'm'))
    const running = link.exchange(request(3, 'm'), leaving)
    await waiting.recorder.over
    expect((await exchange(link, call)).failure).toBeUndefined()
    expect(leaving.order).toEqual([])
    expect(got.join('')).not.toContain('"id":3')
    expect(requests().reduce((sum, count) => sum + count, 0)).toBe(3)
  })

  it('whose listener fails is cut, and nothing else', async () => {
    const { url } = await peer((_, answer) => answerJson(answer, {}))
    const link = connect(url)
    const failing = new Recorder()
    failing.onHead = () => {
      throw new Error('Not this one.')
    }
    link.exchange(call, failing)
    await failing.over
    expect([failing.failure, failing.failedSent]).toEqual(['closed', true])
    expect((await exchange(link, call)).body).toBe('{}')
  })

  it('speaks TLS only with who proves to be the server', async () => {
    const { url, got } = await counting(() => undefined)
    const told = await exchange(connect(new URL(`https://127.0.0.1:${url.port}/`), { connectTimeout: 100 }), call)
    expect([told.failure, told.failedSent]).toEqual(['unreachable', false])
    // A handshake, and nothing of the request.
    expect(got.join('')).not.toContain('POST')
  })
})

describe('a pause', () => {
  it('holds the end of the answer and of the connection back', async () => {
    const { url } = await counting((socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{}')
    })
    const { recorder, running } = begin(connect(url), call)
    recorder.pausing = true
    await recorder.until(() => recorder.chunks.length === 1)
    await turns()
    expect(recorder.order).toEqual(['sent', 'head', 'chunk'])
    running.resume()
    await recorder.over
    expect(recorder.order).toEqual(['sent', 'head', 'chunk', 'end'])
  })

  it('between chunks of one piece loses none', async () => {
    const chunks = Array.from({ length: 50 }, (_, i) => `${(i % 16) + 1}`).map((size) => Number(size))
    const text = chunks.map((size) => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`).join('')
    const { url } = await counting((socket) => {
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${text}0\r\n\r\n`,
      )
    })
    const { recorder, running } = begin(connect(url), call)
    recorder.pausing = true
    for (let told = 1; told <= chunks.length; told++) {
      await recorder.until(() => recorder.chunks.length === told)
      running.resume()
    }
    await recorder.over
    expect(recorder.body).toBe('x'.repeat(chunks.reduce((sum, size) => sum + size, 0)))
    expect(recorder.order.at(-1)).toBe('end')
  })
})
