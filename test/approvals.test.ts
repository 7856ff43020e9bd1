import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { MemoryApprovals } from '../packages/server/src/store/memory/approvals.ts'
import {
  type ApprovalHouse,
  call,
  callWith,
  latestId,
  POLICY,
  pageCall,
  startApprovalHouse,
  watched,
} from './approval-house.ts'
import type { GatewayHere } from './gateway-here.ts'
import { answerJson, type ScriptedUpstream, TOOL_RESULT } from './scripted-upstream.ts'
import { until } from './until.ts'

let house: ApprovalHouse
let upstream: ScriptedUpstream
let approvals: MemoryApprovals
let gateway: GatewayHere
let ask: ApprovalHouse['ask']
let waiting: ApprovalHouse['waiting']

beforeAll(async () => {
  house = await startApprovalHouse()
  ;({ upstream, approvals, gateway, ask, waiting } = house)
})
afterAll(() => house?.close())

const outcomeOf = async (id: string): Promise<string | undefined> => (await approvals.read(id))?.outcome

afterEach(async () => {
  for (const { id } of approvals.pending()) approvals.reject(id, 'ana', 'cleared')
})

describe('a call that people are asked about', () => {
  it('is held, and made when a person approves; the log says by what', async () => {
    const asked = ask(call('pay', { amount: 1 }))
    const id = await waiting()
    expect(upstream.calls('pay')).toBe(0)
    expect(approvals.approve(id, 'test')).toBe(false)
    expect(approvals.approve(id, 'ana')).toBe(true)
    expect(await asked).toMatchObject({ text: 'done' })
    expect(upstream.calls('pay')).toBe(1)
    await until(async () => (await outcomeOf(id)) === 'executed')
    const find = async () => (await gateway.log()).find(({ tool, effect }) => tool === 'pay' && effect === 'allow')
    await until(async () => (await find()) !== undefined)
    expect(await find()).toMatchObject({ effect: 'allow', approval: { id, state: 'consumed' } })
  })

  it('[approval.held] is answered when it was held long enough, goes on when it is called again, and is made once', async () => {
    const first = await ask(callWith('quick', '{"a":1,"b":{"c":2,"d":"x"}}'))
    expect(first).toMatchObject({ code: 'approval_pending' })
    const { id = '' } = first.result?._meta?.['portcullis/decision']?.approval ?? {}
    expect(first.text).toContain(id)
    approvals.approve(id, 'ana')
    const same = '{ "b": {"d":"\\u0078", "c":2}, "a":1 }'
    expect(await ask(callWith('quick', same))).toMatchObject({ text: 'done' })
    expect(upstream.calls('quick')).toBe(1)
    const find = async () => (await gateway.log()).find(({ code }) => code === 'approval_pending')
    await until(async () => (await find()) !== undefined)
    expect(await find()).toMatchObject({ approval: { id, state: 'pending' } })
  })

  it('[approval.bound] is another call where a number is written otherwise', async () => {
    const asked = ask(callWith('pay', '{"amount":7}'))
    approvals.approve(await waiting(), 'ana')
    expect(await asked).toMatchObject({ text: 'done' })
    const one = ask(callWith('pay', '{"amount":7}'))
    const id = await waiting()
    const other = ask(callWith('pay', '{"amount":7.0}'))
    await until(() => approvals.pending().length === 2)
    approvals.approve(id, 'ana')
    expect(await one).toMatchObject({ text: 'done' })
    approvals.reject(await waiting(), 'ana', 'Not like this.')
    const told = await other
    expect(told).toMatchObject({ code: 'approval_rejected' })
    expect(told.text).toContain('Not like this.')
    expect(await ask(callWith('pay', '{"amount":7.0}'))).toMatchObject({ code: 'approval_rejected' })
  })

  it('is made once for two who race', async () => {
    const before = upstream.calls('pay')
    const both = [ask(call('pay', { race: 1 })), ask(call('pay', { race: 1 }))]
    const id = await waiting()
    await until(async () => approvals.pending().length === 1)
    approvals.approve(id, 'ana')
    const told = await Promise.race(both)
    expect(['done', undefined]).toContain(told.code === undefined ? told.text : undefined)
    await until(() => upstream.calls('pay') === before + 1)
    for (const { id: left } of approvals.pending()) approvals.reject(left, 'ana')
    const all = await Promise.all(both)
    expect(all.filter(({ code }) => code === undefined)).toHaveLength(1)
    expect(upstream.calls('pay')).toBe(before + 1)
  })

  it('serves as often as its rule says', async () => {
    const asked = ask(call('again', { a: 1 }))
    approvals.approve(await waiting(), 'ana')
    expect(await asked).toMatchObject({ text: 'done' })
    expect(await ask(call('again', { a: 1 }))).toMatchObject({ text: 'done' })
    const third = ask(call('again', { a: 1 }))
    approvals.reject(await waiting(), 'ana')
    expect(await third).toMatchObject({ code: 'approval_rejected' })
  })

  it('[approval.budget] may exceed the limit that asked, and never the one that refuses', async () => {
    expect(await ask(call('spend', { amount: 90 }))).toMatchObject({ text: 'done' })
    const asked = ask(call('spend', { amount: 60 }))
    approvals.approve(await waiting(), 'ana')
    expect(await asked).toMatchObject({ text: 'done' })
    expect(await ask(call('spend', { amount: 60 }))).toMatchObject({ code: 'limit_exceeded' })
    expect(approvals.pending()).toEqual([])
  })
})

