/** A whole installation killed at any moment, again and again, while people change it and agents call. */
import { expect, it } from 'vitest'
import { killedInstallation } from '../storm/installation.ts'

const postgres = process.env['TEST_POSTGRES_URL']

it('killed among a thousand changes and ten thousand calls', async () => {
  const wish = { seed: 20, kills: 12, changes: 1000, calls: 10_000, max: 4000 }
  const told = await killedInstallation(wish)
  console.info(told)
  expect(told).toMatch(/nothing of them is lost/)
})

it.skipIf(postgres === undefined)('the same with PostgreSQL (skipped where TEST_POSTGRES_URL names none)', async () => {
  const wish = { seed: 21, kills: 6, changes: 400, calls: 4000, max: 2000 }
  const told = await killedInstallation(postgres === undefined ? wish : { ...wish, postgres })
  console.info(told)
  expect(told).toMatch(/nothing of them is lost/)
})
