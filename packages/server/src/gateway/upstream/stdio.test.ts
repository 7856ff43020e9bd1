import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import {
  answerOf,
  begin,
  eventually,
  exchange,
  notification,
  pause,
  Recorder,
  request,
  response,
} from './recorder.contract.ts'
import { SCRIPT, stdioUpstreams } from './scripted-child.contract.ts'

const { stderr, exits, upstream, connect } = stdioUpstreams()

/** Whether it runs: what is dead and only waits for its parent to notice does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : ''
  return !status.includes('State:\tZ')
}

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
  })

  it('tells the server of a cancel, and ignores the late answer', async () => {
    const link = connect(upstream())
    const { recorder, running } = begin(link, request(1, 'late', { after: 40 }))
    await exchange(link, request(2, 'echo'))
    running.cancel()
    await pause(60)
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
    await pause(50)
    const { received } = answerOf(await exchange(link, request(99, 'received'))).result
    expect((received as string[]).filter((line) => line.startsWith('answered'))).toEqual([
      'answered {"code":-32603,"message":"No client is there to answer this request."}',
    ])
  })

  it('is read no faster than it is taken', async () => {
    const link = connect(upstream())
    const { recorder, running } = begin(link, request(1, 'many', { count: 100, size: 10_000 }))
    recorder.pausing = true
    await recorder.until(() => recorder.events.length === 1)
    await pause(100)
    expect(recorder.events).toHaveLength(1)
    recorder.pausing = false
    running.resume()
    await recorder.over
    expect(recorder.events).toHaveLength(101)
  })
})

describe('a child that goes wrong', () => {
  it('fails what is outstanding when it exits, and is dead', async () => {
    const link = connect(upstream())
    const silent = begin(link, request(1, 'silent'))
    const told = await exchange(link, request(2, 'exit', { code: 3 }))
    await silent.recorder.over
    for (const one of [told, silent.recorder]) expect([one.failure, one.failedSent]).toEqual(['closed', true])
    expect(link.dead).toBe(true)
    await eventually(() => exits.length === 1)
    expect(exits).toEqual([{ code: 3, signal: null }])
    const after = await exchange(link, request(3, 'echo'))
    expect([after.failure, after.failedSent]).toEqual(['closed', false])
  })

  it('keeps the signal that ended it', async () => {
    expect((await exchange(connect(upstream()), request(1, 'die'))).failure).toBe('closed')
    await eventually(() => exits.length === 1)
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL' }])
  })

  it('still delivers the answer that it wrote before its end', async () => {
    const link = connect(upstream())
    const all = Array.from({ length: 50 }, (_, i) => begin(link, request(i, 'huge', { size: 20_000 })))
    const last = begin(link, request(99, 'closeOutput'))
    await last.recorder.over
    expect(all.map(({ recorder }) => recorder.failure)).toEqual(all.map(() => undefined))
    expect(last.recorder.failure).toBe('closed')
  })

  it.each([
    ['a program that does not exist', { command: '/nonexistent/program' }],
    ['a folder that does not exist', { cwd: '/nonexistent' }],
    ['a program without an absolute path', { command: 'node' }],
  ])('cannot be reached: %s', async (_, transport) => {
    const link = connect(upstream(transport))
    const told = await exchange(link, request(1, 'echo'))
    expect([told.failure, told.failedSent]).toEqual(['unreachable', false])
    expect(told.order).toEqual(['failure'])
    await eventually(() => link.dead)
    expect(stderr[0]).toContain('could not be started')
  })

  it('passes over a little noise, and says so', async () => {
    const told = await exchange(connect(upstream()), request(1, 'noise', { lines: 5 }))
    expect(told.order).toEqual(['sent', 'head', 'chunk', 'end'])
    expect(stderr).toContain('Not a message, on standard output: this is not JSON')
  })

  it('is ended when it makes nothing but noise', async () => {
    const link = connect(upstream())
    const told = await exchange(link, request(1, 'noise', { lines: 40 }))
    expect([told.failure, told.failedSent]).toEqual(['garbage', true])
    expect(link.dead).toBe(true)
    await eventually(() => exits.length === 1)
  })

  it('is ended when a line is too long', async () => {
    const link = connect(upstream())
    const fits = await exchange(link, request(1, 'huge', { size: 64 * 1024 - 100 }))
    expect(fits.failure).toBeUndefined()
    const told = await exchange(link, request(2, 'huge', { size: 64 * 1024 }))
    expect([told.failure, told.failedSent]).toEqual(['garbage', true])
    expect(link.dead).toBe(true)
  })

  it('may flood its standard error', async () => {
    const link = connect(upstream())
    const told = await exchange(link, request(1, 'stderr', { lines: 20_000, size: 200 }))
    expect(told.failure).toBeUndefined()
    await eventually(() => stderr.length >= 200)
    await pause(100)
    await link.close([])
    expect(stderr.length).toBeLessThan(1500)
    expect(stderr.some((line) => /^\d+ more lines were dropped\.$/.test(line))).toBe(true)
  })

  it('is not started again and again when it dies at once', async () => {
    const failing = upstream({ args: ['-e', 'process.exit(1)'] })
    await exchange(connect(failing), request(1, 'echo'))
    await eventually(() => exits.length === 1)
    expect(failing.link({ grant: 'alice', session: 'two' })).toBeUndefined()
    await pause(300)
    expect(failing.link({ grant: 'alice', session: 'three' })).toBeDefined()
  })
})

describe('the life of a child', () => {
  it('has the configured environment and folder, and nothing else', async () => {
    const env = { A: 'b', NODE_OPTIONS: '--require /nonexistent', LD_PRELOAD: '/nonexistent', LD_LIBRARY_PATH: '/x' }
    const told = await exchange(
      connect(upstream({ env, args: ['-e', SCRIPT, '--', 'a b', '$HOME'] })),
      request(1, 'env'),
    )
    expect(answerOf(told).result).toEqual({ env: { A: 'b' }, cwd: tmpdir(), args: ['a b', '$HOME'] })
  })

  it('ends with its conversation, by the end of input', async () => {
    const link = connect(upstream({ env: { CODE: '5' } }))
    await exchange(link, request(1, 'echo'))
    const silent = begin(link, request(2, 'silent'))
    expect(await link.close([])).toBe(200)
    expect(silent.recorder.failure).toBe('closed')
    expect(exits).toEqual([{ code: 5, signal: null }])
    expect(link.dead).toBe(true)
  })

  it('is killed when it ignores the end of input and SIGTERM', async () => {
    const from = upstream()
    const { pid } = answerOf(await exchange(connect(from), request(1, 'stubborn'))).result
    expect(isAlive(Number(pid))).toBe(true)
    await from.close()
    expect(isAlive(Number(pid))).toBe(false)
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL' }])
  })

  it('takes its own children along', async () => {
    const from = upstream()
    const link = connect(from)
    const { pid } = answerOf(await exchange(link, request(1, 'fork'))).result
    expect(isAlive(Number(pid))).toBe(true)
    await exchange(link, request(2, 'exit', { code: 0 }))
    await eventually(() => exits.length === 1)
    expect(isAlive(Number(pid))).toBe(false)
  })

  it('is one for each session, and at most as many as allowed', async () => {
    const from = upstream({ maxChildren: 2 })
    const one = connect(from, 'one')
    expect(from.link({ grant: 'alice', session: 'one' })).toBe(one)
    const two = connect(from, 'two')
    expect(from.link({ grant: 'alice', session: 'three' })).toBeUndefined()
    await two.close([])
    expect(from.link({ grant: 'alice', session: 'three' })).toBeDefined()
  })

  it('is stopped when it is idle, but not while a request is under way', async () => {
    const link = connect(upstream({ idleTimeout: 120 }))
    const told = await exchange(link, request(1, 'late', { after: 400 }))
    expect(told.failure).toBeUndefined()
    const listener = new Recorder()
    link.listen(undefined, [], listener)
    await eventually(() => link.dead)
    await listener.over
    expect(listener.failure).toBe('closed')
    await eventually(() => exits.length === 1)
  })

  it('takes nothing more once the upstream is closed', async () => {
    const from = upstream()
    await from.close()
    expect(from.link({ grant: 'alice', session: 'one' })).toBeUndefined()
  })
})
