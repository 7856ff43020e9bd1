/** Servers are spared: how many calls are at one at once, who waits, and for how long. */
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryApprovals } from '../packages/server/src/store/memory/approvals.ts'
import { type GatewayHere, type GrantHere, startHere } from './gateway-here.ts'
import { type Answer, ask, codeOf, legacyCall, modernCall, modernRequest } from './messages.ts'
import {
  answerJson,
  beginEvents,
  eventOf,
  type Received,
  type ScriptedUpstream,
  startUpstream,
  TOOL_RESULT,
} from './scripted-upstream.ts'
import { until } from './until.ts'

const once1 = (counter: string) => ({ limits: [{ counter, window: 'day', max: 1, scope: 'grant' }] })
const POLICY = {
  version: '1',
  default: 'deny',
  resources: { allow: ['file:///**'] },
  methods: { 'skills/run': 'allow' },
  tools: {
    ...{ hold: {}, quick: {}, later: {}, endless: {} },
    pay: { action: 'require_approval', approval: { hold: '20s' } },
    limited: once1('limited'),
    full: once1('full'),
  },
}

let upstream: ScriptedUpstream
let gateway: GatewayHere
const approvals = createMemoryApprovals(() => Date.now())
/** Calls that the server has and did not answer, as they came. */
let held: { readonly received: Received; readonly answer: ServerResponse }[] = []

beforeAll(async () => {
  upstream = await startUpstream({ tools: ['hold', 'quick', 'later', 'limited', 'full', 'endless', 'pay'] })
  for (const tool of ['hold', 'quick', 'later', 'limited', 'file:///a'])
    upstream.script(tool, (received, answer) => void held.push({ received, answer }))
  const bounds = { url: upstream.url, max_concurrency: 2 }
  gateway = await startHere({
    approvals,
    servers: {
      up: bounds,
      short: { ...bounds, max_concurrency: 1, max_queued: 2, queue_timeout: '1s' },
      whole: { ...bounds, call_timeout: '1s' },
    },
    policies: { policy: POLICY },
  })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  held = []
})

const call = (tool: string, grant: GrantHere = 'test', slug = 'up'): Promise<Answer> =>
  ask(gateway.at(slug, grant), modernCall(tool))

const decisionOf = ({ result }: Answer) => result?._meta?.['portcullis/decision']

/** The server answers the call that it has had for longest. */
function answerNext(): string | undefined {
  const next = held.shift()
  if (next === undefined) return undefined
  answerJson(next.answer, next.received.message.id, TOOL_RESULT)
  return next.received.message.params?.name
}

/** Waits until so many calls are at the server. */
const atServer = (count: number): Promise<void> => until(() => held.length === count)

