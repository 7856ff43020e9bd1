/** What is counted and what is written down: calls, each once, whatever they came in; and never a value. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configure, newGrant } from './configuration.ts'
import { type LogLine, readLog } from './decision-log.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import {
  type Answer,
  ask,
  codeOf,
  type Endpoint,
  legacyCall,
  legacyRequest,
  modernCall,
  modernRequest,
  post,
} from './messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream, TOOL_RESULT } from './scripted-upstream.ts'
import { until } from './until.ts'

const twice = (counter: string, scope = 'grant') => ({ limits: [{ counter, window: 'day', max: 2, scope }] })
const TOLD = 'a-value-that-nobody-may-read'
const DEFINED = {
  name: 'told',
  inputSchema: { type: 'object', properties: { secret: { type: 'string' }, other: {} } },
}

let upstream: ScriptedUpstream
let gateway: GatewayProcess
let to: Endpoint

beforeAll(async () => {
  upstream = await startUpstream({ tools: ['asking', 'plain', 'slotted', 'late', DEFINED], sessions: true })
  gateway = await startGateway({
    upstreams: { up: upstream.url },
    policy: {
      version: '1',
      default: 'allow',
      tools: {
        asking: twice('asking'),
        plain: twice('plain'),
        late: twice('late'),
        slotted: twice('slotted', 'session'),
      },
    },
  })
  to = { url: gateway.urlFor('up'), headers: gateway.headers }
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

describe('a limit', () => {
  it('[claims.per-call] counts calls, and nothing else that a client sends', async () => {
    for (let i = 0; i < 5; i += 1) {
      await ask(to, modernRequest(1, 'tools/list'))
      await ask(to, modernRequest(1, 'server/discover'))
      await ask(to, legacyRequest(1, 'ping'))
      await post(to, { headers: modernCall('plain').headers, body: '[]' })
      await ask(to, modernRequest(1, 'tools/call', { name: 'plain', arguments: [] }))
    }
    const codes = []
    for (let i = 0; i < 3; i += 1)
      codes.push(codeOf(await ask(to, i === 1 ? legacyCall('plain') : modernCall('plain'))))
    expect(codes).toEqual([undefined, undefined, 'limit_exceeded'])
    expect(upstream.calls('plain')).toBe(2)
  })

  it('[call.refusal] that is used up says when to come back', async () => {
    for (let i = 0; i < 2; i += 1) await ask(to, modernCall('late'))
    const { result } = await ask(to, modernCall('late'))
    const decision = result?._meta?.['portcullis/decision']
    expect(decision).toMatchObject({ code: 'limit_exceeded', rule: '/tools/late/limits/0', counter: 'late' })
    const midnight = new Date(new Date().setUTCHours(24, 0, 0, 0))
    const { retryAfter } = decision as { readonly retryAfter: number }
    expect(Math.abs(retryAfter - (midnight.getTime() - Date.now()) / 1000)).toBeLessThan(10)
    expect(result?.content?.[0]?.text).toContain(`at ${midnight.toISOString().replace('.000', '')}`)
  })

  it('[session.slots] of a session is not had anew by another session: four of them, however many are opened', async () => {
    const admitted = []
    for (let i = 0; i < 12; i += 1) {
      const session = await openSession(to)
      const inSession = { ...to, headers: { ...to.headers, 'mcp-session-id': session } }
      for (let j = 0; j < 3; j += 1) admitted.push(codeOf(await ask(inSession, legacyCall('slotted'))))
    }
    expect(admitted.slice(0, 3)).toEqual([undefined, undefined, 'limit_exceeded'])
    expect(admitted.filter((code) => code === undefined)).toHaveLength(8)
    expect(upstream.calls('slotted')).toBe(8)
  })
})

async function openSession(endpoint: Endpoint): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  const response = await post(endpoint, legacyRequest(1, 'initialize', params))
  await response.text()
  return response.headers.get('mcp-session-id') ?? ''
}

describe('a call that is answered with a question', () => {
  const QUESTION = {
    q: { method: 'elicitation/create', params: { message: 'Sure?', requestedSchema: { type: 'object' } } },
  }
  const asks = () =>
    upstream.script('asking', ({ body, message }, answer) => {
      const params = JSON.parse(body.toString()).params
      if (params.requestState === 'of the server') return answerJson(answer, message.id, TOOL_RESULT)
      answerJson(answer, message.id, {
        ...{ resultType: 'input_required', inputRequests: QUESTION, requestState: 'of the server' },
      })
    })
  const stateOf = ({ result }: Answer): string => String(Reflect.get(result ?? {}, 'requestState'))
  const again = (requestState: string, args: object = {}) =>
    ask(
      to,
      modernRequest(2, 'tools/call', {
        ...{ name: 'asking', arguments: args, requestState },
        inputResponses: { q: { action: 'accept', content: {} } },
      }),
    )

  it('[claims.per-call] [call.continuation] is counted once, with its answer; a state is good for that call, once', async () => {
    asks()
    const first = await ask(to, modernCall('asking'))
    const state = stateOf(first)
    expect(state).not.toContain('of the server')
    expect((await again(state)).result).toEqual(TOOL_RESULT)
    // Used up, of another call, forged: each of them is a call of its own, of which one more is allowed.
    expect((await again(state)).result).toMatchObject({ resultType: 'input_required' })
    const other = await ask(to, modernCall('asking'))
    expect(codeOf(other)).toBe('limit_exceeded')
    for (const tried of [state, 'of the server', `${state}x`]) expect(codeOf(await again(tried))).toBe('limit_exceeded')
    expect(codeOf(await again(state, { a: 1 }))).toBe('limit_exceeded')
    expect(upstream.calls('asking')).toBe(3)
  })
})

describe('a grant without a policy', () => {
  it('[closed.no-policy] sees nothing and calls nothing', async () => {
    const { grant, token } = newGrant('bare', { up: null })
    await configure(gateway, ({ grants }) => void grants.push(grant))
    const bare = { ...to, headers: { authorization: `Bearer ${token}` } }
    const before = upstream.callCount
    for (const name of ['plain', 'told', 'absent'])
      expect(codeOf(await ask(bare, modernCall(name)))).toBe('policy_denied')
    expect((await ask(bare, modernRequest(1, 'tools/list'))).result?.tools).toEqual([])
    expect((await ask(bare, legacyRequest(1, 'resources/read', { uri: 'file:///x' }))).error?.code).toBe(403)
    expect(upstream.callCount).toBe(before)
  })
})

describe('the log', () => {
  it('[log.value-free] [log.complete] names the arguments that a schema has, and holds no value, token or result', async () => {
    upstream.script('told', ({ message }, answer) =>
      answerJson(answer, message.id, { content: [{ type: 'text', text: `result ${TOLD}` }] }),
    )
    await ask(to, modernCall('told', { secret: TOLD, [TOLD]: 1, other: { deep: [TOLD] } }))
    await ask(to, legacyCall(TOLD, { secret: TOLD }))
    await ask(to, legacyRequest(TOLD, 'resources/read', { uri: `https://user:${TOLD}@example.com/${TOLD}?x=${TOLD}` }))
    await fetch(to.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOLD}`, 'content-type': 'application/json' },
    })
    const toldLines = (lines: readonly LogLine[]) => lines.filter(({ tool }) => tool === 'told')
    await until(async () => toldLines(await readLog(gateway)).length > 0)
    const [line] = toldLines(await readLog(gateway))
    expect(line).toMatchObject({
      ...{ grant: 'test', server: 'up', era: 'modern', method: 'tools/call', effect: 'allow', rule: '(default allow)' },
      ...{ args: { secret: expect.stringMatching(/./), other: expect.stringMatching(/./) }, otherArgs: 1 },
    })
    const text = await readFile(join(gateway.folder, 'state', 'decisions.jsonl'), 'utf8')
    // What a client calls a tool is its name, which an operator has to see.
    const lines = text.split('\n').filter((one) => !one.includes(`"tool":"${TOLD}"`))
    expect(lines.join('\n')).not.toContain(TOLD)
    expect(text).not.toContain(gateway.token)
  })
})
