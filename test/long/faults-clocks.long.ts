/** What becomes of many gateways when the clock of a store's machine jumps. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSound, FAULT_POLICY, FAULT_TOOLS, type Fault, suffer } from '../many/faults.ts'
import { type Many, missing, startMany } from '../many/installation.ts'
import { makeStoreClock, noStoreClock, type StoreClock } from '../many/store-clock.ts'

const skipped = (await missing()) ?? noStoreClock()
const HOUR = 3_600_000

describe.skipIf(skipped !== undefined)(`faults${skipped === undefined ? '' : ` (not here: ${skipped})`}`, () => {
  let many: Many
  let clocks: Readonly<Record<'redis' | 'postgres', StoreClock>>
  beforeAll(async () => {
    clocks = { redis: makeStoreClock(), postgres: makeStoreClock() }
    const stores = { redis: clocks.redis.environment, postgres: clocks.postgres.environment }
    many = await startMany({ policy: FAULT_POLICY, tools: FAULT_TOOLS, count: 2, stores, counters: { timeout: '2s' } })
  })
  afterAll(async () => {
    await many?.close()
    for (const clock of Object.values(clocks)) clock.remove()
  })

  /** Seconds since 1970, as Redis has them. */
  const redisTime = async (): Promise<number> => Number(([] as unknown[]).concat(await many.redis.command('TIME'))[0])

  it('is seen by Redis', async () => {
    const before = await redisTime()
    clocks.redis.shift(HOUR)
    expect(await redisTime()).toBeGreaterThanOrEqual(before + HOUR / 1000)
    clocks.redis.shift(0)
    expect(await redisTime()).toBeLessThan(before + HOUR / 1000)
  })

  const faults: readonly Fault[] = (['redis', 'postgres'] as const).flatMap((store) => {
    const name = store === 'redis' ? 'Redis' : 'PostgreSQL'
    const jump = (milliseconds: number) => (): void => clocks[store].shift(milliseconds)
    return [
      { name: `the wall clock of ${name} jumps an hour ahead`, begin: jump(HOUR), lasts: 7_000 },
      { name: `the wall clock of ${name} jumps two hours back`, begin: jump(-HOUR), lasts: 7_000 },
    ]
  })
  for (const fault of faults) {
    it(fault.name, async () => {
      const aftermath = await suffer(many, fault)
      expect(aftermath.told).toEqual({})
      expectSound(fault, aftermath)
    })
  }
})
