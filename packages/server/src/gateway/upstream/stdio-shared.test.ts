import { describe, expect, it } from 'vitest'
import { until } from '../../../../../test/until.ts'
import type { Outgoing } from './link.ts'
import { answerOf, begin, exchange, notification, Recorder, request, response } from './recorder.contract.ts'
import { stdioUpstreams } from './scripted-child.contract.ts'

const { exits, upstream, connect } = stdioUpstreams()

const modern = (id: number | string, method: string, params: object = {}, more: Partial<Outgoing> = {}): Outgoing =>
  request(id, method, params, { era: 'modern', ...more })
const linesOf = (recorder: Recorder): string[] => answerOf(recorder).result['received'] as string[]

describe('stateless calls of several clients over one child', () => {
  it('may use the same id, and each gets its own answer', async () => {
    const link = connect(upstream(), 'stateless')
    const slow = begin(link, modern(1, 'late', { after: 50 }))
    const fast = await exchange(link, modern(1, 'echo', { x: 1 }))
    await slow.recorder.over
    expect(fast.body).toBe('{"jsonrpc":"2.0","id":1,"result":{"x":1}}')
    expect(slow.recorder.body).toBe('{"jsonrpc":"2.0","id":1,"result":{}}')
  })

  it('gives ids and tokens back as they were written', async () => {
    const link = connect(upstream(), 'stateless')
    const text =
      '{"jsonrpc":"2.0", "params":{"_meta":{"progressToken" : "\\u0070"},"steps":1},"method":"progress","id": 1.0}'
    const told = await exchange(link, modern(1, 'progress', {}, { bytes: Buffer.from(text), progressToken: 'p' }))
    expect(told.events.map(({ data }) => data?.toString())).toEqual([
      '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"\\u0070","progress":1}}',
      '{"jsonrpc":"2.0","id":1.0,"result":{"done":true}}',
    ])
    const [line] = linesOf(await exchange(link, modern(2, 'received')))
    expect(line).toBe(
      '{"jsonrpc":"2.0", "params":{"_meta":{"progressToken" : 1000000001},"steps":1},"method":"progress","id": 1000000001}',
    )
  })

  it('never sees the late answer to a cancelled call of another', async () => {
    const link = connect(upstream(), 'stateless')
    const { running, recorder } = begin(link, modern(1, 'held'))
    await exchange(link, modern(2, 'echo'))
    running.cancel()
    const other = begin(link, modern(1, 'held', { mine: true }))
    await exchange(link, modern(3, 'release'))
    expect(answerOf(other.recorder)).toMatchObject({ id: 1, result: { mine: true } })
    expect(recorder.order).toEqual(['sent'])
  })

  it('gets the messages of its own subscription', async () => {
    const link = connect(upstream(), 'stateless')
    const one = begin(link, modern('a', 'subscriptions/listen'))
    const two = begin(link, modern('a', 'subscriptions/listen'))
    await Promise.all([one.recorder.over, two.recorder.over])
    for (const { recorder } of [one, two]) {
      expect(recorder.messages.map((message) => message['method'] ?? message['id'])).toEqual([
        'notifications/subscriptions/acknowledged',
        'notifications/tools/list_changed',
        'a',
      ])
      const ids = recorder.events.map(({ data }) => /subscriptionId":("?\w+"?)/.exec(String(data))?.[1])
      expect(ids).toEqual(['"a"', '"a"', '"a"'])
    }
  })

  it('ends its subscription when the server cancels it', async () => {
    const told = await exchange(
      connect(upstream(), 'stateless'),
      modern('a', 'subscriptions/listen', { cancelled: true }),
    )
    expect(told.order).toEqual(['sent', 'head', 'event', 'event', 'event', 'end'])
    expect(told.messages.at(-1)).toMatchObject({ method: 'notifications/cancelled', params: { requestId: 'a' } })
  })

  it('gets a message that names no request only when it is alone', async () => {
    const link = connect(upstream(), 'stateless')
    expect((await exchange(link, modern(1, 'log'))).order).toEqual(['sent', 'head', 'event', 'event', 'end'])
    const other = begin(link, modern(2, 'silent'))
    expect((await exchange(link, modern(3, 'log'))).order).toEqual(['sent', 'head', 'chunk', 'end'])
    expect(other.recorder.order).toEqual(['sent'])
  })
})

describe('a child that the sessions of a grant share', () => {
  it('is one, for them only, and keeps their ids apart', async () => {
    const from = upstream({ share: 'grant' })
    const one = connect(from, 'one')
    const two = connect(from, 'two')
    const other = connect(from, 'three', 'bob')
    const params = { _meta: { progressToken: 0 }, steps: 1 }
    const answers = await Promise.all(
      [one, two, other].map((link) => exchange(link, request(0, 'progress', params, { progressToken: 0 }))),
    )
    for (const answer of answers) {
      expect(answer.messages.map((message) => message['params'] ?? message['id'])).toEqual([
        { progressToken: 0, progress: 1 },
        0,
      ])
    }
    expect(linesOf(await exchange(one, request(1, 'received')))).toHaveLength(3)
    expect(linesOf(await exchange(other, request(1, 'received')))).toHaveLength(2)
  })

  it('is another for the other era', async () => {
    const link = connect(upstream({ share: 'grant' }))
    await exchange(link, request(1, 'echo'))
    expect(linesOf(await exchange(link, modern(1, 'received')))).toHaveLength(1)
  })

  it('tells notifications to all, and a request to the session that can have caused it', async () => {
    const from = upstream({ share: 'grant' })
    const [one, two] = [connect(from, 'one'), connect(from, 'two')]
    await exchange(one, request(1, 'echo'))
    await exchange(two, request(1, 'echo'))
    const listeners = [one, two].map((link) => {
      const listener = new Recorder()
      link.listen(undefined, [], listener)
      return listener
    })
    await Promise.all(listeners.map((listener) => listener.until(() => listener.head !== undefined)))
    await exchange(one, request(2, 'log'))
    expect(listeners.map((listener) => listener.messages.length)).toEqual([1, 1])

    const { recorder } = begin(two, request(2, 'ask'))
    await listeners[1]!.until(() => listeners[1]!.messages.length === 2)
    expect(listeners[0]!.messages).toHaveLength(1)
    await exchange(two, response('s1', { roots: [] }))
    await recorder.over
    expect(answerOf(recorder).result).toEqual({ answered: { roots: [] } })
  })

  it('refuses a request of the server that could be for two sessions', async () => {
    const from = upstream({ share: 'grant' })
    const [one, two] = [connect(from, 'one'), connect(from, 'two')]
    begin(one, request(1, 'silent'))
    const told = await exchange(two, request(1, 'ask'))
    expect(answerOf(told).result).toMatchObject({ answered: { code: -32603 } })
  })

  it('cancels the request of the session that asked for it', async () => {
    const from = upstream({ share: 'grant' })
    const [one, two] = [connect(from, 'one'), connect(from, 'two')]
    begin(one, request(7, 'silent'))
    begin(two, request(7, 'silent'))
    await exchange(two, notification('notifications/cancelled', { requestId: 7 }))
    // Not under way, so perhaps another's name: it must not pass.
    await exchange(two, notification('notifications/cancelled', { requestId: 1_000_000_001 }))
    const lines = linesOf(await exchange(one, request(8, 'received')))
    expect(lines.filter((line) => line.includes('cancelled'))).toEqual([
      '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1000000002}}',
    ])
  })

  it('outlives its sessions; what they left under way is cancelled', async () => {
    const from = upstream({ share: 'grant', maxChildren: 1 })
    const one = connect(from, 'one')
    const silent = begin(one, request(1, 'silent'))
    await exchange(one, request(2, 'echo'))
    expect(from.link({ grant: 'bob', session: 'two' })).toBeUndefined()
    await one.close([])
    await silent.recorder.over
    expect([silent.recorder.failure, silent.recorder.failedSent, one.dead]).toEqual(['closed', true, true])
    expect((await exchange(one, request(3, 'echo'))).failure).toBe('closed')
    const lines = linesOf(await exchange(connect(from, 'two'), request(1, 'received')))
    expect(lines[2]).toContain('"requestId":1000000001')
    expect(exits).toEqual([])
  })

  it('is started anew after it died', async () => {
    const from = upstream({ share: 'grant' })
    const one = connect(from, 'one')
    await exchange(one, request(1, 'echo'))
    await exchange(one, request(2, 'exit', { code: 1 }))
    await until(() => one.dead)
    expect((await exchange(connect(from, 'two'), request(1, 'echo'))).failure).toBeUndefined()
  })

  it('is not there for more than are allowed', async () => {
    const from = upstream({ share: 'grant', maxChildren: 1 })
    const link = connect(from)
    await exchange(link, request(1, 'echo'))
    const told = await exchange(link, modern(1, 'echo'))
    expect([told.failure, told.failedSent]).toEqual(['busy', false])
  })
})
