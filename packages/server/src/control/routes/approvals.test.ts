import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../actor.ts'
import { ask, askingOf, askRule, people, wish } from '../approval/test-approvals.contract.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'

const PATH = '/organisations/acme/approvals'
const MINUTE = 60_000

let test: TestControl
let ana: Actor
let ben: Actor
let owner: Actor
beforeEach(async () => {
  test = await openTestControl()
  const made = await people(test, [
    ['acc_ana', 'approver'],
    ['acc_ben', 'approver'],
    ['acc_viewer', 'viewer'],
  ])
  ;[ana, ben, owner] = made as [Actor, Actor, Actor]
})
afterEach(() => test.close())

const read = (id: string, as: Actor = ana) => test.call(`GET ${PATH}/${id}`, { as })
async function answer(id: string, how: string, as: Actor, body: object = {}) {
  const { seen } = (await read(id, as)).body
  return test.call(`POST ${PATH}/${id}/${how}`, { as, body: { seen, ...body } })
}
const states = async (ids: readonly string[]) => {
  const found = await wish(test.control, { kind: 'read', ids })
  const all = found.kind === 'read' ? found.approvals : []
  return ids.map((one) => all.find(({ id }) => id === one)?.state)
}
const take = async (id: string, binding: string, call = 'c1') => {
  const taken = await wish(test.control, { kind: 'consume', id, by: { binding, alike: undefined, call } })
  return taken.kind === 'consume' ? taken.consumed : undefined
}