describe('a narrowed call', () => {
  it('[approval.narrowed] is sent as it was narrowed, and the agent is told', async () => {
    const asked = ask(call('narrow', { amount: 400, note: 'n' }))
    approvals.approve(await waiting(), 'ana', '{"name":"narrow","arguments":{"amount":250,"note":"n"}}')
    const told = await asked
    expect(house.received('narrow')).toEqual({ amount: 250, note: 'n' })
    expect(told.text).toMatch(/^done\n\[NARROWED BY A PERSON\].*"amount":250/)
    expect(told.result?._meta?.['portcullis/narrowed']).toEqual({ arguments: { amount: 250, note: 'n' } })
  })

  it('is judged again', async () => {
    const before = upstream.calls('narrow')
    const asked = ask(call('narrow', { amount: 300 }))
    approvals.approve(await waiting(), 'ana', '{"name":"narrow","arguments":{"amount":900}}')
    const told = await asked
    expect(told).toMatchObject({ code: 'policy_denied' })
    expect(told.text).toContain('A person approved this call with other arguments')
    expect(upstream.calls('narrow')).toBe(before)
  })
})

describe('a client that goes away', () => {
  it('takes nothing with it while it is held', async () => {
    const before = upstream.calls('pay')
    const leaving = new AbortController()
    const asked = ask(call('pay', { leave: 1 }), leaving.signal).catch(() => undefined)
    const id = await waiting()
    leaving.abort()
    await asked
    // The end of the connection is in the same queue before the answer to this.
    await ask(call('free'))
    approvals.approve(id, 'ana')
    expect(await ask(call('pay', { leave: 1 }))).toMatchObject({ text: 'done' })
    expect(upstream.calls('pay')).toBe(before + 1)
  })

  it('[approval.kept] gets the answer of a call that was made without it, once', async () => {
    let finish = (): void => undefined
    upstream.script('quick', ({ message }, answer) => {
      finish = () => answerJson(answer, message.id, { ...TOOL_RESULT, content: [{ type: 'text', text: 'late' }] })
    })
    const leaving = new AbortController()
    const before = upstream.calls('quick')
    const asked = ask(call('quick', { late: 1 }), leaving.signal).catch(() => undefined)
    const id = await waiting()
    approvals.approve(id, 'ana')
    await until(() => upstream.calls('quick') === before + 1)
    expect(await ask(call('quick', { late: 1 }))).toMatchObject({ code: 'approval_running' })
    leaving.abort()
    await asked
    // The end of the connection is in the same queue before the answer to this.
    await ask(call('free'))
    finish()
    await until(async () => (await approvals.read(id))?.undelivered === true)
    expect(await ask(call('quick', { late: 1 }))).toMatchObject({ text: 'late', id: latestId() })
    expect(upstream.calls('quick')).toBe(before + 1)
    expect(await ask(call('quick', { late: 1 }))).toMatchObject({ code: 'approval_pending' })
  })

  it('[approval.unknown] is told that nobody knows what became of a call whose server fell silent', async () => {
    upstream.script('pay', (_, answer) => answer.destroy())
    const asked = ask(call('pay', { silent: 1 }))
    const id = await waiting()
    approvals.approve(id, 'ana')
    expect(await asked).toMatchObject({ code: 'upstream_closed' })
    const before = upstream.calls('pay')
    expect(await ask(call('pay', { silent: 1 }))).toMatchObject({ code: 'approval_unknown' })
    expect(upstream.calls('pay')).toBe(before)
    upstream.script('pay', ({ message }, answer) => answerJson(answer, message.id, TOOL_RESULT))
  })
})

