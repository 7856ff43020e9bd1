/** What limits can say, from a client's message to the counters, the log and the answer. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configure, newGrant } from './configuration.ts'
import { readLog } from './decision-log.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { type Answer, ask, codeOf, type Endpoint, modernCall } from './messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'
import { until } from './until.ts'

const day = (counter: string, max: number, more: object = {}): object => ({ counter, window: 'day', max, ...more })
const TOOLS = ['pay', 'refunded', 'kept', 'asks', 'customer', 'owner', 'warned', 'rolling', 'mailed']
const CUSTOMER = 'cus_that_nobody_may_read'

const POLICY = {
  version: '1',
  default: 'deny',
  timezone: 'Europe/Berlin',
  tools: {
    pay: {
      limits: [
        day('paid', 500, { increment_from: 'args.amount', on_exceed: 'require_approval' }),
        day('paid', 1000, { increment_from: 'args.amount', on_deny: 'The budget of today is spent.' }),
      ],
    },
    refunded: { limits: [day('back', 10, { increment_from: 'args.n', refund_on: ['tool_error'] }), day('tries', 4)] },
    kept: { limits: [day('kept', 10, { increment_from: 'args.n' })] },
    asks: { action: 'require_approval', limits: [day('asked', 0)] },
    customer: { limits: [day('per_customer', 1, { by: ['args.customer'] }), day('customers', 100)] },
    owner: { limits: [day('owned', 2, { scope: 'owner' })] },
    warned: { limits: [day('warned', 4, { warn_at: 0.5 })] },
    rolling: { limits: [{ counter: 'r', window: '7d', kind: 'rolling', max: 1 }] },
    mailed: { limits: [{ counter: 'mails', window: 'month', max: 5, increment_from: { count: 'args.to' } }] },
  },
}

let upstream: ScriptedUpstream
let gateway: GatewayProcess
let to: Endpoint

beforeAll(async () => {
  upstream = await startUpstream({ tools: TOOLS })
  for (const tool of ['refunded', 'kept']) {
    upstream.script(tool, ({ message }, answer) => {
      const failed = message.params?.arguments?.['fail'] === true
      answerJson(answer, message.id, { content: [{ type: 'text', text: 'well' }], ...(failed && { isError: true }) })
    })
  }
  gateway = await startGateway({ upstreams: { up: upstream.url }, policy: POLICY })
  to = { url: gateway.urlFor('up'), headers: gateway.headers }
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

const call = (tool: string, args: object = {}, endpoint: Endpoint = to): Promise<Answer> =>
  ask(endpoint, modernCall(tool, args))
const codes = async (tool: string, calls: readonly object[]): Promise<readonly (string | undefined)[]> => {
  const found = []
  for (const args of calls) found.push(codeOf(await call(tool, args)))
  return found
}
const said = ({ result }: Answer): string => result?.content?.[0]?.text ?? ''
const decisionOf = ({ result }: Answer): unknown => result?._meta?.['portcullis/decision']

describe('a ladder', () => {
  it('[limits.ladder] asks from one maximum on, refuses from the next on, and takes nothing of what it does not let pass', async () => {
    expect(await codes('pay', [{ amount: 499.5 }, { amount: 1 }])).toEqual([undefined, 'approval_unavailable'])
    const asked = await call('pay', { amount: 500 })
    expect(said(asked)).toContain('pay would take more of paid than may be used without asking (499.5 of 500 used).')
    expect(said(asked)).toContain('this gateway has nobody to ask')
    expect(decisionOf(asked)).toMatchObject({ rule: '/tools/pay/limits/0', counter: 'paid' })
    const refused = await call('pay', { amount: 600 })
    expect(said(refused)).toMatch(
      /^\[POLICY DENIED\] The budget of today is spent. It resets in \d+ s, at \S+; try again then.$/,
    )
    expect(decisionOf(refused)).toMatchObject({ code: 'limit_exceeded', rule: '/tools/pay/limits/1' })
    expect(await codes('pay', [{ amount: 0.5 }])).toEqual([undefined])
    expect(upstream.calls('pay')).toBe(2)
  })

  it('[limits.peek] asks nobody about what a limit refuses anyway', async () => {
    const refused = await call('asks')
    expect(codeOf(refused)).toBe('limit_exceeded')
    expect(said(refused)).toContain(
      'this call alone would take 1 of asked, which allows 0. Repeating it will not help.',
    )
    expect(decisionOf(refused)).not.toHaveProperty('retryAfter')
  })
})

describe('an amount', () => {
  it('[limits.refund] comes back after an error only where its limit says so, and a count of calls never does', async () => {
    const failing = { n: 10, fail: true }
    expect(await codes('refunded', [failing, failing, { n: 10 }, { n: 1 }])).toEqual([
      undefined,
      undefined,
      undefined,
      'limit_exceeded',
    ])
    expect(await codes('kept', [failing, { n: 1 }])).toEqual([undefined, 'limit_exceeded'])
    expect(decisionOf(await call('refunded', { n: 0 }))).toBeUndefined()
    expect(decisionOf(await call('refunded', { n: 0 }))).toMatchObject({ counter: 'tries' })
  })

  it('can be how many elements there are', async () => {
    expect(await codes('mailed', [{ to: ['a', 'b', 'c'] }, { to: ['d', 'e', 'f'] }, { to: [] }, { to: 'a' }])).toEqual([
      undefined,
      'limit_exceeded',
      undefined,
      'argument_invalid',
    ])
  })
})

describe('a counter', () => {
  it('[limits.values] of a value is its own, and holds nothing of the value', async () => {
    const calls = [
      { customer: CUSTOMER },
      { customer: 'other' },
      { customer: CUSTOMER },
      {},
      { customer: 7 },
      { customer: '7' },
    ]
    expect(await codes('customer', calls)).toEqual([
      undefined,
      undefined,
      'limit_exceeded',
      'argument_invalid',
      undefined,
      undefined,
    ])
    const files = ['counters.db', 'counters.db-wal', 'decisions.jsonl'].map((file) =>
      readFile(join(gateway.folder, 'state', file), 'latin1'),
    )
    for (const text of await Promise.all(files)) expect(text).not.toContain(CUSTOMER)
  })

  it('of an owner is that of all the grants of the owner', async () => {
    const { grant, token } = newGrant('second', { up: 'policy' })
    await configure(gateway, ({ grants }) => void grants.push(grant))
    const second = { ...to, headers: { authorization: `Bearer ${token}` } }
    const outcomes = [
      await call('owner'),
      await call('owner', {}, second),
      await call('owner', {}, second),
      await call('owner'),
    ]
    expect(outcomes.map(codeOf)).toEqual([undefined, undefined, 'limit_exceeded', 'limit_exceeded'])
  })

  it('of a rolling window says when there is room again', async () => {
    await call('rolling')
    const refused = await call('rolling')
    const { retryAfter } = decisionOf(refused) as { readonly retryAfter: number }
    expect(7 * 86_400 - retryAfter).toBeLessThan(60)
  })
})

describe('the log', () => {
  it('[limits.warn] says what was counted where, and which share was reached, and no amount that an argument gave', async () => {
    for (let i = 0; i < 3; i += 1) await call('warned')
    const linesOf = async (tool: string) =>
      (await readLog(gateway)).filter((line) => line.type === 'decision' && line.tool === tool)
    await until(async () => (await linesOf('warned')).length === 3)
    const claims = [{ counter: 'warned', amount: '1', from: expect.stringMatching(/T2[23]:00:00.000Z$/) }]
    const warnings = [{ counter: 'warned', rule: '/tools/warned/limits/0', max: '4' }]
    expect(await linesOf('warned')).toMatchObject([{ claims }, { claims, warnings }, { claims }])
    const [paid] = await linesOf('pay')
    expect(paid).toHaveProperty('claims', [{ counter: 'paid', from: expect.any(String) }])
  })
})
