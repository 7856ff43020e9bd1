import { describe, expect, it } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { answerOf, begin, exchange, notification, pause, Recorder, request, response } from './recorder.contract.ts'
import { stdioUpstreams } from './scripted-child.contract.ts'

const { stderr, strays, upstream, connect } = stdioUpstreams()

describe('exchanges with a child', () => {
  it('answers a request with the bytes of its response', async () => {
    const told = await exchange(connect(upstream()), request(7, 'echo', { a: 1 }))
    expect(told.order).toEqual(['sent', 'head', 'chunk', 'end'])
    expect(told.head).toEqual({ kind: 'json', status: 200, sessionId: undefined })
    expect(told.body).toBe('{"jsonrpc":"2.0","id":7,"result":{"a":1}}')
  })

  it('accepts notifications and responses', async () => {
    const link = connect(upstream())
    for (const message of [notification('notifications/initialized'), response('s1')]) {
      const told = await exchange(link, message)
      expect(told.order).toEqual(['sent', 'head', 'end'])
      expect(told.head).toEqual({ kind: 'empty', status: 202, sessionId: undefined })
    }
  })

  it('tells progress before the answer, as events', async () => {
    const params = { _meta: { progressToken: 'p' } }
    const told = await exchange(connect(upstream()), request(1, 'progress', params, { progressToken: 'p' }))
    expect(told.order).toEqual(['sent', 'head', 'event', 'event', 'event', 'event', 'end'])
    expect(told.head?.kind).toBe('events')
    expect(told.messages.map((message) => message['method'] ?? message['id'])).toEqual([
      ...Array.from({ length: 3 }, () => 'notifications/progress'),
      1,
    ])
    expect(told.messages[0]?.['params']).toEqual({ progressToken: 'p', progress: 1 })
  })

  it('keeps apart 1 and "1"', async () => {
    const link = connect(upstream())
    const text = begin(link, request('1', 'silent'))
    const number = await exchange(link, request(1, 'mixedIds'))
    await text.recorder.over
    expect(answerOf(number).result).toEqual({ number: true })
    expect(answerOf(text.recorder).result).toEqual({ text: true })
  })

  it('refuses an id that is in flight, and takes it again afterwards', async () => {
    const link = connect(upstream())
    const first = begin(link, request(1, 'late', { after: 30 }))
    const second = await exchange(link, request(1, 'echo'))
    expect([second.failure, second.failedSent]).toEqual(['busy', false])
    await first.recorder.over
    expect((await exchange(link, request(1, 'echo'))).failure).toBeUndefined()
  })

  it('drops answers that nobody waits for', async () => {
    const told = await exchange(connect(upstream()), request(1, 'unknown'))
    expect(told.order).toEqual(['sent', 'head', 'chunk', 'end'])
    expect(strays).toHaveLength(1)
  })

  it('tells the server of a cancel, and ignores the late answer', async () => {
    const link = connect(upstream())
    const { recorder, running } = begin(link, request(1, 'held'))
    await exchange(link, request(2, 'echo'))
    running.cancel()
    await exchange(link, request(4, 'release'))
    expect(recorder.order).toEqual(['sent'])
    const { received } = answerOf(await exchange(link, request(3, 'received'))).result
    expect((received as string[]).map((line) => JSON.parse(line).params.requestId)).toContain(1)
  })

  it('cancels initialize without a word', async () => {
    const link = connect(upstream())
    begin(link, { ...request(1, 'silent'), method: 'initialize' }).running.cancel()
    const { received } = answerOf(await exchange(link, request(2, 'received'))).result
    expect(received).toHaveLength(2)
  })

  it('times out, says so to the server, and stays usable', async () => {
    const link = connect(upstream({}, { headersTimeout: 100 }))
    await exchange(link, request(1, 'echo'))
    const told = await exchange(link, request(2, 'silent'))
    expect([told.failure, told.failedSent]).toEqual(['timeout', true])
    const { received } = answerOf(await exchange(link, request(3, 'received'))).result
    expect((received as string[]).at(-2)).toContain('"method":"notifications/cancelled"')
  })

  it('lets a stream that has begun take its time', async () => {
    const link = connect(upstream({}, { headersTimeout: 80 }))
    await exchange(link, request(1, 'echo'))
    const { recorder, running } = begin(link, request(2, 'log'))
    recorder.pausing = true
    await recorder.until(() => recorder.events.length === 1)
    await pause(250)
    recorder.pausing = false
    running.resume()
    await recorder.over
    expect(recorder.order).toEqual(['sent', 'head', 'event', 'event', 'end'])
  })
})

