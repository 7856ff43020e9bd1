/** A minute of all shapes of traffic through two gateways: nothing grows. `npm run scale -- --soak 10m` is the long way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Many, missing, startMany } from '../many/installation.ts'
import { CAPPED_MAX, SHAPE_POLICY, SHAPE_TOOLS, STANDARD_MIX } from '../many/shapes.ts'
import { soak } from '../many/soak.ts'

const skipped = await missing()
const MILLIS = 60_000

describe.skipIf(skipped !== undefined)(`a soak${skipped === undefined ? '' : ` (not here: ${skipped})`}`, () => {
  let many: Many
  beforeAll(async () => {
    many = await startMany({ policy: SHAPE_POLICY, tools: SHAPE_TOOLS, count: 2, direct: true })
  })
  afterAll(() => many?.close())

  it('of a minute leaves memory, handles and child processes as they were', async () => {
    const { grown, gateways, traffic } = await soak(many, {
      ...{ mix: { ...STANDARD_MIX, stream: 5 }, clients: 32, millis: MILLIS, pace: 40 },
    })
    console.info(JSON.stringify({ gateways, perSecond: Math.round(traffic.perSecond), came: traffic.came }))
    expect(traffic.odd).toEqual([])
    expect(grown).toEqual([])
    const { executed, repeated } = await many.upstream.counts()
    expect(repeated).toBe(0)
    expect(executed['capped']).toBeLessThanOrEqual(CAPPED_MAX)
    expect(executed['denied']).toBeUndefined()
  })
})
