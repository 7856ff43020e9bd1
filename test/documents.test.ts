/** Several documents over one call: baselines that hold for everybody, and drafts that are only tried. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLog } from './decision-log.ts'
import { type GatewayProcess, PORTCULLIS, startGateway } from './gateway-process.ts'
import { type Answer, ask, codeOf, type Endpoint, legacyCall, legacyRequest } from './messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'
import { until } from './until.ts'

const limits = (counter: string, max: number) => ({ limits: [{ counter, window: 'day', max }] })

const POLICIES = {
  organisation: {
    version: '1',
    default: 'allow',
    hide: ['secret'],
    tools: { wipe: { action: 'deny', reason: 'Nobody wipes.' } },
  },
  floor: {
    version: '1',
    default: 'allow',
    tools: { send: limits('sends', 1) },
    resources: { deny: ['file:///etc/**'] },
  },
  draft: { version: '1', default: 'deny', tools: { look: {}, send: limits('draft', 1) } },
}

let upstream: ScriptedUpstream
/** Takes so long for its list that a call that waits for it is decided again. */
let slow: ScriptedUpstream
let gateway: GatewayProcess

beforeAll(async () => {
  upstream = await startUpstream({ tools: ['look', 'send', 'wipe', 'secret', 'other'] })
  slow = await startUpstream()
  slow.script('tools/list', ({ message: { id } }, answer) => {
    setTimeout(() => answerJson(answer, id, { tools: [{ name: 'send', inputSchema: { type: 'object' } }] }), 1200)
  })
  gateway = await startGateway({
    servers: {
      shop: { url: upstream.url, baseline: 'floor' },
      desk: { url: upstream.url },
      slow: { url: slow.url },
    },
    settings: { baseline: 'organisation' },
    policies: POLICIES,
    shadows: { desk: 'draft', slow: 'draft' },
    policy: { version: '1', default: 'allow' },
  })
})
afterAll(async () => {
  await gateway.close()
  await Promise.all([upstream.close(), slow.close()])
})

const at = (slug: string): Endpoint => ({ url: gateway.urlFor(slug), headers: gateway.headers })
const call = (slug: string, tool: string): Promise<Answer> => ask(at(slug), legacyCall(tool))
const decisionOf = (answer: Answer) => answer.result?._meta?.['portcullis/decision']

describe('baselines', () => {
  it('[documents.baseline] hold over every policy, and a refusal names the document', async () => {
    expect(decisionOf(await call('desk', 'wipe'))).toMatchObject({
      code: 'policy_denied',
      rule: '/tools/wipe/action',
      document: 'organisation',
    })
    expect((await call('desk', 'secret')).error?.code).toBe(-32602)
    const { result } = await ask(at('shop'), legacyRequest(1, 'tools/list'))
    expect(result?.tools?.map(({ name }) => name)).not.toContain('secret')
  })

  it('[documents.baseline] of a server hold there, with the limits of all', async () => {
    expect(codeOf(await call('shop', 'send'))).toBeUndefined()
    expect(decisionOf(await call('shop', 'send'))).toMatchObject({ code: 'limit_exceeded', document: 'floor' })
    expect(codeOf(await call('desk', 'send'))).toBeUndefined()
    const read = (slug: string) => ask(at(slug), legacyRequest(1, 'resources/read', { uri: 'file:///etc/passwd' }))
    expect((await read('shop')).error).toMatchObject({ code: 403, data: { document: 'floor' } })
    expect((await read('desk')).error).toBeUndefined()
    await until(async () => {
      const lines = await readLog(gateway)
      return lines.some(({ rule, policy }) => rule === '/tools/send/limits/0' && policy === 'floor')
    })
  })
})

describe('drafts', () => {
  it('[documents.shadow] are judged, counted apart and recorded, and never stand in the way', async () => {
    for (const tool of ['other', 'look', 'send', 'send']) expect(codeOf(await call('desk', tool))).toBeUndefined()
    await until(async () => (await readLog(gateway)).filter(({ shadow }) => shadow !== undefined).length >= 6)
    const lines = (await readLog(gateway)).filter(({ server, effect }) => server === 'desk' && effect === 'allow')
    const told = (tool: string) => lines.findLast((line) => line.tool === tool)?.shadow
    expect(told('look')).toMatchObject({ effect: 'allow', rule: '/tools/look', policy: 'draft' })
    expect(told('other')).toMatchObject({
      effect: 'deny',
      code: 'policy_denied',
      rule: '(default deny)',
      policy: 'draft',
    })
    expect(told('send')).toMatchObject({
      effect: 'deny',
      code: 'limit_exceeded',
      rule: '/tools/send/limits/0',
      policy: 'draft',
    })
  })

  it('[documents.shadow] count a call once that is decided again before it is sent', async () => {
    const told = async (): Promise<readonly unknown[]> =>
      (await readLog(gateway)).flatMap(({ server, type, shadow }) =>
        server === 'slow' && type === 'decision' ? [shadow?.['effect']] : [],
      )
    expect([codeOf(await call('slow', 'send')), codeOf(await call('slow', 'send'))]).toEqual([undefined, undefined])
    await until(async () => (await told()).length === 2)
    expect(await told()).toEqual(['allow', 'deny'])
  })

  it('[documents.shadow] and `log --shadow` shows where they differ', async () => {
    const file = join(gateway.folder, 'state', 'decisions.jsonl')
    const { stdout } = await promisify(execFile)(process.execPath, [PORTCULLIS, 'log', '--shadow', '--file', file])
    expect(stdout).toContain('would be denied by (default deny) of draft')
    expect(stdout).not.toContain('look')
  })
})
