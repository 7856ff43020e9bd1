/** The kill switch: what is stopped is refused at once, what is under way is cancelled, and claims stay. */
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { FeedKill } from '../packages/server/src/ports/directory-feed.ts'
import { feedKill, part } from '../packages/server/src/store/feed/sample.contract.ts'
import { type FedGateway, startFed } from './fed-gateway.ts'
import { ask, codeOf, legacyCall, messageOf, modernCall, modernRequest, PLAIN_HEADERS, post } from './messages.ts'
import {
  answerJson,
  beginEvents,
  type ScriptedUpstream,
  startUpstream,
  type UpstreamWish,
} from './scripted-upstream.ts'
import { until } from './until.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

interface Opened {
  readonly gateway: FedGateway
  readonly upstream: ScriptedUpstream
}

const LIMITED = {
  default: 'allow',
  tools: { slow: { limits: [{ counter: 'slow', window: 'day', max: 1, scope: 'grant' }] } },
}

async function open(wish: UpstreamWish = {}, policy: object = { default: 'allow' }): Promise<Opened> {
  const upstream = await startUpstream({ tools: ['pay', 'slow'], ...wish })
  opened.push(upstream)
  const gateway = await startFed({ url: upstream.url, policy })
  opened.push(gateway)
  return { gateway, upstream }
}

const stop = ({ gateway }: Opened, stops: FeedKill['stops']): void =>
  gateway.feed(part({ kills: [feedKill('kill_1', stops)] }))
const lift = ({ gateway }: Opened): void => gateway.feed(part({}, { kills: ['kill_1'] }))
const namesIn = async ({ gateway }: Opened) =>
  (await ask(gateway.at(), modernRequest(1, 'tools/list'))).result?.tools?.map(({ name }) => name)

/** Answers only when it is told to; knows when its client left. */
function hanging() {
  const answers: ServerResponse[] = []
  const state = { left: 0 }
  return {
    state,
    answers,
    script(_got: unknown, answer: ServerResponse) {
      answers.push(answer)
      answer.once('close', () => {
        if (!answer.writableEnded) state.left += 1
      })
    },
  }
}

/** A legacy session with its id. */
async function session({ gateway }: Opened): Promise<Readonly<Record<string, string>>> {
  const initialize = { jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } }
  const response = await post(gateway.at(), { headers: PLAIN_HEADERS, body: JSON.stringify(initialize) })
  await response.text()
  return { 'mcp-session-id': response.headers.get('mcp-session-id') ?? '' }
}

describe('what is stopped', () => {
  it.each<FeedKill['stops']>([
    { kind: 'organisation' },
    { kind: 'server', server: 'srv_shop' },
    { kind: 'grant', grant: 'gr_1' },
  ])('is refused at once, with the reason: $kind', async (stops) => {
    const all = await open()
    const { gateway, upstream } = all
    await ask(gateway.at(), modernCall('pay'))
    stop(all, stops)
    const before = upstream.received.length
    const refused = await ask(gateway.at(), modernCall('pay'))
    expect(codeOf(refused)).toBe('stopped')
    expect(refused.result?.content?.[0]?.text).toContain('[STOPPED] An incident is being looked into.')
    const listed = await ask(gateway.at(), modernRequest(2, 'tools/list'))
    expect(listed.error).toMatchObject({ code: 403, data: { code: 'stopped' } })
    expect(listed.error?.message).toContain('An incident is being looked into.')
    expect((await ask(gateway.at(), legacyCall('pay'))).result?.isError).toBe(true)
    const stream = await fetch(gateway.at().url, {
      headers: { ...gateway.at().headers, accept: 'text/event-stream' },
    })
    expect(stream.status).toBe(403)
    expect(upstream.received).toHaveLength(before)
    lift(all)
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBeUndefined()
    const codes = (await gateway.log()).map(({ code }) => code)
    expect(codes.filter((code) => code === 'stopped')).not.toEqual([])
  })

  it('is a tool alone, which no list shows any more', async () => {
    const all = await open()
    const { gateway, upstream } = all
    expect(await namesIn(all)).toEqual(['pay', 'slow'])
    stop(all, { kind: 'tool', server: 'srv_shop', tool: 'pay' })
    expect(await namesIn(all)).toEqual(['slow'])
    const refused = await ask(gateway.at(), modernCall('pay'))
    expect([codeOf(refused), upstream.calls('pay')]).toEqual(['stopped', 0])
    expect(codeOf(await ask(gateway.at(), modernCall('slow')))).toBeUndefined()
    lift(all)
    expect(await namesIn(all)).toEqual(['pay', 'slow'])
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBeUndefined()
  })

  it('does not tell of tools that are hidden', async () => {
    const all = await open({}, { default: 'allow', hide: ['pay'] })
    const hidden = await ask(all.gateway.at(), modernCall('pay'))
    stop(all, { kind: 'tool', server: 'srv_shop', tool: 'pay' })
    expect(await ask(all.gateway.at(), modernCall('pay'))).toEqual(hidden)
  })
})

