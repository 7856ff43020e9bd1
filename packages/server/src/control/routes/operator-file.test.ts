import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FileHoldings } from '../messages.ts'
import { testServerParts } from '../server/test-server-parts.contract.ts'
import { openTestControl, START, type TestControl } from '../test-control.contract.ts'

const LIMITED = {
  version: '1',
  default: 'deny',
  tools: { pay: { limits: [{ counter: 'spend', window: 'day', max: 100, increment_from: 'args.amount' }] } },
} as const
const CAPPED = { version: '1', default: 'allow', tools: { pay: { rate_limit: '10/minute' } } } as const

const reach = { policy: 'limited', shadow: null, baselines: ['capped'] }
const grant = { owner: 'ann', tags: { team: 'a' }, expires: undefined, reaches: [{ server: 'shop', ...reach }] }
const FILE = {
  servers: [{ slug: 'shop', kind: 'http', where: 'https://shop.example.com' }],
  policies: [
    { id: 'limited', version: 'v1', document: LIMITED },
    { id: 'capped', version: 'v2', document: CAPPED },
  ],
  grants: [
    { ...grant, id: 'first', label: 'My first grant' },
    { ...grant, id: 'over', label: 'Over', expires: START - 1 },
    { ...grant, id: 'shut', label: 'Shut', reaches: [{ server: 'shop', ...reach, policy: null }] },
  ],
} as unknown as FileHoldings

let test: TestControl
const admin = () => test.actor('admin', 'local')
beforeEach(async () => {
  test = await openTestControl(testServerParts({ file: FILE }))
})
afterEach(() => test.close())

const counters = async (query = '', as = admin()) =>
  (await test.call(`GET /organisations/local/counters${query}`, { as })).body.items

it('is seen in the organisation that it belongs to, and in no other', async () => {
  const { body } = await test.call('GET /organisations/local/file', { as: test.actor('viewer', 'local') })
  expect(body.servers).toEqual(FILE.servers)
  expect(body.policies[0]).toEqual({ id: 'limited', version: 'v1', document: LIMITED })
  expect(body.grants[0]).toEqual({
    ...{ id: 'first', label: 'My first grant', owner: 'ann', tags: { team: 'a' }, expires: null },
    servers: { shop: reach },
  })
  const empty = { servers: [], policies: [], grants: [] }
  expect((await test.call('GET /organisations/acme/file')).body).toEqual(empty)
  expect((await test.call('GET /organisations/local/file', { as: test.actor('viewer') })).status).toBe(404)
})

it('has its budgets listed beside the others, baselines included', async () => {
  const items = await counters()
  expect(items.map((one: Record<string, unknown>) => [one['grant'], one['document'], one['counter']])).toEqual([
    ...Array.from({ length: 4 }, () => ['first', 'capped', '/tools/pay/rate_limit']),
    ['first', 'limited', 'spend'],
  ])
  expect(items[4]).toMatchObject({ label: 'My first grant', server: 'shop', used: '0', in_file: true })
  expect(await counters('?grant=first&server=shop')).toHaveLength(5)
  expect(await counters('?grant=first&server=mail')).toEqual([])
  expect(await counters('?grant=shut')).toEqual([])
  expect(await counters('?grant=nobody')).toBeUndefined()
})

it('is not shown to whoever has a role for a single server of the database', async () => {
  expect(await counters('', test.actor('viewer', 'local', 'srv_1'))).toEqual([])
})

it('has its counters set, and the change recorded', async () => {
  const wish = {
    grant: 'first',
    server: 'shop',
    document: 'limited',
    counter: 'spend',
    window: 'day',
    reason: 'Refund.',
  }
  const adjust = '/organisations/local/counters/adjust'
  const { status, body } = await test.call(`POST ${adjust}`, { body: { ...wish, set: '12.5' }, as: admin() })
  expect([status, body.before.used, body.after.used]).toEqual([200, '0', '12.5'])
  expect((await counters('?grant=first'))[4].used).toBe('12.5')
  expect(test.told.at(-1)).toMatchObject({ action: 'counter.adjust', object: 'first' })
  const over = await test.call(`POST ${adjust}`, { body: { ...wish, grant: 'over', set: '1' }, as: admin() })
  expect(over.status).toBe(404)
})
