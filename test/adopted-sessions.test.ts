/** What becomes of legacy sessions whose gateway is gone. */
import type { ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../packages/server/src/ports/clock.ts'
import { type Fixture, startFixture } from './fixture/fixture.ts'
import { ANSWERS } from './lively-client.ts'
import { callOf, eventsOf, follow, open, textOf } from './raw-session.ts'
import { startUpstream } from './scripted-upstream.ts'
import { type House, type HouseWish, LITTLE_PROGRAM, prepareHouse } from './two-gateways.ts'
import { until } from './until.ts'

let fixture: Fixture
let modern: Fixture
const houses: House[] = []

beforeAll(async () => {
  ;[fixture, modern] = await Promise.all([startFixture(), startFixture({ eras: 'modern' })])
})
afterEach(async () => {
  await Promise.all(houses.splice(0).map((house) => house.close()))
})
afterAll(() => Promise.all([fixture.close(), modern.close()]))

async function openHouse(wish: Partial<HouseWish> = {}): Promise<House> {
  const house = await prepareHouse({ servers: { fixture: { url: fixture.url } }, ...wish })
  houses.push(house)
  return house
}

describe('a session whose gateway is gone', () => {
  it('[across.adopted] goes on at another, at once, where its server keeps it', async () => {
    const house = await openHouse()
    const [a, b] = [await house.open('a'), await house.open('b')]
    const session = await open(a.at('fixture'))
    await a.close()
    // The others believe that it runs: nobody answers at its address.
    const called = await session.ask(b.at('fixture'), 'tools/call', callOf('test_simple_text'))
    expect([called.status, textOf(called)]).toEqual([200, 'A simple text.'])
    house.forget('a')
    const stream = await session.other(b.at('fixture'), 'GET')
    expect(stream.status).toBe(200)
    const heard = follow(stream)
    await session.ask(b.at('fixture'), 'tools/call', callOf('test_trigger_prompt_change'))
    await until(() => heard.text.includes('prompts/list_changed'))
    expect((await session.other(b.at('fixture'), 'DELETE')).status).toBe(200)
    await until(() => heard.ended)
    expect((await session.ask(b.at('fixture'), 'tools/list')).status).toBe(404)
  })

  it('[across.adopted] has ended where it lived with its gateway', async () => {
    const house = await openHouse({ servers: { program: LITTLE_PROGRAM, modern: { url: modern.url } } })
    const [a, b] = [await house.open('a'), await house.open('b')]
    const slugs = ['program', 'modern', undefined]
    const sessions = await Promise.all(slugs.map((slug) => open(a.at(slug))))
    await a.close()
    const asked = await Promise.all(sessions.map((session, i) => session.ask(b.at(slugs[i]), 'tools/list')))
    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404])
  })

  it('[across.adopted] [across.streams] has one heir, whoever is asked', async () => {
    const house = await openHouse()
    const a = await house.open('a')
    const others = [await house.open('b'), await house.open('c'), await house.open('d')]
    const session = await open(a.at('fixture'), { elicitation: {} })
    house.forget('a')
    await a.close()
    const params = callOf('test_elicitation', { message: 'Who?' })
    for (const [i, asking] of others.entries()) {
      const calling = follow(await session.send(asking.at('fixture'), { id: i, method: 'tools/call', params }))
      await until(() => calling.text.includes('elicitation/create'))
      const reply = { id: eventsOf(calling.text)[0]?.id, result: ANSWERS.form }
      const answering = others[(i + 1) % others.length]
      expect((await session.send(answering!.at('fixture'), reply)).status).toBe(202)
      await until(() => calling.ended)
      expect(eventsOf(calling.text).at(-1)).toMatchObject({ id: i, result: {} })
    }
    // The heir may go as well.
    const [first, ...rest] = others
    house.forget('b')
    await first!.close()
    for (const { at } of rest) expect((await session.ask(at('fixture'), 'tools/list')).status).toBe(200)
  })

  it('[across.adopted] takes a place of its grant, and is found by that grant alone', async () => {
    const house = await openHouse({ settings: { limits: { max_sessions_per_grant: 1 } } })
    const [a, b] = [await house.open('a'), await house.open('b')]
    const session = await open(a.at('fixture'))
    await a.close()
    expect((await session.ask(b.at('fixture', 'other'), 'tools/list')).status).toBe(404)
    const next = await open(b.at('fixture'))
    expect((await session.ask(b.at('fixture'), 'tools/list')).status).toBe(503)
    await next.other(b.at('fixture'), 'DELETE')
    expect((await session.ask(b.at('fixture'), 'tools/list')).status).toBe(200)
  })

  it('[across.counted] counts on its place, wherever it goes on', async () => {
    const once = { limits: [{ counter: 'once', window: 'month', max: 1, scope: 'session' }] }
    const house = await openHouse({
      policy: { version: '1', default: 'allow', tools: { test_simple_text: once } },
    })
    const [a, b] = [await house.open('a'), await house.open('b')]
    // Four places, and two more sessions that share two of them.
    const sessions = []
    for (let i = 0; i < 6; i += 1) sessions.push(await open(a.at('fixture')))
    await a.close()
    const admitted = []
    for (const session of sessions) {
      const { result } = await session.ask(b.at('fixture'), 'tools/call', callOf('test_simple_text'))
      admitted.push(result?.isError !== true)
    }
    expect(admitted).toEqual([true, true, true, true, false, false])
  })

  it('[across.adopted] is not found where its server has forgotten it, whatever its client asks', async () => {
    const asks = [
      ['tools/call', callOf('test_simple_text')],
      ['tools/list', {}],
      ['ping', {}],
    ] as const
    const house = await openHouse()
    const [a, b] = [await house.open('a'), await house.open('b')]
    const sessions = await Promise.all(asks.map(() => open(a.at('fixture'))))
    await a.close()
    for (const [i, [method, params]] of asks.entries()) {
      const session = sessions[i]!
      const { upstreamId = '' } = b.composition.env.others.ids.open(session.id) ?? {}
      await fetch(fixture.url, { method: 'DELETE', headers: { 'mcp-session-id': upstreamId } })
      for (let n = 0; n < 2; n += 1) expect((await session.ask(b.at('fixture'), method, params)).status).toBe(404)
    }
  })

  it('[across.adopted] says of an answer that came too late that it cannot be judged', async () => {
    const house = await openHouse()
    const [a, b] = [await house.open('a'), await house.open('b')]
    const session = await open(a.at('fixture'))
    const params = callOf('test_reconnection')
    const begun = await (await session.send(a.at('fixture'), { id: 9, method: 'tools/call', params })).text()
    const [, last = ''] = /id: (\S+)/.exec(begun) ?? []
    await a.close()
    const resumed = follow(await session.other(b.at('fixture'), 'GET', { 'last-event-id': last }))
    await until(() => resumed.text.includes('"id":9'))
    expect(eventsOf(resumed.text)).toEqual([
      expect.objectContaining({ id: 9, error: expect.objectContaining({ code: -32603 }) }),
    ])
    expect(resumed.text).not.toContain('Answered after')
  })
})