describe('what a child reads', () => {
  it('is one line, with strings as they were', async () => {
    const link = connect(upstream())
    const separators = 'a\u2028b\u2029c\u0085d'
    const text = `{\n  "jsonrpc": "2.0",\r\n  "id": 1,\t"method": "echo",\n"params": {"s": "${separators}", "n": "\\n\\r"}\n}`
    const told = await exchange(link, { ...request(1, 'echo'), bytes: Buffer.from(text) })
    expect(answerOf(told).result).toEqual({ s: separators, n: '\n\r' })
    const { received } = answerOf(await exchange(link, request(2, 'received'))).result
    expect((received as string[])[0]).toBe(
      '{   "jsonrpc": "2.0",    "id": 1,\t"method": "echo", "params": {"s": "a\\u2028b\\u2029c\\u0085d", "n": "\\n\\r"} }',
    )
  })

  it('does not wait for ever', async () => {
    const link = connect(upstream({ args: ['-e', 'setInterval(() => {}, 1000)'] }, { headersTimeout: 100 }))
    const filler = 'x'.repeat(1024 * 1024)
    const all = await Promise.all([1, 2].map((id) => exchange(link, request(id, 'echo', { filler }))))
    expect(all.map(({ failure, failedSent }) => [failure, failedSent])).toEqual([
      ['timeout', true],
      ['timeout', false],
    ])
  })

  it('waits for a child that does not read', async () => {
    const link = connect(upstream({}, { maxMessageBytes: 32 * 1024 * 1024 }))
    await exchange(link, request(0, 'stopReading'))
    const filler = 'x'.repeat(1024 * 1024)
    const all = Array.from({ length: 12 }, (_, i) => begin(link, request(i + 1, 'echo', { filler })))
    const waiting = all.filter(({ recorder }) => !recorder.sent)
    expect(waiting.length).toBeGreaterThan(2)
    waiting[0]?.running.cancel()
    await Promise.all(all.filter((one) => one !== waiting[0]).map(({ recorder }) => recorder.over))
    const full = all.filter(({ recorder }) => recorder.failure === 'busy')
    expect(full.every(({ recorder }) => recorder.failedSent === false)).toBe(true)
    expect(waiting[0]?.recorder.order).toEqual([])
    const { received } = answerOf(await exchange(link, request(99, 'received'))).result
    const ids = (received as string[]).map((line) => JSON.parse(line).id)
    expect(ids).toHaveLength(1 + all.length - full.length - 1 + 1)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('what a child sends by itself', () => {
  it('goes to who listens, and is kept until somebody does', async () => {
    const link = connect(upstream())
    await exchange(link, request(1, 'askAlone'))
    await pause(50)
    const listener = new Recorder()
    link.listen(undefined, [], listener)
    await listener.until(() => listener.events.length === 1)
    expect(listener.order).toEqual(['sent', 'head', 'event'])
    expect(listener.messages[0]).toMatchObject({ id: 's1', method: 'roots/list' })
    await exchange(link, request(3, 'log'))
    expect(listener.messages[1]).toMatchObject({ method: 'notifications/message' })
  })

  it('goes to the stream of a request when nobody listens', async () => {
    const link = connect(upstream())
    const { recorder } = begin(link, request(1, 'ask'))
    await recorder.until(() => recorder.events.length === 1)
    expect(recorder.messages[0]).toMatchObject({ id: 's1', method: 'roots/list' })
    await exchange(link, response('s1', { roots: [] }))
    await recorder.over
    expect(recorder.messages[1]).toMatchObject({ id: 1, result: { answered: { roots: [] } } })
  })

  it('is refused rather than dropped when too much is kept', async () => {
    const link = connect(upstream())
    await exchange(link, request(1, 'askAlone', { count: 65 }))
    await until(() => stderr.length > 0)
    await exchange(link, request(2, 'echo'))
    expect(stderr).toEqual(['answered {"code":-32603,"message":"No client is there to answer this request."}'])
  })

  it('is read no faster than it is taken', async () => {
    const link = connect(upstream())
    const { recorder, running } = begin(link, request(1, 'many', { count: 100, size: 10_000 }))
    recorder.pausing = true
    await recorder.until(() => recorder.events.length === 1)
    await pause(100)
    expect(recorder.events).toHaveLength(1)
    expect(stderr).toEqual([])
    recorder.pausing = false
    running.resume()
    await recorder.over
    expect(recorder.events).toHaveLength(101)
    await until(() => stderr.includes('all written'))
  })
})
