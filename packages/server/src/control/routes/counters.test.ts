import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GRANTS, openGrantWorld } from '../grant/test-grants.contract.ts'
import type { TestControl, Told } from '../test-control.contract.ts'

const COUNTERS = '/organisations/acme/counters'
const BUDGETS = {
  version: '1',
  default: 'allow',
  tools: {
    pay: {
      limits: [
        { counter: 'spend', window: 'day', max: 100, increment_from: 'args.amount' },
        { counter: 'spend', window: 'day', max: 50, increment_from: 'args.amount', on_exceed: 'require_approval' },
      ],
    },
    look: {
      rate_limit: '10/minute',
      limits: [{ counter: 'looks', window: '24h', kind: 'rolling', max: 5, by: ['args.id'] }],
    },
    quiet: { mode: 'shadow', until: '2027-01-01T00:00:00Z', limits: [{ counter: 'quiet', window: 'day', max: 1 }] },
  },
}

let test: TestControl
let grant: string
beforeEach(async () => {
  test = await openGrantWorld()
  const made = await test.call('POST /organisations/acme/policies', {
    body: { name: 'budgets', text: JSON.stringify(BUDGETS) },
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  const granted = await test.call(`POST ${GRANTS}`, {
    body: { label: 'one', owner: null, servers: { shop: { policy: 'budgets' } } },
  })
  if (granted.status !== 201) throw new Error(JSON.stringify(granted.body))
  grant = granted.body.grant.id
})
afterEach(() => test.close())

const WISH = { server: 'shop', document: 'budgets', counter: 'spend', window: 'day', reason: 'A refund.' }
const adjust = (body: object, as?: ReturnType<TestControl['actor']>): Promise<Told> =>
  test.call(`POST ${COUNTERS}/adjust`, { body: { grant, ...WISH, ...body }, ...(as && { as }) })
const list = async (query = `?grant=${grant}`, as?: ReturnType<TestControl['actor']>) =>
  (await test.call(`GET ${COUNTERS}${query}`, as && { as })).body.items

describe('budgets', () => {
  it('are listed with every limit, and without what is in shadow mode', async () => {
    const items = await list()
    expect(
      items.map((one: Record<string, unknown>) => [one['counter'], one['scope'], one['session'], one['kind']]),
    ).toEqual([
      ['spend', 'grant', null, 'fixed'],
      ['looks', 'grant', null, 'rolling'],
      ...[0, 1, 2, 3].map((slot) => ['/tools/look/rate_limit', 'session', slot, 'fixed']),
    ])
    expect(items[0]).toMatchObject({
      ...{ grant, label: 'one', server: 'shop', policy: 'budgets', window: 'day', zone: 'UTC' },
      ...{ used: '0', values: null, resets: null },
      limits: [
        { rule: '/tools/pay/limits/0', max: '100', on_exceed: 'deny' },
        { rule: '/tools/pay/limits/1', max: '50', on_exceed: 'require_approval' },
      ],
    })
    expect(items[1]).toMatchObject({ values: 0, used: '0' })
  })

  it('are set exactly, and the change log tells what they were and are', async () => {
    const { status, body } = await adjust({ set: '12.345678' })
    expect([status, body.before.used, body.after.used]).toEqual([200, '0', '12.345678'])
    expect((await adjust({ release: '2.000001' })).body.after.used).toBe('10.345677')
    expect((await adjust({ release: '99' })).body.after.used).toBe('0')
    const records = test.told.filter(({ action }) => action === 'counter.adjust')
    expect(records.map(({ object }) => object)).toEqual([grant, grant, grant])
    expect(JSON.parse(records[1]?.detail ?? '')).toMatchObject({
      ...{ server: 'shop', counter: 'spend', window: 'day', scope: 'grant', reason: 'A refund.' },
      ...{ release: '2.000001', before: '12.345678', after: '10.345677' },
    })
  })

  it.each([
    [{}],
    [{ set: '1', release: '1' }],
    [{ set: '-1' }],
    [{ set: '0.0000001' }],
    [{ set: '9007199254.740992' }],
    [{ set: 'many' }],
    [{ set: '1', counter: 'looks', window: '86400s' }],
  ])('are not set by %j', async (body) => {
    expect((await adjust(body)).status).toBe(422)
    expect(test.told.filter(({ action }) => action.startsWith('counter.'))).toEqual([])
  })

  it('are named exactly: one of several by its id, and none that is not there', async () => {
    const rate = { counter: '/tools/look/rate_limit', window: '60s' }
    expect((await adjust({ ...rate, set: '3' })).body.errors[0].field).toBe('/body/id')
    const [, , , second] = await list()
    expect((await adjust({ ...rate, set: '3', id: second.id })).body.after).toMatchObject({ session: 1, used: '3' })
    expect((await list()).map(({ used }: { used: string }) => used)).toEqual(['0', '0', '0', '3', '0', '0'])
    for (const body of [
      { counter: 'quiet' },
      { window: 'hour' },
      { document: 'open' },
      { server: 'mail' },
      { grant: 'gr_0' },
    ])
      expect((await adjust({ set: '0', ...body })).status).toBe(404)
  })

  it('are for those with the role, in their organisation', async () => {
    for (const role of ['viewer', 'approver', 'policy_manager', 'auditor'] as const)
      expect((await adjust({ set: '0' }, test.actor(role))).status).toBe(403)
    expect((await adjust({ set: '0' }, test.actor('admin', 'globex'))).status).toBe(404)
    expect((await test.call(`GET ${COUNTERS}`, { as: test.actor('auditor') })).status).toBe(403)
    expect((await list('', test.actor('viewer'))).length).toBe(6)
  })

  it('of a server are seen by whoever has a role for it, page by page', async () => {
    test.pass(1)
    await test.call(`POST ${GRANTS}`, { body: { label: 'two', owner: null, servers: { shop: { policy: 'budgets' } } } })
    const shop = (await test.call('GET /organisations/acme/servers/shop')).body.id
    expect((await list('', test.actor('viewer', 'acme', shop))).length).toBe(12)
    expect(await list('', test.actor('viewer', 'acme', 'srv_other'))).toEqual([])
    const first = (await test.call(`GET ${COUNTERS}?limit=1&server=shop`)).body
    expect([first.items[0].label, first.items.length]).toEqual(['two', 6])
    const next = (await test.call(`GET ${COUNTERS}?limit=1&server=shop&cursor=${first.next}`)).body
    expect([next.items[0].label, next.next]).toEqual(['one', undefined])
  })

  it('that the gateway does not tell of are no zeros, and what may have been set is recorded', async () => {
    await test.close()
    test = await openGrantWorld({ counters: { ask: async () => undefined } })
    await test.call('POST /organisations/acme/policies', { body: { name: 'budgets', text: JSON.stringify(BUDGETS) } })
    const body = { label: 'one', owner: null, servers: { shop: { policy: 'budgets' } } }
    grant = (await test.call(`POST ${GRANTS}`, { body })).body.grant.id
    expect((await test.call(`GET ${COUNTERS}`)).status).toBe(503)
    expect((await adjust({ set: '0' })).status).toBe(503)
    const [record] = test.told.filter(({ action }) => action === 'counter.adjust')
    expect(JSON.parse(record?.detail ?? '')).toMatchObject({ outcome: 'unknown', set: '0' })
  })

  /** The record after so many more cannot be committed: its place in the chain is taken. */
  async function refuseRecord(more: number): Promise<void> {
    const { db } = test.control
    const last = await db
      .selectFrom('changes')
      .selectAll()
      .where('organisation', '=', 'acme')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    await db
      .insertInto('changes')
      .values({ ...last, seq: last.seq + 1 + more })
      .execute()
  }
  const used = async (): Promise<string> => (await list())[0].used

  it('are not set where it cannot be recorded that they are about to be', async () => {
    await refuseRecord(0)
    await expect(adjust({ set: '7' })).rejects.toThrow(/unique/i)
    expect(await used()).toBe('0')
  })

  it('are never set without a record, also where what came of it cannot be recorded', async () => {
    await refuseRecord(1)
    await expect(adjust({ set: '7' })).rejects.toThrow(/unique/i)
    expect(await used()).toBe('7')
    const records = test.told.filter(({ action }) => action.startsWith('counter.'))
    expect(records.map(({ action }) => action)).toEqual(['counter.adjusting'])
    expect(JSON.parse(records[0]?.detail ?? '')).toMatchObject({ counter: 'spend', set: '7', reason: 'A refund.' })
  })
})
