import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { transact } from '../../store/sql/transaction.ts'
import { keepKinds, kindOf } from '../audit/index/decision-kind.ts'
import { insertDecisions } from '../audit/index/insert-decisions.ts'
import { heardTool, hearTools } from '../server/heard-tools.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'

const AT = '/organisations/acme'
const OPEN = '{ "version": "1", "default": "allow" }'
const CAPPED = JSON.stringify({
  version: '1',
  default: 'deny',
  tools: {
    create_refund: { deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 100 }], on_deny: 'Too much.' }] },
  },
})
const REFUND = {
  name: 'create_refund',
  inputSchema: {
    type: 'object' as const,
    properties: { amount: { type: 'number' }, note: { type: 'string' } },
    required: ['amount'],
  },
}

let test: TestControl
beforeEach(async () => {
  test = await openTestControl()
})
afterEach(() => test.close())

const judge = (what: string, body: object) => test.call(`POST ${AT}/judge/${what}`, { body })

async function shop(): Promise<void> {
  const from = { url: 'https://shop.example/mcp' }
  const made = await test.call(`POST ${AT}/servers`, { body: { slug: 'shop', from, probe: false } })
  expect(made.status).toBe(201)
  await hearTools(test.control, made.body.server.id, [heardTool(REFUND)])
}

describe('a document is judged before it is in force', () => {
  it('checked beside the tools of the server', async () => {
    await shop()
    const text = CAPPED.replace('args.amount', 'args.amuont')
    const alone = await judge('check', { document: { text } })
    expect(alone.body).toMatchObject({ sound: true, findings: [] })
    const beside = await judge('check', { document: { text }, server: 'shop' })
    expect(beside.body.findings.map(({ code }: { code: string }) => code)).toContain('unknown_argument')
    const wrong = await judge('check', { document: { text: '{' } })
    expect(wrong.body).toMatchObject({ sound: false, findings: [{ severity: 'error', line: 1 }] })
    expect((await judge('check', { document: { text }, server: 'none' })).status).toBe(422)
  })

  it('asked about one call, with the baselines above, and nothing is kept', async () => {
    await shop()
    const ask = (amount: unknown, document: object = { text: CAPPED }) =>
      judge('simulate', { server: 'shop', tool: 'create_refund', arguments: { amount }, document })
    expect((await ask(5)).body).toMatchObject({ effect: 'allow', visible: true, known: true })
    const denied = (await ask(700)).body
    expect(denied).toMatchObject({
      effect: 'deny',
      code: 'policy_denied',
      message: expect.stringContaining('Too much.'),
    })
    expect(denied.text).toContain('args.amount')
    expect((await ask('5')).body).toMatchObject({ effect: 'deny', code: 'arguments_invalid' })
    await test.call(`POST ${AT}/policies`, { body: { name: 'base', text: CAPPED } })
    await test.call(`PUT ${AT}/baseline`, { body: { policy: 'base' } })
    const before = test.told.length
    expect((await ask(700, { text: OPEN })).body.effect).toBe('deny')
    expect((await ask(700, { policy: 'base' })).body.effect).toBe('deny')
    expect((await ask(700, { policy: 'base', version: 3 })).body.errors).toMatchObject([
      { field: '/body/document/version' },
    ])
    expect(test.told.length).toBe(before)
  })

  it('compared with the one in force, with a call that shows the difference', async () => {
    await shop()
    await test.call(`POST ${AT}/policies`, { body: { name: 'base', text: CAPPED } })
    const looser = { text: CAPPED.replace('100', '900') }
    const { body } = await judge('diff', { before: { policy: 'base' }, after: looser, server: 'shop' })
    expect(body).toMatchObject({ loosens: true, same: false })
    expect(body.report.differences[0].witness).toBeDefined()
    const same = await judge('diff', { before: { policy: 'base' }, after: { text: CAPPED }, server: 'shop' })
    expect(same.body).toMatchObject({ loosens: false, same: true })
  })

  it('tried by cases', async () => {
    await shop()
    const cases = [
      'cases:',
      '  - name: little',
      '    when: { call: create_refund, arguments: { amount: 5 } }',
      '    then: allow',
      '  - name: much',
      '    when: { call: create_refund, arguments: { amount: 700 } }',
      '    then: allow',
    ].join('\n')
    const { body } = await judge('test', { document: { text: CAPPED }, cases, server: 'shop' })
    expect(body).toMatchObject({ ok: false, cases: 2, failed: 1 })
    expect(body.percent).toBeGreaterThan(0)
    const wrong = await judge('test', { document: { text: CAPPED }, cases: 'cases: 7' })
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: '/body/cases' }] } })
  })

  it('laid out, carried over, and begun with', async () => {
    await shop()
    expect((await judge('format', { text: OPEN })).body.text).toContain('"default": "allow"')
    expect((await judge('import', { text: OPEN })).body).toMatchObject({ whole: true })
    const { body } = await judge('init', { server: 'shop' })
    expect(body.text).toContain('create_refund')
    expect((await judge('check', { document: { text: body.text }, server: 'shop' })).body.sound).toBe(true)
  })
})

