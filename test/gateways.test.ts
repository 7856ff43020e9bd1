/** Two gateways on one PostgreSQL: what is changed at one holds at the other, and people answer at either. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { good } from './control-process.ts'
import { type GatewaysHouse, POSTGRES, ORGANISATION as params, startGateways } from './gateways-house.ts'
import { codeOf } from './messages.ts'
import { until } from './until.ts'

const POLICY = {
  version: '1',
  default: 'deny',
  tools: { free: {}, ask: { action: 'require_approval', approval: { hold: '30s' } } },
}

if (POSTGRES === '') console.info('Gateways on one database are left out: TEST_POSTGRES_URL names none.')

describe.skipIf(POSTGRES === '')('two gateways on one database', () => {
  let house: GatewaysHouse
  beforeAll(async () => {
    house = await startGateways({ policy: POLICY, upstream: { tools: ['free', 'ask'] } })
  }, 60_000)
  afterAll(() => house?.close())

  const codes = async (): Promise<readonly unknown[]> => [
    codeOf(await house.call(0, 'free')),
    codeOf(await house.call(1, 'free')),
  ]

  it('[gateways.changes] stop a server at both before the one that was asked answers', async () => {
    expect(await codes()).toEqual([undefined, undefined])
    const stops = { kind: 'server', server: 'shop' } as const
    const { id, effective } = await good(
      house.people[0]!.client.call('kills.stop', { params, body: { stops, reason: 'Test.' } }),
    )
    expect(effective).toEqual({ gateways: 2, confirmed: 2 })
    expect(await codes()).toEqual(['stopped', 'stopped'])
    await good(house.people[1]!.client.call('kills.lift', { params: { ...params, kill: id } }))
    await until(async () => (await codes()).every((code) => code === undefined))
  })

  it('[gateways.approvals] hold a call at one, and make it once when somebody approves at the other', async () => {
    const { client } = house.people[1]!
    const asked = house.call(0, 'ask', { a: 1 })
    const query = { mine: 'true', limit: 10 } as const
    const waiting = async () => (await good(client.call('approvals.list', { params, query }))).items
    await until(async () => (await waiting()).length === 1)
    const answer = async (approval: string, how: 'approve' | 'reject'): Promise<void> => {
      const one = { ...params, approval }
      const { seen = '' } = await good(client.call('approvals.read', { params: one }))
      if (how === 'approve') await good(client.call('approvals.approve', { params: one, body: { seen } }))
      else await good(client.call('approvals.reject', { params: one, body: { seen, reason: 'Once.' } }))
    }
    const both = Promise.all([asked, house.call(1, 'ask', { a: 1 })])
    await answer((await waiting())[0]?.id ?? '', 'approve')
    let isOver = false
    const over = both.finally(() => {
      isOver = true
    })
    await until(() => house.upstream.calls('ask') > 0)
    // Whoever came second may ask anew.
    await until(async () => {
      for (const { id } of await waiting()) await answer(id, 'reject')
      return isOver
    })
    const told = await over
    expect(house.upstream.calls('ask')).toBe(1)
    expect(told.filter((answer) => codeOf(answer) === undefined)).toHaveLength(1)
  })

  it('[audit.watched] tell whoever watches decisions at one of a call at the other', async () => {
    const { headers } = house.people[1]!
    const url = `${house.gateways[1]?.admin}/api/v1/organisations/local/audit/events`
    const { body } = await fetch(url, { headers })
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
    let told = (await reader.read()).value ?? ''
    await house.call(0, 'free')
    while (!told.includes('"tool":"free"')) told += (await reader.read()).value ?? ''
    expect(told).toContain('event: decision')
    await reader.cancel()
  })

  it('[gateways.facts] digest arguments by the same keys', async () => {
    const [one, other] = await Promise.all(
      house.gateways.map(({ folder }) => readFile(join(folder, 'state', 'fact.keys'), 'utf8')),
    )
    expect(one).toMatch(/^\d{4}-\d\d /)
    expect(other?.split('\n').sort()).toEqual(one?.split('\n').sort())
  })

  it('[gateways.registry] are listed with what is in force at each, and the one that ended is not', async () => {
    const listed = async () => (await good(house.people[0]!.client.call('gateways.list', {}))).items
    await until(async () => (await listed()).filter(({ current }) => current).length === 2)
    const all = await listed()
    expect(all.map(({ self }) => self).sort()).toEqual([false, true])
    expect(new Set(all.map(({ address }) => address))).toEqual(new Set(house.gateways.map(({ origin }) => origin)))
    await house.gateways[1]?.end()
    expect(await listed()).toHaveLength(1)
  })
})