describe('a client that can show pages', () => {
  it('[approval.pages] is sent to the page, and its answer there is no verdict', async () => {
    const before = upstream.calls('pay')
    const first = await ask(pageCall('pay', { page: 1 }))
    expect(first.result).toMatchObject({
      resultType: 'input_required',
      inputRequests: { approval: { method: 'elicitation/create', params: { mode: 'url' } } },
    })
    const { requestState } = first.result ?? {}
    const inputResponses = { approval: { action: 'accept' } }
    const asked = ask(pageCall('pay', { page: 1 }, { requestState, inputResponses }))
    const id = await waiting()
    expect(first.result?.inputRequests?.['approval']?.params.url).toContain(id)
    expect(upstream.calls('pay')).toBe(before)
    approvals.approve(id, 'ana')
    expect(await asked).toMatchObject({ text: 'done' })
    const sent = upstream.received.findLast(({ message }) => message.params?.name === 'pay')?.message.params
    expect(Object.keys(sent ?? {})).not.toContain('inputResponses')
    expect(Object.keys(sent ?? {})).not.toContain('requestState')
  })

  it('is not held where its user turned away; a state is good for one call of one grant, once', async () => {
    const { result } = await ask(pageCall('pay', { page: 2 }))
    const { requestState } = result ?? {}
    const declined = { requestState, inputResponses: { approval: { action: 'decline' } } }
    expect((await ask(pageCall('pay', { page: 3 }, declined))).result?.resultType).toBe('input_required')
    expect(await ask(pageCall('pay', { page: 2 }, declined))).toMatchObject({ code: 'approval_pending' })
    expect((await ask(pageCall('pay', { page: 2 }, declined))).result?.resultType).toBe('input_required')
  })
})

describe('a call that its server asks about, too', () => {
  const asking = (name: string, answers: unknown[]): void =>
    upstream.script(name, ({ message }, answer) => {
      const params: Readonly<Record<string, unknown>> = message.params ?? {}
      answers.push({ arguments: params['arguments'], state: params['requestState'] })
      const question = { method: 'elicitation/create', params: { mode: 'form', message: 'Sure?', requestedSchema: {} } }
      answerJson(
        answer,
        message.id,
        params['inputResponses'] === undefined
          ? { resultType: 'input_required', inputRequests: { sure: question }, requestState: 'theirs' }
          : TOOL_RESULT,
      )
    })

  it.each([
    ['pay', { amount: 9 }, undefined, { amount: 9 }],
    ['narrow', { amount: 200 }, '{"name":"narrow","arguments":{"amount":150}}', { amount: 150 }],
  ])('%s: goes on without asking people again', async (name, args, narrowed, sent) => {
    const seen: unknown[] = []
    asking(name, seen)
    const first = ask(call(name, args))
    approvals.approve(await waiting(), 'ana', narrowed)
    const { requestState } = (await first).result ?? {}
    const posting = call(name, args)
    const { params, ...rest } = JSON.parse(posting.body)
    const inputResponses = { sure: { action: 'accept', content: {} } }
    const body = JSON.stringify({ ...rest, params: { ...params, requestState, inputResponses } })
    expect((await ask({ ...posting, body })).text).toContain('done')
    expect(seen).toEqual([
      { arguments: sent, state: undefined },
      { arguments: sent, state: 'theirs' },
    ])
    expect(approvals.pending()).toEqual([])
    upstream.script(name, ({ message }, answer) => answerJson(answer, message.id, TOOL_RESULT))
  })
})

describe('while it is held', () => {
  it('progress is told where it was asked for, and the answer ends the stream', async () => {
    const asked = ask(watched(call('pay', { progress: 1 })))
    approvals.approve(await waiting(), 'ana')
    const { events } = await asked
    expect(events[0]).toMatchObject({ method: 'notifications/progress', params: { progressToken: 't1' } })
    expect(events.at(-1)?.result?.content?.[0]?.text).toBe('done')
  })

  it('an edit of the policy makes it another question', async () => {
    const asked = ask(call('pay', { edited: 1 }))
    const id = await waiting()
    await gateway.change((wish) => {
      wish.policies['policy'] = { ...POLICY, tools: { ...POLICY.tools, other: {} } }
    })
    approvals.approve(id, 'ana')
    const again = await waiting()
    expect(again).not.toBe(id)
    expect((await approvals.read(id))?.state).toBe('superseded')
    approvals.approve(again, 'ana')
    expect(await asked).toMatchObject({ text: 'done' })
  })

  it('the end of its grant ends it, and it does not count again', async () => {
    const asked = ask(call('pay', { revoked: 1 }))
    const id = await waiting()
    let kept: object[] = []
    await gateway.change((wish) => {
      kept = [...wish.grants]
      wish.grants.splice(0, 1)
    })
    await asked
    expect((await approvals.read(id))?.state).toBe('superseded')
    await gateway.change((wish) => void wish.grants.splice(0, 1, ...kept))
  })
})
