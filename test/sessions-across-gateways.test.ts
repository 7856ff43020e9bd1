/** A legacy session goes on through whichever gateway its client's messages come to. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createForwardProofs } from '../packages/server/src/gateway/session/forward-proof.ts'
import { admit } from '../packages/server/src/gateway/transport/admit.ts'
import { proxyTrust } from '../packages/server/src/gateway/transport/client-address.ts'
import { createFailedTokens } from '../packages/server/src/gateway/transport/failed-tokens.ts'
import { readHead } from '../packages/server/src/gateway/transport/http-head.ts'
import { type Fixture, startFixture } from './fixture/fixture.ts'
import { startPatient } from './fixture/patient.ts'
import { ANSWERS, connect } from './lively-client.ts'
import { ask, modernCall, modernRequest } from './messages.ts'
import { callOf, eventsOf, follow, open, post, textOf } from './raw-session.ts'
import { answerJson, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'
import { type House, LITTLE_PROGRAM, type OneGateway, prepareHouse, startRoundRobin } from './two-gateways.ts'
import { until } from './until.ts'

const PLAIN_RULES = {
  allowedOrigins: new Set<string>(),
  tls: undefined,
  maxBodyBytes: 1000,
  failedTokensPerMinute: 10,
}

let fixture: Fixture
let modern: Fixture
let patient: Awaited<ReturnType<typeof startPatient>>
let upstream: ScriptedUpstream
let house: House
let a: OneGateway
let b: OneGateway

beforeAll(async () => {
  ;[fixture, modern, patient] = await Promise.all([startFixture(), startFixture({ eras: 'modern' }), startPatient()])
  upstream = await startUpstream({ tools: ['build'] })
  upstream.script('build', ({ message: { id } }, answer) =>
    answerJson(answer, id, { resultType: 'task', taskId: 't1', status: 'working' }),
  )
  house = await prepareHouse({
    servers: {
      fixture: { url: fixture.url },
      modern: { url: modern.url },
      patient: { url: patient.url },
      program: LITTLE_PROGRAM,
      tasks: { url: upstream.url },
    },
  })
  a = await house.open('a')
  b = await house.open('b')
})
afterAll(async () => {
  await house.close()
  await Promise.all([fixture.close(), modern.close(), patient.close(), upstream.close()])
})

describe('a session that was opened through another gateway', () => {
  it.each(['fixture', 'modern', 'program', undefined])('[across.any] is answered for: %s', async (slug) => {
    const session = await open(a.at(slug))
    const before = await session.ask(a.at(slug), 'tools/list')
    expect(before.status).toBe(200)
    expect((await session.ask(b.at(slug), 'tools/list')).result).toEqual(before.result)
  })

  it('[across.any] has an id in which nothing can be read', async () => {
    const { id } = await open(a.at('fixture'))
    expect(id).toMatch(/^[\x21-\x7e]{1,1024}$/)
    expect(Buffer.from(id.replace(/^ps1\./, ''), 'base64url').toString('latin1')).not.toMatch(/fixture|test/)
  })

  it('[across.streams] is asked through one what it answers through the other', async () => {
    const session = await open(a.at('fixture'), { elicitation: {} })
    const params = callOf('test_elicitation', { message: 'Who?' })
    const calling = follow(await session.send(b.at('fixture'), { id: 7, method: 'tools/call', params }))
    await until(() => calling.text.includes('elicitation/create'))
    const [question] = eventsOf(calling.text)
    const reply = { id: question?.id, result: ANSWERS.form }
    expect((await session.send(a.at('fixture'), reply)).status).toBe(202)
    await until(() => calling.ended)
    expect(eventsOf(calling.text).at(-1)).toMatchObject({ id: 7, result: { content: [{ type: 'text' }] } })
  })

  it('[across.streams] is cancelled through either', async () => {
    const session = await open(a.at('patient'))
    const state = async (): Promise<{ waiting: string[]; cancelled: string[] }> =>
      JSON.parse(textOf(await session.ask(b.at('patient'), 'tools/call', callOf('state'))) ?? '')
    const params = callOf('wait', { name: 'across' })
    const waiting = session.send(a.at('patient'), { id: 8, method: 'tools/call', params })
    await until(async () => (await state()).waiting.includes('across'))
    const cancelled = { method: 'notifications/cancelled', params: { requestId: 8 } }
    expect((await session.send(b.at('patient'), cancelled)).status).toBe(202)
    await until(async () => (await state()).cancelled.includes('across'))
    follow(await waiting)
  })

  it('[across.streams] hears through one what its server says by itself', async () => {
    const session = await open(a.at('fixture'))
    const stream = await session.other(b.at('fixture'), 'GET')
    expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    const heard = follow(stream)
    await session.ask(a.at('fixture'), 'tools/call', callOf('test_trigger_prompt_change'))
    await until(() => heard.text.includes('notifications/prompts/list_changed'))
    expect((await session.other(b.at('fixture'), 'DELETE')).status).toBe(200)
    await until(() => heard.ended)
  })

  it('[across.streams] takes a stream up again where it did not begin', async () => {
    const session = await open(a.at('fixture'))
    const params = callOf('test_reconnection')
    const begun = await (await session.send(a.at('fixture'), { id: 9, method: 'tools/call', params })).text()
    const [, last = ''] = /id: (\S+)/.exec(begun) ?? []
    const resumed = follow(await session.other(b.at('fixture'), 'GET', { 'last-event-id': last }))
    await until(() => resumed.text.includes('"id":9'))
    expect(eventsOf(resumed.text).map(textOf)).toContain('Answered after the stream was closed.')
  })

  it('[across.streams] hears at the other end when a client goes', async () => {
    const session = await open(a.at('patient'))
    const going = new AbortController()
    const wait = { id: 3, method: 'tools/call', params: callOf('wait', { name: 'gone' }) }
    const waiting = session.send(b.at('patient'), wait, going.signal)
    const isFree = async (): Promise<boolean> => {
      const asked = await session.send(a.at('patient'), { id: 3, method: 'ping' })
      await asked.text()
      return asked.status === 200
    }
    const state = async (): Promise<string> =>
      textOf(await session.ask(a.at('patient'), 'tools/call', callOf('state'))) ?? ''
    await until(async () => (await state()).includes('gone'))
    expect(await isFree()).toBe(false)
    going.abort()
    await expect(waiting.then((response) => response.text())).rejects.toThrow()
    // The same id may be used again once nobody waits for its answer.
    await until(isFree)
  })

  it.each(['fixture', 'program'])('[across.ended] ends through either, for both: %s', async (slug) => {
    const session = await open(a.at(slug))
    expect((await session.other(b.at(slug), 'DELETE')).status).toBe(200)
    const asked = await Promise.all([a, b].map((gateway) => session.ask(gateway.at(slug), 'tools/list')))
    expect(asked.map(({ status }) => status)).toEqual([404, 404])
  })

  it('[across.any] of the transport of 2024-11-05 is posted to through either', async () => {
    const at = a.at('fixture')
    const stream = follow(
      await fetch(at.url.replace('/mcp/', '/sse/'), { headers: { ...at.headers, accept: 'text/event-stream' } }),
    )
    await until(() => stream.text.includes('event: endpoint'))
    const [, path = ''] = /data: (\S+)/.exec(stream.text) ?? []
    const params = { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'raw', version: '1' } }
    const to = { url: `${b.origin}${path}`, headers: b.at('fixture').headers }
    expect((await post(to, '', { id: 1, method: 'initialize', params })).status).toBe(202)
    await until(() => stream.text.includes('serverInfo'))
    const theirs = { ...to, headers: b.at('fixture', 'other').headers }
    expect((await post(theirs, '', { id: 2, method: 'ping' })).status).toBe(404)
  })

  it('[across.any] [across.streams] serves a client of the SDK whose requests go to each in turn', async () => {
    const front = await startRoundRobin(() => [a.origin, b.origin])
    const { headers } = a.at('fixture')
    const client = await connect('sdk1', { url: `${front.origin}/mcp/fixture`, headers })
    expect(await client.tools()).toContain('test_elicitation')
    for (let i = 0; i < 3; i += 1) expect((await client.call('test_simple_text')).text).toBe('A simple text.')
    expect((await client.call('test_elicitation', { message: 'Who?' })).failed).toBe(false)
    expect((await client.call('test_reconnection')).text).toBe('Answered after the stream was closed.')
    expect(client.heard.asked).toEqual(['elicitation/create'])
    expect(Math.min(...front.given)).toBeGreaterThan(3)
    await client.endSession()
    await client.close()
    await front.close()
  })
})

describe('a call that its server answers with a question', () => {
  it.each(['fixture', 'modern', undefined])(
    '[across.streams] is gone on with wherever the answer comes to, and made once: %s',
    async (slug) => {
      const front = await startRoundRobin(() => [a.origin, b.origin])
      const { headers, url } = a.at(slug)
      const client = await connect('modern', { url: url.replace(a.origin, front.origin), headers })
      const name = `${slug === undefined ? 'modern__' : ''}test_input_required_result_elicitation`
      const texts = []
      for (let i = 0; i < 3; i += 1) texts.push((await client.call(name)).text)
      expect(new Set(texts).size).toBe(1)
      expect(client.heard.asked).toEqual(Array.from({ length: 3 }, () => 'elicitation/create'))
      await client.close()
      await front.close()
    },
  )
})

describe('a task of the modern era', () => {
  it('[across.tasks] is known to the gateway at which it was begun; the others say that they are not it', async () => {
    const began = await ask(a.at('tasks'), modernCall('build'))
    expect(began.result).toMatchObject({ taskId: 't1' })
    const get = modernRequest(2, 'tasks/get', { taskId: 't1' })
    const asking = { ...get, headers: { ...get.headers, 'mcp-name': 't1' } }
    const elsewhere = await ask(b.at('tasks'), asking)
    expect(elsewhere.error).toMatchObject({ code: -32602, message: expect.stringContaining('Of several gateways') })
    expect(upstream.received.filter(({ message }) => message.method === 'tasks/get')).toEqual([])
    expect((await ask(a.at('tasks'), asking)).result).toBeDefined()
  })
})

describe('a session of somebody else', () => {
  it('[across.owner] is not found at any gateway, and nothing is forwarded', async () => {
    const session = await open(a.at('fixture'))
    for (const gateway of [a, b]) {
      expect((await session.ask(gateway.at('fixture', 'other'), 'tools/list')).status).toBe(404)
      expect((await session.ask(gateway.at('patient'), 'tools/list')).status).toBe(404)
      expect((await session.ask(gateway.at(), 'tools/list')).status).toBe(404)
    }
  })

  it.each(['', 'x', 'ps1.', 'ps1.AAAA', `ps1.${'A'.repeat(400)}`])(
    '[across.owner] cannot be invented: %j',
    async (made) => {
      const { id } = await open(a.at('fixture'))
      const changed = `${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`
      const asked = await post(b.at('fixture'), made === '' ? changed : made, { id: 1, method: 'tools/list' })
      expect(asked.status).toBe(404)
    },
  )
})

describe('a request that says it was forwarded', () => {
  const forged = async (proof: string, to = a): Promise<number> => {
    const at = to.at('fixture')
    const headers = { ...at.headers, 'portcullis-forwarded': proof }
    return (await post({ ...at, headers }, '', { id: 1, method: 'ping' })).status
  }

  it('[across.proved] is refused where nobody proves it', async () => {
    const about = { method: 'POST', url: '/mcp/fixture', host: undefined, origin: undefined }
    const mine = createForwardProofs(Buffer.alloc(32), 'a', () => Date.now())
    const made = mine.make('a', { ...about, authorization: undefined, sessionId: undefined }, '10.0.0.1')
    expect(await Promise.all([made, '', 'x', `a 0 - ${'A'.repeat(43)}`].map((proof) => forged(proof)))).toEqual([
      400, 400, 400, 400,
    ])
    expect(await forged(made.replace(/^a /, 'elsewhere '))).toBe(421)
  })

  it('[across.proved] is answered where it came to, and goes round in no circle', async () => {
    const session = await open(a.at('fixture'))
    const { ids } = a.composition.env.others
    const facts = ids.open(session.id)
    // A gateway that ended, and another one that has its address by now.
    house.pretend({ name: 'ended', origin: b.origin })
    const id = ids.seal({ ...facts!, home: 'ended' })
    for (const gateway of [a, b]) {
      const asked = await post(gateway.at('fixture'), id, { id: 1, method: 'ping' })
      expect(asked.status).toBe(200)
      await asked.text()
    }
    house.forget('ended')
  })

  it('[across.proved] comes from where its client is, by the word of a gateway only', async () => {
    const { env } = a.composition
    const failedTokens = createFailedTokens()
    const allowedHosts = new Set(['gate.example'])
    const rules = { ...PLAIN_RULES, allowedHosts, failedTokens, proxies: proxyTrust(['127.0.0.1']) }
    const { authorization = '' } = a.at().headers
    const admitted = (more: readonly string[], host: string) => {
      const raw = ['host', host, 'authorization', authorization, 'content-type', 'application/json', ...more]
      const memo = { header: '', digest: undefined }
      return admit(env, rules, { method: 'POST', url: '/mcp/fixture', head: readHead(raw), peer: '127.0.0.1', memo })
    }
    const about = { method: 'POST', url: '/mcp/fixture', origin: undefined, authorization, sessionId: undefined }
    const proof = env.others.proofs.make('a', { ...about, host: 'b.internal' }, '10.1.2.3')
    const said = ['portcullis-forwarded', proof, 'x-forwarded-for', '10.9.9.9']
    expect(admitted(said, 'b.internal')).toMatchObject({ address: '10.1.2.3', forwarded: true })
    expect(admitted(said, 'gate.example')).toMatchObject({ refused: 'malformed_head' })
    expect(admitted(said.slice(2), 'gate.example')).toMatchObject({ address: '10.9.9.9', forwarded: false })
    expect(admitted(said.slice(2), 'b.internal')).toMatchObject({ refused: 'forbidden_host' })
  })
})