describe('what is under way', () => {
  it('is cancelled towards the server, told why, and stays counted', async () => {
    const { state, script } = hanging()
    const all = await open({ scripts: { slow: script } }, LIMITED)
    const { gateway, upstream } = all
    const calling = ask(gateway.at(), modernCall('slow'))
    await until(() => upstream.calls('slow') === 1)
    stop(all, { kind: 'organisation' })
    const answer = await calling
    expect(codeOf(answer)).toBe('stopped')
    expect(answer.result?.content?.[0]?.text).toContain('An incident')
    await until(() => state.left === 1)
    lift(all)
    // It was made: the claim is not given back.
    expect(codeOf(await ask(gateway.at(), modernCall('slow')))).toBe('limit_exceeded')
    const outcomes = (await gateway.log()).filter(({ type }) => type === 'outcome')
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['cancelled'])
  })

  it('is cancelled by a notification in the legacy era, and its session ends', async () => {
    const { script } = hanging()
    const all = await open({ sessions: true, scripts: { slow: script } })
    const { gateway, upstream } = all
    const headers = await session(all)
    const calling = post(gateway.at(), legacyCall('slow', {}, 'id-7'), headers)
    await until(() => upstream.calls('slow') === 1)
    stop(all, { kind: 'grant', grant: 'gr_1' })
    expect(codeOf(await messageOf(await calling))).toBe('stopped')
    const told = () => upstream.received.find(({ message }) => message.method === 'notifications/cancelled')
    await until(() => told() !== undefined)
    expect(JSON.parse(told()?.body.toString() ?? '')).toMatchObject({ params: { requestId: 'id-7' } })
    expect(told()?.headers['mcp-session-id']).toBe('session-1')
    await until(() => upstream.received.some(({ method }) => method === 'DELETE'))
    lift(all)
    expect((await post(gateway.at(), legacyCall('pay'), headers)).status).toBe(404)
  })

  it('is cancelled alone where one tool is stopped', async () => {
    const { script, answers } = hanging()
    const all = await open({ sessions: true, scripts: { slow: script, pay: script } })
    const { gateway, upstream } = all
    const headers = await session(all)
    const slow = post(gateway.at(), legacyCall('slow', {}, 1), headers)
    await until(() => upstream.calls('slow') === 1)
    const pay = post(gateway.at(), legacyCall('pay', {}, 2), headers)
    await until(() => upstream.calls('pay') === 1)
    stop(all, { kind: 'tool', server: 'srv_shop', tool: 'slow' })
    expect(codeOf(await messageOf(await slow))).toBe('stopped')
    const [, second] = answers
    if (second !== undefined) answerJson(second, 2, { content: [] })
    expect(await messageOf(await pay)).toMatchObject({ id: 2, result: { content: [] } })
  })

  it('ends streams that stay open', async () => {
    const all = await open({
      scripts: {
        GET: (_got, answer) => void beginEvents(answer).write(': hello\n\n'),
        'subscriptions/listen': (_got, answer) => void beginEvents(answer).write(': hello\n\n'),
      },
    })
    const { gateway } = all
    const at = gateway.at()
    const stream = await fetch(at.url, { headers: { ...at.headers, accept: 'text/event-stream' } })
    const listening = await post(at, modernRequest(1, 'subscriptions/listen', { notifications: {} }))
    expect([stream.status, listening.status]).toEqual([200, 200])
    stop(all, { kind: 'server', server: 'srv_shop' })
    await stream.text()
    expect(await listening.text()).toContain('An incident')
  })

  it('cancels tasks that calls began', async () => {
    const task = (id: string) => ({ resultType: 'task', taskId: id, status: 'working', ttl: 60_000 })
    const all = await open({
      scripts: {
        slow: ({ message }, answer) => answerJson(answer, message.id, task('task-slow')),
        pay: ({ message }, answer) => answerJson(answer, message.id, task('task-pay')),
      },
    })
    const { gateway, upstream } = all
    await ask(gateway.at(), modernCall('slow'))
    await ask(gateway.at(), modernCall('pay'))
    const cancelled = () =>
      upstream.received
        .filter(({ message }) => message.method === 'tasks/cancel')
        .map(({ body }) => JSON.parse(body.toString()).params.taskId)
    stop(all, { kind: 'tool', server: 'srv_shop', tool: 'slow' })
    await until(() => cancelled().length > 0)
    expect(cancelled()).toEqual(['task-slow'])
    const state = (id: string) => {
      const posting = modernRequest(1, 'tasks/get', { taskId: id })
      return ask(gateway.at(), { ...posting, headers: { ...posting.headers, 'mcp-name': id } })
    }
    expect((await state('task-slow')).error?.code).toBe(-32602)
    stop(all, { kind: 'grant', grant: 'gr_1' })
    await until(() => cancelled().length === 2)
    lift(all)
    expect((await state('task-pay')).error?.code).toBe(-32602)
  })
})
