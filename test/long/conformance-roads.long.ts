/** The official suite through the endpoint of all servers, and through the translation between eras. */
import { expect, it } from 'vitest'
import { ROADS, roadReport, runRoad, unexpected } from '../conformance/roads.ts'

it.each(ROADS)('$name: nothing differs that need not', { timeout: 120_000 }, async (road) => {
  const outcome = await runRoad(road)
  expect(outcome.through.passed).toBeGreaterThan(70)
  expect(unexpected(outcome), roadReport([outcome])).toEqual([])
})
