/** Gateways whose database is away: they close after the stated time, and take calls again by themselves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { good, startControlled } from '../control-process.ts'
import { type GatewaysHouse, ownSchema, POSTGRES, ORGANISATION as params, startGateways } from '../gateways-house.ts'
import { codeOf } from '../messages.ts'
import { openGate, type TcpGate } from '../tcp-gate.ts'
import { until } from '../until.ts'

const POLICY = { version: '1', default: 'deny', tools: { free: {} } }
const CONFIRM_WITHIN = 3000

describe.skipIf(POSTGRES === '')('gateways whose database is away', () => {
  let house: GatewaysHouse
  let gate: TcpGate
  let schema: Awaited<ReturnType<typeof ownSchema>>
  beforeAll(async () => {
    schema = await ownSchema()
    const direct = new URL(schema.url)
    gate = await openGate({ host: direct.hostname, port: Number(direct.port) })
    const database = new URL(schema.url)
    database.port = String(gate.port)
    house = await startGateways({
      policy: POLICY,
      upstream: { tools: ['free'] },
      database: database.href,
      settings: { gateways: { confirm_within: `${CONFIRM_WITHIN}ms` } },
    })
  })
  afterAll(async () => {
    await house?.close()
    await gate?.close()
    await schema?.drop()
  })

  const codes = (): Promise<readonly unknown[]> =>
    Promise.all([0, 1].map(async (gateway) => codeOf(await house.call(gateway, 'free'))))
  const areAll = (wanted: unknown) => async () => (await codes()).every((code) => code === wanted)

  const AWAY: readonly (readonly [string, (to: TcpGate) => void])[] = [
    ['is gone', (to) => to.shut()],
    ['says nothing', (to) => to.stick()],
  ]
  for (const [what, away] of AWAY) {
    it(`take calls for the stated time where it ${what}, none afterwards, and all when it is back`, async () => {
      await until(areAll(undefined))
      const from = performance.now()
      away(gate)
      expect(await codes()).toEqual([undefined, undefined])
      await until(areAll('not_current'))
      console.info(`closed after ${Math.round(performance.now() - from)} ms`)
      gate.open()
      const again = performance.now()
      await until(areAll(undefined))
      console.info(`open again after ${Math.round(performance.now() - again)} ms`)
    })
  }

  it('are under control as before', async () => {
    const revoked = await good(
      house.people[1]!.client.call('grants.revoke', { params: { ...params, grant: house.grant }, body: {} }),
    )
    expect(revoked).toMatchObject({ state: 'revoked', effective: { gateways: 2, confirmed: 2 } })
    const told = await Promise.all([0, 1].map((gateway) => house.call(gateway, 'free')))
    expect(told.map(({ status }) => status)).toEqual([401, 401])
  })

  it('refuse to start with other keys', async () => {
    await expect(startControlled({ database: schema.url })).rejects.toThrow(/installation with another key/)
  })
})
