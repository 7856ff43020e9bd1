import { expect, test } from 'vitest'
import { compareLanes } from './differential.contract.ts'

test('[lanes.alike] [lanes.strict] 20,000 connections with strange bytes are read as node:http reads them', async () => {
  const { taken, handedOver, differing } = await compareLanes(20_000, 20_261_122)
  expect(differing).toEqual([])
  expect(taken).toBeGreaterThan(5000)
  expect(handedOver).toBeGreaterThan(5000)
})
