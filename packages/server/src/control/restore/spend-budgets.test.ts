import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CounterStore } from '../../ports/counter-store.ts'
import { createMemoryCounters } from '../../store/memory/counters.ts'
import { transact } from '../../store/sql/transaction.ts'
import { steadyTime } from '../../store/steady-time.ts'
import type { GatewayCounters } from '../counter/gateway-counters.ts'
import { GRANTS, openGrantWorld } from '../grant/test-grants.contract.ts'
import { START, type TestControl } from '../test-control.contract.ts'
import { spendBudgets } from './spend-budgets.ts'

const policyOf = (tools: object) => JSON.stringify({ version: '1', default: 'deny', tools })
const EVERYDAY = policyOf({
  pay: {
    limits: [
      { counter: 'spend', window: 'day', max: 50, increment_from: 'args.amount', on_exceed: 'require_approval' },
      { counter: 'spend', window: 'day', max: '100.50', increment_from: 'args.amount' },
      { counter: 'rolls', window: '24h', kind: 'rolling', max: 5 },
    ],
  },
  look: { rate_limit: '10/minute', limits: [{ counter: 'looks', window: 'day', max: 3, by: ['args.id'] }] },
})
const BUSY = policyOf({ pay: { limits: [{ counter: 'busy', window: 'day', max: 9 }] } })

let test: TestControl
let store: CounterStore
beforeEach(async () => {
  const counters: GatewayCounters = {
    ask: async (wish) =>
      wish.kind === 'look' ? { outcome: 'looked', standing: await store.standing(wish.claims) } : undefined,
  }
  test = await openGrantWorld({ counters })
  store = createMemoryCounters(steadyTime(test.control.clock))
  for (const [name, text] of [
    ['everyday', EVERYDAY],
    ['busy', BUSY],
  ] as const)
    await test.call('POST /organisations/acme/policies', { body: { name, text } })
})
afterEach(() => test.close())

const make = async (label: string): Promise<string> => {
  const body = { label, owner: null, servers: { shop: { policy: 'everyday' } } }
  return (await test.call(`POST ${GRANTS}`, { body })).body.grant.id
}

/** What is used of each counter, as people are shown it. */
async function used(grant: string): Promise<readonly (readonly [string, string])[]> {
  const { items } = (await test.call(`GET /organisations/acme/counters?grant=${grant}`)).body
  return items.map(({ counter, used: amount }: { counter: string; used: string }) => [counter, amount])
}

it('sets every counter of every grant to the most that its limits allow, those of raises too', async () => {
  const one = await make('one')
  const gone = await make('gone')
  await test.call(`POST ${GRANTS}/${gone}/revoke`, { body: { reason: 'Over.' } })
  const until = START + 3_600_000
  const raise = { server: 'shop', policy: 'busy', until, reason: 'Much to do.' }
  expect((await test.call(`POST ${GRANTS}/${one}/raises`, { body: raise })).status).toBe(201)
  const spent = await transact(test.control.db, (tx) => spendBudgets(tx, store, START))
  expect(spent.get('acme')).toEqual({ spent: 7, by_value: 1 })
  expect(await used(one)).toEqual([['busy', '9']])
  test.pass(3_600_001)
  // The minute of the rate limit is over, the day is not; nobody knows which values were counted.
  expect(await used(one)).toEqual([
    ['spend', '100.5'],
    ['rolls', '5'],
    ['looks', '0'],
    ...[0, 1, 2, 3].map(() => ['/tools/look/rate_limit', '0']),
  ])
})

it('says which counter cannot be set', async () => {
  await make('one')
  const adjust: CounterStore['adjust'] = async () => ({ outcome: 'unavailable', cause: 'the disk is full' })
  const spending = transact(test.control.db, (tx) =>
    spendBudgets(tx, { standing: (claims) => store.standing(claims), adjust }, START),
  )
  await expect(spending).rejects.toThrow(/could not be set: the disk is full/)
})