describe('an answer', () => {
  it('[approval.people] lets the call pass once, with a record that holds no argument', async () => {
    const { id, page } = await ask(test.control, askingOf('b1'))
    expect(page).toBe(`http://127.0.0.1:4101/approvals/${id}`)
    const { body } = await read(id)
    expect(body).toMatchObject({ state: 'pending', may_answer: true, tool: 'pay', approved: 0, quorum: 1 })
    expect(body.params.text).toContain('"amount":250')
    expect((await answer(id, 'approve', ana)).body).toMatchObject({ state: 'approved', approved: 1 })
    expect(test.told.at(-1)).toMatchObject({ action: 'approval.approve', actor: 'acc_ana', object: id })
    expect(JSON.stringify(test.told)).not.toMatch(/Ben|250|rent/)
    expect(await take(id, 'b1')).toEqual({ outcome: 'consumed', narrowed: undefined })
    expect(await take(id, 'b1', 'c2')).toMatchObject({ outcome: 'refused' })
    await wish(test.control, { kind: 'settle', id, call: 'c1', how: { how: 'executed', undelivered: undefined } })
    const done = (await read(id)).body
    expect(done).toMatchObject({ state: 'consumed', outcome: 'executed' })
    // Shredded with the end.
    expect(done.params).toBeUndefined()
  })

  it('is no key’s, no stranger’s, and nobody’s who has no role for it', async () => {
    const { id } = await ask(test.control, askingOf('b1'))
    const { seen } = (await read(id)).body
    const key: Actor = { ...ana, kind: 'key', session: undefined, proved: undefined }
    const tell = (as: Actor) => test.call(`POST ${PATH}/${id}/approve`, { as, body: { seen } })
    expect((await tell(key)).status).toBe(403)
    expect((await tell(test.actor('viewer'))).status).toBe(404)
    expect((await tell(test.actor('policy_manager'))).status).toBe(404)
    expect((await tell(test.actor('admin', 'globex'))).status).toBe(404)
    expect((await tell(test.actor('approver', 'acme', 'srv_other'))).status).toBe(404)
    // Keys see that something waits, and nothing of what is in it.
    const seenByKey = (await read(id, key)).body
    expect(seenByKey).toMatchObject({ state: 'pending', may_answer: false })
    expect([seenByKey.params, seenByKey.seen, seenByKey.definition]).toEqual([undefined, undefined, undefined])
    expect(await states([id])).toEqual(['pending'])
  })

  it('asks for a young proof where the risk is high, or not known', async () => {
    for (const label of [{ category: 'financial', risk: 'high', source: 'derived' } as const, undefined]) {
      const { id } = await ask(test.control, askingOf(`b ${label?.risk}`, { label }))
      test.pass(6 * MINUTE)
      expect(await answer(id, 'approve', ana)).toMatchObject({ status: 403, body: { code: 'proof_required' } })
      ana = { ...ana, proved: test.control.clock.now() }
      expect((await answer(id, 'approve', ana)).status).toBe(200)
    }
  })

  it('is about what was seen', async () => {
    const { id } = await ask(test.control, askingOf('b1', { asks: [askRule({ quorum: 2 })] }))
    const { seen } = (await read(id)).body
    const narrowed = { to: 'Ben', amount: 200, tags: ['a', 'b', 'c'], note: 'rent' }
    expect((await answer(id, 'narrow', ana, { arguments: narrowed })).status).toBe(200)
    const late = await test.call(`POST ${PATH}/${id}/approve`, { as: ben, body: { seen } })
    expect(late).toMatchObject({ status: 412, body: { code: 'changed' } })
    expect((await answer(id, 'approve', ben)).body).toMatchObject({ state: 'approved' })
    expect(await take(id, 'b1')).toMatchObject({ narrowed: expect.stringContaining('"amount":200') })
  })

  it('of several people counts each once', async () => {
    const { id } = await ask(test.control, askingOf('b1', { asks: [askRule({ quorum: 2 })] }))
    expect((await answer(id, 'approve', ana)).body).toMatchObject({ state: 'pending', approved: 1, may_answer: false })
    expect((await answer(id, 'approve', ana)).status).toBe(409)
    expect((await answer(id, 'approve', ben)).body).toMatchObject({ state: 'approved', approved: 2 })
  })

  it('ends it by one rejection, with the reason, for ten minutes', async () => {
    const { id } = await ask(test.control, askingOf('b1', { asks: [askRule({ quorum: 2 })] }))
    await answer(id, 'approve', ana)
    expect((await answer(id, 'reject', ben, { reason: 'Ben was paid already.' })).body.state).toBe('rejected')
    expect(await ask(test.control, askingOf('b1'))).toMatchObject({
      id,
      state: 'rejected',
      reason: 'Ben was paid already.',
    })
    test.pass(10 * MINUTE)
    expect((await ask(test.control, askingOf('b1'))).id).not.toBe(id)
  })

  it('is not the owner’s where the policy wants four eyes, nor the editor’s', async () => {
    const asks = [askRule({ fourEyes: true, approvers: ['role:approver', 'owner'] })]
    const mine = await ask(test.control, askingOf('b1', { asks }))
    expect(await answer(mine.id, 'approve', owner)).toMatchObject({ status: 403 })
    const arguments_ = { to: 'Ben', amount: 1, tags: [], note: 'rent' }
    expect((await answer(mine.id, 'narrow', ana, { arguments: arguments_ })).body).toMatchObject({
      state: 'pending',
      approved: 0,
      may_answer: false,
    })
    expect((await answer(mine.id, 'approve', ana)).status).toBe(403)
    expect((await answer(mine.id, 'approve', ben)).body.state).toBe('approved')
    // Whose a grant of the operator's file is, only its name says.
    const grant = { id: 'grt_file', label: 'file', owner: 'somebody' }
    const other = await ask(test.control, askingOf('b2', { asks, grant }))
    expect((await answer(other.id, 'approve', ben)).status).toBe(409)
  })

  it('is for whom every list names', async () => {
    const lists = [
      askRule({ approvers: ['role:approver', 'owner'] }),
      askRule({ approvers: ['team:money', 'user:acc_viewer@example.com'] }),
    ]
    const { id } = await ask(test.control, askingOf('b1', { asks: lists }))
    expect((await answer(id, 'approve', ana)).status).toBe(403)
    expect((await read(id)).body).toMatchObject({ may_answer: false, why_not: expect.stringContaining('team:money') })
    expect((await test.call('PUT /organisations/acme/teams/money', { body: { accounts: ['acc_ana'] } })).status).toBe(
      200,
    )
    expect((await read(id)).body.may_answer).toBe(true)
    expect((await test.call('DELETE /organisations/acme/teams/money')).status).toBe(204)
    expect((await read(id)).body.may_answer).toBe(false)
    expect((await answer(id, 'approve', owner)).body.state).toBe('approved')
  })

  it('narrows, and nothing else', async () => {
    const { id } = await ask(test.control, askingOf('b1'))
    const args = { to: 'Ben', amount: 250, tags: ['a', 'b', 'c'], note: 'rent' }
    const { note: _, ...short } = args
    const { to: __, ...needed } = args
    for (const [wished, field] of [
      [{ ...args, amount: 251 }, '/amount'],
      [{ ...args, amount: -1 }, '/amount'],
      [{ ...args, to: 'Cy' }, '/to'],
      [{ ...args, tags: ['c', 'a'] }, '/tags/1'],
      [{ ...args, tags: ['d'] }, '/tags/0'],
      [{ ...args, more: 1 }, '/more'],
      [needed, ''],
      [args, ''],
    ] as const) {
      const told = await answer(id, 'narrow', ana, { arguments: wished })
      expect(told, JSON.stringify(wished)).toMatchObject({
        status: 422,
        body: { errors: [{ field: `/body/arguments${field}` }] },
      })
    }
    expect((await answer(id, 'narrow', ana, { arguments: { ...short, tags: ['b'] } })).body.state).toBe('approved')
    expect(await take(id, 'b1')).toEqual({
      outcome: 'consumed',
      narrowed: '{"name":"pay","arguments":{"to":"Ben","amount":250,"tags":["b"]}}',
    })
  })

  it('is given in somebody’s stead until an instant, and never beside them', async () => {
    const path = '/organisations/acme/approval-delegations'
    const until = test.control.clock.now() + 60 * MINUTE
    const made = await test.call(`POST ${path}`, { as: ana, body: { to: 'acc_viewer@example.com', until } })
    expect(made).toMatchObject({ status: 201, body: { from: 'acc_ana', to: 'acc_viewer', state: 'holds' } })
    const asks = [askRule({ quorum: 2 })]
    const first = await ask(test.control, askingOf('b1', { asks }))
    expect((await answer(first.id, 'approve', owner)).body).toMatchObject({ approved: 1 })
    expect((await answer(first.id, 'approve', ana)).status).toBe(409)
    expect((await read(first.id)).body.verdicts).toMatchObject([{ account: 'acc_viewer', in_stead_of: 'acc_ana' }])
    expect((await test.call(`DELETE ${path}/${made.body.id}`, { as: ben })).status).toBe(404)
    expect((await test.call(`DELETE ${path}/${made.body.id}`, { as: ana })).status).toBe(204)
    const second = await ask(test.control, askingOf('b2'))
    const { seen } = (await read(second.id)).body
    expect((await test.call(`POST ${PATH}/${second.id}/approve`, { as: owner, body: { seen } })).status).toBe(404)
    expect((await test.call(`GET ${path}`, { as: ana })).body.items).toMatchObject([{ state: 'over' }])
  })

  it('serves identical calls of several grants at once', async () => {
    const grants = ['grt_1', 'grt_2', 'grt_3'].map((id) => ({ id, label: id, owner: id }))
    const asked = []
    for (const grant of grants) asked.push(await ask(test.control, askingOf(`b ${grant.id}`, { grant })))
    const params = '{"name":"pay","arguments":{"to":"Cy","amount":250}}'
    const other = await ask(test.control, askingOf('b4', { params }))
    const [first, ...rest] = asked
    const { body } = await read(first!.id)
    expect(new Set(body.identical)).toEqual(new Set(rest.map(({ id }) => id)))
    const approvals = [...asked.map(({ id }) => id), other.id]
    const told = await test.call('POST /organisations/acme/approval-answers', {
      as: ana,
      body: { approvals, seen: body.seen, verdict: 'approve' },
    })
    expect(told.body.items.map(({ answered }: { answered: boolean }) => answered)).toEqual([true, true, true, false])
    expect(await states(approvals)).toEqual(['approved', 'approved', 'approved', 'pending'])
  })
})