describe('recorded calls', () => {
  const OUTCOME = { outcome: 'ok', micros: 1, upstream_micros: 1, own_micros: 1 }
  const record = async (id: string, more: object) => {
    const line = {
      v: 1,
      type: 'decision',
      at: '2026-03-02T10:00:00.000Z',
      id,
      grant: 'gr_1',
      server: 'shop',
      era: 'modern',
      method: 'tools/call',
      tool: 'create_refund',
      effect: 'allow',
      args: {},
      micros: 5,
      count: 1,
      ...more,
    }
    const row = {
      ...OUTCOME,
      ...{
        organisation: 'acme',
        id,
        at: Date.parse(line.at),
        grant_id: line.grant,
        server: 'shop',
        method: line.method,
      },
      ...{ tool: line.tool, target: '', effect: line.effect, code: '', rule: '', policy: '', policy_version: '' },
      ...{ category: '', risk: '', redacted: 0, withheld_by: '', warned: 0, shadow: '', approval: null },
      ...{ approval_state: '', approval_narrowed: 0, count: 1, line: JSON.stringify(line) },
    }
    const kind = kindOf(row)
    await transact(test.control.audit.db, async (tx) => {
      await keepKinds(tx, 'acme', [kind])
      await insertDecisions(tx, [row], { writer: '', kinds: new Map([[id, kind]]) })
    })
  }

  it('are put to a draft, by those who may, and that is on record', async () => {
    await shop()
    await record('one', {})
    await record('two', { tool: 'look' })
    const body = { server: 'shop', document: { text: CAPPED } }
    const { body: found } = await judge('replay', body)
    expect(found).toMatchObject({ calls: 2, cut: false })
    expect(found.changed + found.unchanged + found.cannotTell).toBe(2)
    expect(test.told.at(-1)).toMatchObject({ action: 'policy.replay' })
    expect(JSON.parse(test.told.at(-1)!.detail)).toMatchObject({ server: 'shop', calls: 2, draft: expect.any(String) })
    const as = test.actor('viewer')
    expect((await test.call(`POST ${AT}/judge/replay`, { body, as })).status).toBe(403)
    expect((await judge('replay', { ...body, since: Date.parse('2026-03-02T11:00:00Z') })).body.calls).toBe(0)
  })

  it('teach a policy that allows no more', async () => {
    await shop()
    await record('one', { tool: 'look' })
    const { body } = await judge('learn', { server: 'shop' })
    expect(body).toMatchObject({ calls: 1, cut: false })
    expect(JSON.parse(body.text)).toMatchObject({ default: 'deny', tools: { look: expect.anything() } })
    expect(test.told.at(-1)).toMatchObject({ action: 'policy.learn' })
  })
})

describe('AuthZEN', () => {
  const subject = { type: 'grant', id: 'grt_none' }
  const resource = { type: 'tool', id: 'create_refund', properties: { server: 'shop' } }
  const grant = async () => {
    await shop()
    await test.call(`POST ${AT}/policies`, { body: { name: 'capped', text: CAPPED } })
    const made = await test.call(`POST ${AT}/grants`, {
      body: { label: 'one', servers: { shop: { policy: 'capped' } } },
    })
    expect(made.status).toBe(201)
    return { type: 'grant', id: made.body.grant?.id ?? made.body.id }
  }

  it('answers a question as the gateway would', async () => {
    const known = await grant()
    const ask = (question: object) =>
      test.call(`POST ${AT}/access/v1/evaluation`, { body: question, headers: { 'x-request-id': 'r-1' } })
    const action = { name: 'tools/call' }
    const allowed = await ask({ subject: known, action, resource, context: { arguments: { amount: 5 } } })
    expect(allowed).toMatchObject({ status: 200, body: { decision: true, context: { effect: 'allow' } } })
    expect(allowed.headers.get('x-request-id')).toBe('r-1')
    const denied = await ask({ subject: known, action, resource, context: { arguments: { amount: 500 } } })
    expect(denied.body).toMatchObject({ decision: false, context: { reason_code: 'policy_denied' } })
    expect((await ask({ subject, action, resource })).body.decision).toBe(false)
    expect((await ask({ subject: known, action: { name: 'tools/list' }, resource })).body.decision).toBe(true)
  })

  it('answers several, as far as it is asked to', async () => {
    const known = await grant()
    const ask = (semantic: string) =>
      test.call(`POST ${AT}/access/v1/evaluations`, {
        body: {
          subject: known,
          action: { name: 'tools/call' },
          resource,
          evaluations: [500, 5, 6].map((amount) => ({ context: { arguments: { amount } } })),
          options: { evaluations_semantic: semantic },
        },
      })
    const decisions = async (semantic: string) =>
      (await ask(semantic)).body.evaluations.map(({ decision }: { decision: boolean }) => decision)
    expect(await decisions('execute_all')).toEqual([false, true, true])
    expect(await decisions('deny_on_first_deny')).toEqual([false])
    expect(await decisions('permit_on_first_permit')).toEqual([false, true])
  })
})
