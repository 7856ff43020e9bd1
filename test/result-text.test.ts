/** `result.text`: every text that comes back, wherever it stands, over JSON and events. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { type Answer, ask, codeOf, legacyCall, legacyRequest, modernCall } from './messages.ts'
import {
  answerJson,
  answerText,
  beginEvents,
  eventOf,
  type ScriptedUpstream,
  startUpstream,
} from './scripted-upstream.ts'

const textResult = (text: string) => ({ content: [{ type: 'text', text }], resultType: 'complete' })
const POLICY = {
  version: '1',
  default: 'allow',
  results: { deny_if: [{ conditions: [{ path: 'result.text', op: 'contains', value: 'CONFIDENTIAL' }] }] },
}

let upstream: ScriptedUpstream
let gateway: GatewayProcess

const to = () => ({ url: gateway.urlFor('up'), headers: gateway.headers })
const textIn = ({ result }: Answer): string | undefined => result?.content?.[0]?.text

beforeAll(async () => {
  upstream = await startUpstream({ tools: ['texts'], sessions: true })
  gateway = await startGateway({ servers: { up: { url: upstream.url } }, policy: POLICY })
  await ask(to(), legacyRequest(0, 'tools/list'))
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

it('[result.withheld] a text that must not be told is withheld wherever it stands, in both eras', async () => {
  const resource = { content: [{ type: 'resource', resource: { uri: 'x://y', text: 'CONFIDENTIAL' } }] }
  const progress = { progressToken: 1, progress: 1, message: 'CONFIDENTIAL' }
  const scripts: Parameters<typeof upstream.script>[1][] = [
    ({ message: { id } }, answer) => answerJson(answer, id, { ...resource, resultType: 'complete' }),
    ({ message: { id } }, answer) =>
      answerJson(answer, id, { ...textResult('see'), structuredContent: { plan: ['CONFIDENTIAL'] } }),
    ({ message: { id } }, answer) => {
      const error = { code: 5, message: 'no', data: { why: 'CONFIDENTIAL' } }
      answerText(answer, JSON.stringify({ jsonrpc: '2.0', id, error }))
    },
    ({ message: { id } }, answer) =>
      beginEvents(answer).end(eventOf({ jsonrpc: '2.0', id, result: { ...resource, resultType: 'complete' } })),
    ({ message: { id } }, answer) => {
      const events = beginEvents(answer)
      events.write(eventOf({ jsonrpc: '2.0', method: 'notifications/progress', params: progress }))
      events.end(eventOf({ jsonrpc: '2.0', id, result: textResult('done') }))
    },
  ]
  for (const script of scripts) {
    upstream.script('texts', script)
    for (const call of [legacyCall('texts'), modernCall('texts')]) {
      const answer = await ask(to(), call)
      expect(codeOf(answer)).toBe('result_withheld')
      expect(JSON.stringify(answer)).not.toContain('CONFIDENTIAL')
    }
  }
  upstream.script('texts', ({ message: { id } }, answer) => answerJson(answer, id, textResult('open')))
  expect(textIn(await ask(to(), legacyCall('texts')))).toBe('open')
})
