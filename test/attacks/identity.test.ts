/** Tokens, sessions and credentials in the wrong hands. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configure, newGrant } from '../configuration.ts'
import { ask, type Endpoint, legacyCall, legacyRequest, post } from '../messages.ts'
import { answerJson } from '../scripted-upstream.ts'
import { type Arena, arriving, CREDENTIAL, call, openArena, refusalOf, says, textOf } from './arena.ts'

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

let arena: Arena
/** A grant of somebody else’s: for the server under another policy only. */
let stranger: string

beforeAll(async () => {
  arena = await openArena(
    ['token-passthrough', 'token-mis-redemption', 'session-hijack', 'credential-leak-via-errors'],
    {
      tools: ['call_api', 'get_ticket', 'refund_ticket', 'get_profile', 'update_profile', 'get_order', 'debug_request'],
      sessions: true,
      scripts: {
        get_order: ({ message, headers }, answer) => {
          const text = `GET /orders failed. Request headers: {"Authorization":"${headers.authorization}"}`
          answerJson(answer, message.id, { content: [{ type: 'text', text }], isError: true })
        },
        debug_request: says(() => `key=${Buffer.from(`user:${CREDENTIAL}`).toString('base64')}`),
      },
    },
  )
  const other = newGrant('stranger', { 'session-hijack': 'session-hijack' })
  stranger = other.token
  await configure(arena.gateway, ({ grants }) => void grants.push(other.grant))
})
afterAll(() => arena.close())

async function openSession(to: Endpoint): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  const response = await post(to, legacyRequest(1, 'initialize', params))
  await response.text()
  return response.headers.get('mcp-session-id') ?? ''
}

describe('[token-passthrough]', () => {
  it('a server gets the gateway’s credential, and never the client’s token', async () => {
    const { upstream, direct, at, gateway } = arena
    await call({ ...direct, headers: gateway.headers }, 'call_api')
    expect(upstream.received.at(-1)?.headers.authorization).toBe(`Bearer ${gateway.token}`)
    await call(at('open'), 'call_api')
    expect(upstream.received.at(-1)?.headers.authorization).toBe(`Bearer ${CREDENTIAL}`)
    expect(upstream.received.at(-1)?.rawHeaders.join('\n')).not.toContain(gateway.token)
  })

  it('a token in an argument is refused where the policy says so', async () => {
    const args = { path: '/orders', headers: { Authorization: 'Bearer mine' } }
    const use = (policy: 'open' | 'token-passthrough') => () => call(arena.at(policy), 'call_api', args)
    expect(await arriving(arena.upstream, ['call_api'], use('open'))).toBe(1)
    expect(await arriving(arena.upstream, ['call_api'], use('token-passthrough'))).toBe(0)
  })
})

describe('[token-mis-redemption]', () => {
  it('a token for another service, or for another server, is good for nothing', async () => {
    const { upstream, direct, at } = arena
    const use = (to: Endpoint, token: string) => ask({ ...to, headers: bearer(token) }, legacyCall('get_ticket'))
    expect((await use(direct, stranger)).status).toBe(200)
    const before = upstream.received.length
    expect((await use(at('token-mis-redemption'), CREDENTIAL)).status).toBe(401)
    expect((await use(at('token-mis-redemption'), stranger)).status).toBe(404)
    expect(upstream.received.length).toBe(before)
  })

  it('a grant with the wrong policy is refused by its label', async () => {
    const use = (policy: 'open' | 'token-mis-redemption') => () => call(arena.at(policy), 'get_ticket')
    expect(await arriving(arena.upstream, ['get_ticket'], use('open'))).toBe(1)
    expect(refusalOf(await use('token-mis-redemption')())).toBe('policy_denied')
  })
})

describe('[session-hijack]', () => {
  it('a session id serves whoever has it at the server, and only its grant at the gateway', async () => {
    const { upstream, direct, at } = arena
    const use = (to: Endpoint, id: string, token: string) =>
      ask({ ...to, headers: { ...bearer(token), 'mcp-session-id': id } }, legacyCall('get_profile'))
    expect((await use(direct, await openSession(direct), stranger)).status).toBe(200)

    const victim = at('session-hijack')
    const session = await openSession(victim)
    expect((await use(victim, session, arena.gateway.token)).status).toBe(200)
    const before = upstream.received.length
    expect((await use(victim, session, stranger)).status).toBe(404)
    for (const method of ['GET', 'DELETE']) {
      const headers = { ...bearer(stranger), accept: 'text/event-stream', 'mcp-session-id': session }
      expect((await fetch(victim.url, { method, headers })).status).toBe(404)
    }
    expect(upstream.received.length).toBe(before)
    expect((await use(victim, session, arena.gateway.token)).status).toBe(200)
  })
})

describe('[credential-leak-via-errors]', () => {
  it.each(['get_order', 'debug_request'])('what %s tells of the credential is withheld', async (tool) => {
    const told = textOf(await call({ ...arena.direct, headers: bearer(CREDENTIAL) }, tool))
    expect(told).toMatch(/sk-arena|key=[A-Za-z0-9+/]{40}/)
    const answer = await call(arena.at('open'), tool)
    expect(refusalOf(answer)).toBe('result_withheld')
    expect(JSON.stringify(answer)).not.toContain(told.slice(-40))
  })

  it('a tool that prints its insides is not there with the policy', async () => {
    const use = (policy: 'open' | 'credential-leak-via-errors') => () => call(arena.at(policy), 'debug_request')
    expect(await arriving(arena.upstream, ['debug_request'], use('open'))).toBe(1)
    expect(await arriving(arena.upstream, ['debug_request'], use('credential-leak-via-errors'))).toBe(0)
  })
})
