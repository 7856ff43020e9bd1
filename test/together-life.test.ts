/** The endpoint of all servers over time: subscriptions, changes of the configuration, the kill switch. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { feedKill, part } from '../packages/server/src/store/feed/sample.contract.ts'
import { startFed } from './fed-gateway.ts'
import { eventsOf, messageOf, modernCall, modernRequest, post } from './messages.ts'
import { beginEvents, eventOf, startUpstream } from './scripted-upstream.ts'
import { type Message, openTogether, type TogetherHouse } from './together-house.ts'
import { until } from './until.ts'

const POLICY = { version: '1', default: 'allow' }

let house: TogetherHouse
beforeAll(async () => {
  house = await openTogether({ shop: ['echo'], desk: ['echo'] }, POLICY)
})
afterAll(() => house?.close())

describe('a subscription', () => {
  /** What a stream says, once so many messages have come. */
  async function read(response: Response, count: number): Promise<readonly Message[]> {
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (eventsOf(text).length < count) {
      const piece = await reader?.read()
      if (piece?.value === undefined) break
      text += piece.value
    }
    await reader?.cancel()
    return eventsOf(text) as readonly Message[]
  }

  const own = { _meta: { 'io.modelcontextprotocol/subscriptionId': 'sub' } }
  const acknowledgement = { method: 'notifications/subscriptions/acknowledged' }
  const changed = { method: 'notifications/tools/list_changed', params: own }

  it('[together.changes] is one for all servers, goes on when one of them breaks off, and follows the configuration', async () => {
    const params = { notifications: { toolsListChanged: true }, ...own }
    const ack = eventOf({ jsonrpc: '2.0', ...acknowledgement, params })
    let opened = 0
    house.shop.script('subscriptions/listen', (_, answer) => void beginEvents(answer).write(ack))
    house.desk.script('subscriptions/listen', (_, answer) => {
      opened += 1
      beginEvents(answer).write(ack)
      if (opened === 1) answer.end(eventOf({ jsonrpc: '2.0', ...changed }))
    })
    const wish = { notifications: { toolsListChanged: true, promptsListChanged: true } }
    const response = await post(house.gateway.at(), modernRequest('sub', 'subscriptions/listen', wish))
    const said = read(response, 5)
    await until(() => opened === 2)
    await house.gateway.change(({ grants }) => {
      for (const grant of grants as { servers: Record<string, string> }[]) delete grant.servers['dead']
    })
    expect(await said).toMatchObject([
      { ...acknowledgement, params: { ...wish, ...own } },
      // What the server said, what it may have said meanwhile, and what the configuration changed.
      ...[changed, changed, changed, { method: 'notifications/prompts/list_changed' }],
    ])
  })
})

describe('who may come in', () => {
  it('nobody without a token, and nobody whose grant is gone, from the next request on', async () => {
    expect((await post({ url: house.gateway.at().url, headers: {} }, modernRequest(1, 'tools/list'))).status).toBe(401)
    await house.gateway.change(({ grants }) => void grants.pop())
    expect((await post(house.gateway.at(undefined, 'other'), modernRequest(1, 'tools/list'))).status).toBe(401)
  })

  it('a policy that changes holds for the next call', async () => {
    await house.gateway.change(({ policies }) => {
      policies['policy'] = { ...POLICY, tools: { echo: { action: 'deny' } } }
    })
    expect((await house.call('desk__echo')).result).toMatchObject({ isError: true })
  })
})

it('[together.stopped] what is stopped is stopped here as well, and what is not accepted is not offered', async () => {
  const upstream = await startUpstream({ tools: ['pay', 'look'] })
  const fed = await startFed({ url: upstream.url, policy: { default: 'allow' } })
  const at = { ...fed.at(), url: fed.at().url.replace(/\/mcp\/.*$/, '/mcp') }
  const slug = fed.at().url.split('/').at(-1)
  const say = async (tool: string) => JSON.stringify(await messageOf(await post(at, modernCall(`${slug}__${tool}`))))
  const listed = async () => JSON.stringify(await messageOf(await post(at, modernRequest(1, 'tools/list'))))
  try {
    expect(await say('pay')).toContain('done')
    fed.feed(part({ kills: [feedKill('kill_1', { kind: 'tool', server: fed.server.id, tool: 'pay' })] }))
    expect(await say('pay')).toContain('stopped')
    expect(await say('look')).toContain('done')
    expect(await listed()).not.toContain('pay')
    fed.feed(part({}, { kills: ['kill_1'] }))
    fed.feed(part({ servers: [{ ...fed.server, pins: { accepted: {}, newTools: 'refuse' } }] }))
    expect(await say('look')).toContain('tool_not_accepted')
    expect(await listed()).not.toContain('look')
    expect(upstream.callCount).toBe(2)
  } finally {
    await fed.close()
    await upstream.close()
  }
})