describe('a gateway that has a session and does not answer', () => {
  const servers: Server[] = []
  afterEach(() => servers.splice(0).forEach((server) => void server.close()))

  /** Something else at the address of a gateway. */
  async function impostor(take: (bytes: Buffer) => 'break' | 'hold'): Promise<{ origin: string; taken: string[] }> {
    const taken: string[] = []
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (bytes) => {
        taken.push(bytes.toString('latin1'))
        if (take(bytes) === 'break') socket.destroy()
      })
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return { origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, taken }
  }

  it('[across.adopted] is asked once: what may have happened is not repeated elsewhere', async () => {
    const house = await openHouse()
    const [a, b] = [await house.open('a'), await house.open('b')]
    const session = await open(a.at('fixture'))
    const { origin, taken } = await impostor(() => 'break')
    house.pretend({ name: 'a', origin })
    const asked = await session.ask(b.at('fixture'), 'tools/call', callOf('test_simple_text'))
    expect([asked.status, asked.error?.code]).toEqual([502, -32603])
    expect(taken).toHaveLength(1)
    expect(taken[0]).not.toMatch(/x-forwarded-for|cookie/i)
  })

  it('[across.adopted] is waited for as long as it runs, or may still be ending, and no longer', async () => {
    const passed = { value: 0 }
    const clock = { now: systemClock.now, monotonic: () => systemClock.monotonic() + passed.value }
    const house = await openHouse({ clock })
    const [a, b] = [await house.open('a'), await house.open('b')]
    const session = await open(a.at('fixture'))
    const { origin, taken } = await impostor(() => 'hold')
    house.pretend({ name: 'a', origin })
    const asking = session.ask(b.at('fixture'), 'tools/call', callOf('test_simple_text'))
    await until(() => taken.length > 0)
    house.forget('a')
    const looking = setInterval(() => {
      passed.value += 5_000
    }, 100)
    expect((await asking).status).toBe(502)
    clearInterval(looking)
    expect((await session.ask(b.at('fixture'), 'tools/list')).status).toBe(200)
  })

  it('[across.adopted] runs, whatever status its server answers with: nothing is asked twice', async () => {
    const upstream = await startUpstream({ sessions: true, tools: ['odd'] })
    const odd = (answer: ServerResponse, text = ''): void =>
      void answer.writeHead(421, { 'content-type': 'application/json' }).end(text)
    upstream.script('odd', ({ message: { id } }, answer) =>
      odd(answer, JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32000, message: 'Odd.' } })),
    )
    upstream.script('GET', (_, answer) => odd(answer))
    upstream.script('DELETE', (_, answer) => odd(answer))
    const house = await openHouse({ servers: { odd: { url: upstream.url } } })
    const [a, b] = [await house.open('a'), await house.open('b')]
    const session = await open(a.at('odd'))
    const called = await session.ask(b.at('odd'), 'tools/call', callOf('odd'))
    expect([called.error?.message, upstream.calls('odd')]).toEqual(['Odd.', 1])
    for (const method of ['GET', 'DELETE'] as const) {
      await (await session.other(b.at('odd'), method)).text()
      expect(upstream.received.filter((got) => got.method === method)).toHaveLength(1)
    }
    expect(b.composition.env.others.homes.find('a')).toBeDefined()
    await upstream.close()
  })
})
