/** People answer calls that wait, by the API of the product as one process: while it holds them, and across its death. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlledProcess, firstAccount, good, logIn, type Person, startControlled } from './control-process.ts'
import { ask, codeOf, modernCall } from './messages.ts'
import { type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'
import { until } from './until.ts'

const params = { organisation: 'local' }
const POLICY = JSON.stringify({
  version: '1',
  default: 'deny',
  tools: {
    pay: { approve_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 100 }], hold: '20s' }] },
    post: { action: 'require_approval', approval: { hold: '1s' } },
    slow: { action: 'require_approval', approval: { hold: '20s' } },
  },
})

let upstream: ScriptedUpstream
let running: ControlledProcess
let ada: Person
let token: string

beforeAll(async () => {
  const pay = {
    name: 'pay',
    inputSchema: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
  }
  // Whoever calls `slow` hears nothing any more.
  upstream = await startUpstream({ tools: [pay, 'post', 'slow'], scripts: { slow: () => undefined } })
  running = await startControlled({ allow_destinations: [new URL(upstream.url).host] })
  ada = await firstAccount(running)
  await good(ada.client.call('policies.create', { params, body: { name: 'asking', text: POLICY } }))
  await good(
    ada.client.call('servers.create', {
      params,
      body: { slug: 'shop', from: { url: upstream.url }, newTools: 'follow' },
    }),
  )
  const servers = { shop: { policy: 'asking' } }
  token = (await good(ada.client.call('grants.create', { params, body: { label: 'agent', servers } }))).token
})
afterAll(async () => {
  await running.close()
  await upstream.close()
})

const call = (name: string, args: object = {}) =>
  ask({ url: `${running.origin}/mcp/shop`, headers: { authorization: `Bearer ${token}` } }, modernCall(name, args))

/** The one question that waits for that tool, as its page reads it. */
async function waiting(tool: string) {
  const find = async () =>
    (await good(ada.client.call('approvals.list', { params, query: { mine: 'true' } }))).items.find(
      (one) => one.tool === tool,
    )
  await until(async () => (await find()) !== undefined)
  const { id = '' } = (await find()) ?? {}
  return good(ada.client.call('approvals.read', { params: { ...params, approval: id } }))
}

async function approve(tool: string): Promise<string> {
  const { id, seen = '' } = await waiting(tool)
  await good(ada.client.call('approvals.approve', { params: { ...params, approval: id }, body: { seen } }))
  return id
}

describe('somebody answers', () => {
  it('while the call is held, and it goes on', async () => {
    const asked = call('pay', { amount: 250 })
    const id = await approve('pay')
    expect((await asked).result?.content?.[0]?.text).toBe('done')
    expect(upstream.calls('pay')).toBe(1)
    const done = await good(ada.client.call('approvals.read', { params: { ...params, approval: id } }))
    await until(async () => {
      const one = await good(ada.client.call('approvals.read', { params: { ...params, approval: id } }))
      return one.outcome === 'executed'
    })
    expect(done.verdicts).toMatchObject([{ verdict: 'approve' }])
  })

  it('with less than was asked: that is sent, and the agent is told', async () => {
    const asked = call('pay', { amount: 500 })
    const { id, seen = '' } = await waiting('pay')
    const body = { seen, arguments: { amount: 101 }, reason: 'Half of it.' }
    await good(ada.client.call('approvals.narrow', { params: { ...params, approval: id }, body }))
    expect(JSON.stringify((await asked).result)).toContain('NARROWED BY A PERSON')
    expect(String(upstream.received.at(-1)?.body)).toContain('"amount":101')
  })

  it('no, and the agent is told why', async () => {
    const asked = call('pay', { amount: 700 })
    const { id, seen = '' } = await waiting('pay')
    const body = { seen, reason: 'Not this month.' }
    await good(ada.client.call('approvals.reject', { params: { ...params, approval: id }, body }))
    const told = await asked
    expect([codeOf(told), JSON.stringify(told.result)]).toEqual([
      'approval_rejected',
      expect.stringContaining('Not this month.'),
    ])
  })

  it('[approval.restart] after the gateway was killed, once; what was under way then is never repeated silently', async () => {
    expect(codeOf(await call('post', { a: 1 }))).toBe('approval_pending')
    const lost = call('slow').catch(() => undefined)
    await approve('slow')
    await until(() => upstream.calls('slow') === 1)
    await running.end('SIGKILL')
    await lost
    running = await running.again()
    ada = await logIn(running)
    expect(codeOf(await call('slow'))).toBe('approval_unknown')
    await approve('post')
    const both = await Promise.all([call('post', { a: 1 }), call('post', { a: 1 })])
    expect(both.some(({ result }) => result?.content?.[0]?.text === 'done')).toBe(true)
    expect([upstream.calls('post'), upstream.calls('slow')]).toEqual([1, 1])
  })
})