describe('what people see', () => {
  it('is what their roles and policies let them see', async () => {
    await ask(test.control, askingOf('b1'))
    test.pass(1)
    await ask(
      test.control,
      askingOf('b2', { grant: { id: 'grt_2', label: 'x', owner: 'grt_2' }, server: { id: 'srv_x', slug: 'x' } }),
    )
    const count = async (as: Actor, query = '') => (await test.call(`GET ${PATH}?${query}`, { as })).body.items.length
    expect([await count(ana), await count(owner), await count(test.actor('auditor'))]).toEqual([2, 1, 0])
    expect(await count(test.actor('approver', 'acme', 'srv_x'))).toBe(1)
    expect([await count(ana, 'mine=true'), await count(owner, 'mine=true')]).toEqual([2, 0])
    expect([await count(ana, 'server=x'), await count(ana, 'grant=grt_1'), await count(ana, 'state=approved')]).toEqual(
      [1, 1, 0],
    )
    const page = await test.call(`GET ${PATH}?limit=1`, { as: ana })
    const rest = await test.call(`GET ${PATH}?limit=1&cursor=${page.body.next}`, { as: ana })
    expect([page.body.items[0].server.slug, rest.body.items[0].server.slug, rest.body.next]).toEqual([
      'x',
      'bank',
      undefined,
    ])
    const [mine] = (await test.call(`GET ${PATH}`, { as: owner })).body.items
    expect((await read(mine.id, owner)).body.params).toBeUndefined()
  })

  it('shows what cannot be seen, and changes nothing of it', async () => {
    const params = '{"name":"pay","arguments":{"to":"Ben\u202e\u200b\u00a0x","amount":1.0,"deep":{"a":[],"b":{}}}}'
    const { id } = await ask(test.control, askingOf('b1', { params }))
    const { body } = await read(id)
    expect(body.params.text).toBe(params)
    expect(body.params.shown).toContain('"to": "Ben\\u202e\\u200b\\u00a0x"')
    expect(body.params.shown).toContain('"amount": 1.0')
    expect(JSON.parse(body.params.shown)).toEqual(JSON.parse(params))
  })

  it('tells similar calls and what was said of them', async () => {
    const earlier = await ask(test.control, askingOf('b1'))
    await answer(earlier.id, 'reject', ana, { reason: 'No.' })
    test.pass(11 * MINUTE)
    const { id } = await ask(test.control, askingOf('b1'))
    expect((await read(id)).body.similar).toMatchObject([
      { id: earlier.id, state: 'rejected', same: true, verdicts: [{ verdict: 'reject', reason: 'No.' }] },
    ])
  })

  it('is told as it moves', async () => {
    const headers = test.enter(ana)
    const request = new Request(`http://127.0.0.1:4101/api/v1/organisations/acme/approvals/events`, { headers })
    const reader = (await test.fetch(request)).body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const until = async (wanted: RegExp) => {
      while (!wanted.test(text)) text += (await reader.read()).value ?? ''
    }
    await until(/retry/)
    const { id } = await ask(test.control, askingOf('b1'))
    await until(new RegExp(`event: approval\ndata: .*${id}.*pending`))
    test.pass(1)
    await answer(id, 'approve', ana)
    await until(new RegExp(`${id}.*approved`))
    await reader.cancel()
  })
})

describe('a link', () => {
  it('leads to the page of its question, for whom and as long as it says', async () => {
    const { linkTo } = await import('../approval/page-link.ts')
    const { id } = await ask(test.control, askingOf('b1'))
    const now = test.control.clock.now()
    const link = linkTo(test.control, { approval: id, account: 'acc_ana', until: now + MINUTE })
    const by = link.split('#by=')[1]
    const find = (as: Actor | 'nobody', more: object = { link: by }) =>
      test.call('POST /approvals/find', { as, body: { approval: id, ...more } })
    expect((await find(ana)).body).toEqual({ approval: id, organisation: 'acme' })
    expect((await find(ana, {})).status).toBe(200)
    expect((await find(ben)).status).toBe(403)
    expect((await find('nobody')).status).toBe(401)
    expect((await find(test.actor('admin', 'globex'), {})).status).toBe(404)
    expect((await find(ana, { link: `${by!.slice(0, -1)}${by!.endsWith('A') ? 'B' : 'A'}` })).status).toBe(422)
    test.pass(MINUTE)
    expect((await find(ana)).status).toBe(409)
  })
})