describe('a server with bounds', () => {
  it('[pace.bounded] has no more calls at once than it may have, and gets all of them', async () => {
    let most = 0
    let now = 0
    upstream.script('quick', ({ message: { id } }, answer) => {
      most = Math.max(most, ++now)
      // Long enough for others to come meanwhile.
      setTimeout(() => {
        now--
        answerJson(answer, id, TOOL_RESULT)
      }, 3)
    })
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => call('quick', i % 2 ? 'test' : 'other')))
    expect(answers.filter((answer) => codeOf(answer) !== undefined)).toEqual([])
    expect([most, upstream.calls('quick')]).toEqual([2, 40])
  })

  it('[pace.fair] gives places to grants in turn, whoever asked first', async () => {
    const first = [call('hold'), call('hold')]
    await atServer(2)
    const before = upstream.received.length
    const mine: Promise<Answer>[] = []
    for (const grant of ['test', 'test', 'test', 'other', 'other'] as const) {
      const id = `${grant}${mine.length}`
      mine.push(ask(gateway.at('up', grant), modernCall('later', { who: id })))
      await until(async () => (await queued()) === mine.length)
    }
    for (let left = 7; left > 0; left--) {
      await atServer(Math.min(2, left))
      answerNext()
    }
    expect((await Promise.all([...first, ...mine])).map(codeOf)).toEqual(Array.from({ length: 7 }))
    const order = upstream.received.slice(before).map(({ message }) => message.params?.arguments?.['who'])
    expect(order).toEqual(['test0', 'other3', 'test1', 'other4', 'test2'])
  })

  it('[pace.queue] lets others wait for so long, and so many of them; what waited in vain has taken nothing', async () => {
    const first = call('hold', 'test', 'short')
    await atServer(1)
    const waiting = [call('limited', 'test', 'short'), call('limited', 'other', 'short')]
    await until(async () => (await queued('short')) === 2)
    expect(decisionOf(await call('full', 'test', 'short'))).toMatchObject({ code: 'upstream_busy', retryAfter: 1 })
    for (const answer of await Promise.all(waiting))
      expect(decisionOf(answer)).toMatchObject({ code: 'upstream_busy', retryAfter: 1 })
    expect([upstream.calls('limited'), upstream.calls('full')]).toEqual([0, 0])
    answerNext()
    expect(codeOf(await first)).toBeUndefined()
    // Its only claim of the day is still there.
    const later = call('limited', 'test', 'short')
    await atServer(1)
    answerNext()
    expect([codeOf(await later), codeOf(await call('limited', 'test', 'short'))]).toEqual([undefined, 'limit_exceeded'])
  })

  it('[pace.stale] decides again what had to wait', async () => {
    const first = [call('hold'), call('hold')]
    await atServer(2)
    const waiting = call('later')
    await until(async () => (await queued()) === 1)
    const calls = upstream.calls('later')
    await gateway.change(({ policies }) => {
      policies['policy'] = { ...POLICY, tools: { ...POLICY.tools, later: { action: 'deny' } } }
    })
    answerNext()
    expect(codeOf(await waiting)).toBe('policy_denied')
    answerNext()
    expect((await Promise.all(first)).map(codeOf)).toEqual([undefined, undefined])
    expect(upstream.calls('later')).toBe(calls)
    await gateway.change(({ policies }) => {
      policies['policy'] = POLICY
    })
  })

  it('[stream.cancel] makes no call of a client that went away while it waited', async () => {
    const first = [call('hold'), call('hold')]
    await atServer(2)
    const leaving = new AbortController()
    const { url, headers } = gateway.at('up')
    const posting = modernCall('later')
    const gone = fetch(url, {
      ...{ method: 'POST', body: posting.body, signal: leaving.signal },
      headers: { ...posting.headers, ...headers },
    })
    await until(async () => (await queued()) === 1)
    const calls = upstream.calls('later')
    leaving.abort()
    await expect(gone).rejects.toThrow()
    await until(async () => (await queued()) === 0)
    for (let i = 0; i < 2; i++) answerNext()
    await Promise.all(first)
    expect(upstream.calls('later')).toBe(calls)
  })

  it('[pace.bounded] counts what reads, and lets through what is no work', async () => {
    const first = [call('hold'), call('hold')]
    await atServer(2)
    for (const method of ['resources/read', 'skills/run'])
      upstream.script(method, (received, answer) => void held.push({ received, answer }))
    const waiting = [ask(gateway.at('up'), modernRequest(7, 'resources/read', { uri: 'file:///a' }))]
    waiting.push(ask(gateway.at('up'), modernRequest(9, 'skills/run')))
    await until(async () => (await queued()) === 2)
    expect((await ask(gateway.at('up'), modernRequest(8, 'server/discover'))).status).toBe(200)
    expect((await ask(gateway.at('up'), modernRequest(8, 'skills/stop'))).error?.code).toBe(-32601)
    for (let left = 4; left > 0; left--) {
      await atServer(Math.min(2, left))
      answerNext()
    }
    await Promise.all(first)
    for (const { result } of await Promise.all(waiting)) expect(result).toBeDefined()
  })

  it('[pace.bounded] a call that people are asked about takes no place while it is held', async () => {
    const asked = [call('pay'), call('pay', 'other')]
    await until(() => approvals.pending().length === 2)
    // Both places are free.
    const first = [call('hold'), call('hold')]
    await atServer(2)
    for (const { id } of approvals.pending()) approvals.approve(id, 'ana')
    await until(async () => (await queued()) === 2)
    expect(upstream.calls('pay')).toBe(0)
    for (let i = 0; i < 2; i++) answerNext()
    expect((await Promise.all([...first, ...asked])).map(codeOf)).toEqual([undefined, undefined, undefined, undefined])
    expect(upstream.calls('pay')).toBe(2)
  })

  it.each(['modern', 'legacy'] as const)(
    '[faults.whole] gives up an answer that goes on for too long: %s',
    async (era) => {
      let closed = false
      upstream.script('endless', (_, answer) => {
        const timer = setInterval(
          () =>
            answer.write(
              eventOf({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 1 } }),
            ),
          20,
        )
        beginEvents(answer).once('close', () => {
          clearInterval(timer)
          closed = true
        })
      })
      const posting = (era === 'modern' ? modernCall : legacyCall)('endless')
      const answer = await ask(gateway.at('whole'), posting)
      expect(codeOf(answer)).toBe('upstream_timeout')
      await until(() => closed)
      await until(async () =>
        (await gateway.log()).some(({ type, outcome }) => type === 'outcome' && outcome === 'timeout'),
      )
      expect(gateway.standings().find(({ slug }) => slug === 'whole')).toMatchObject({ inFlight: 0, unanswered: 0 })
    },
  )
})

/** How many wait for a server. */
async function queued(slug = 'up'): Promise<number | undefined> {
  await new Promise(setImmediate)
  return gateway.standings().find((server) => server.slug === slug)?.queued
}
