import { expect, test } from 'vitest'
import { compareReaders } from './differential.contract.ts'

test('[answers.alike] 20,000 strange answers are read as node:http reads them, or refused', async () => {
  const { alike, refused, differing } = await compareReaders(20_000, 20_261_122)
  expect(differing).toEqual([])
  expect(alike).toBeGreaterThan(5000)
  expect(refused).toBeGreaterThan(500)
})
