/** Servers that fail: what their clients are told, what is counted, and that nothing is done twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lastCall } from './decision-log.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { ask, codeOf, type Endpoint, eventsOf, legacyCall, modernCall, post } from './messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream, TOOL_RESULT } from './scripted-upstream.ts'
import { until } from './until.ts'
import { ANSWERS } from './upstream-faults/answers.ts'
import { CREDENTIAL, type Fault } from './upstream-faults/fault.ts'
import { LEAKS } from './upstream-faults/leaks.ts'

const FAULTS: readonly Fault[] = [...ANSWERS, ...LEAKS]
const ERAS = { legacy: legacyCall, modern: modernCall } as const
/** Several stand for the one that fails: one that never answers would be left alone. */
const SERVERS = Array.from({ length: 8 }, (_, i) => `up${i}`)
const ROWS = FAULTS.flatMap((fault, index) =>
  (['legacy', 'modern'] as const).map((era) => [fault.what, era, `tool_${index}_${era}`, { ...fault, index }] as const),
)

const serverOf = (index: number): Endpoint => ({
  url: gateway.urlFor(SERVERS[index % SERVERS.length] ?? ''),
  headers: gateway.headers,
})

const once = { limits: [{ counter: 'calls', window: 'day', max: 1, scope: 'grant' }] }
const limited = (tool: string) => [tool, { limits: [{ ...once.limits[0], counter: tool }] }] as const

let upstream: ScriptedUpstream
let gateway: GatewayProcess

beforeAll(async () => {
  process.env['TEST_UPSTREAM_CREDENTIAL'] = CREDENTIAL
  upstream = await startUpstream()
  const server = {
    url: upstream.url,
    headers: { Authorization: ['Bearer $', '{TEST_UPSTREAM_CREDENTIAL}'].join('') },
    ...{ headers_timeout: '300ms', body_timeout: '300ms', max_message: '64KiB' },
  }
  gateway = await startGateway({
    servers: Object.fromEntries(SERVERS.map((slug) => [slug, server])),
    policy: { version: '1', default: 'deny', tools: Object.fromEntries(ROWS.map(([, , tool]) => limited(tool))) },
  })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

describe.concurrent('a server that fails', () => {
  it.each(ROWS)('%s, %s', async (_, era, tool, { index, act, code, outcome, streamed }) => {
    const to = serverOf(index)
    upstream.script(tool, (received, answer) => act(answer, received))
    const response = await post(to, ERAS[era](tool))
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(streamed ? 'text/event-stream' : 'application/json')
    expect([...response.headers.values(), text].join('\n')).not.toMatch(/9f8e7d6c|OWY4ZTdk|elsewhere|realm/)
    const answer = streamed ? eventsOf(text).at(-1) : JSON.parse(text)
    expect(answer).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: {
        content: [
          {
            type: 'text',
            text: expect.stringMatching(code === 'result_withheld' ? /^\[POLICY DENIED\] ./ : /^\[GATEWAY ERROR\] ./),
          },
        ],
        isError: true,
        ...(era === 'modern' ? { resultType: 'complete' } : undefined),
        _meta: { 'portcullis/decision': expect.objectContaining({ code, id: expect.any(String) }) },
      },
    })
    await until(async () => (await lastCall(gateway, tool)).outcome !== undefined)
    expect((await lastCall(gateway, tool)).outcome).toBe(outcome)

    // It arrived once, and what arrived may have happened: its claim is kept.
    upstream.script(tool, ({ message }, good) => answerJson(good, message.id, TOOL_RESULT))
    expect(codeOf(await ask(to, ERAS[era](tool)))).toBe('limit_exceeded')
    expect(upstream.calls(tool)).toBe(1)
  })
})
