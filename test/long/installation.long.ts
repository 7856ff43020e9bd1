/** A whole installation that is killed while people change it and agents call. */
import { expect, it } from 'vitest'
import { killedInstallation } from '../storm/installation.ts'

it('[control.restart] finds every answered change and every counted call again, and proves its logs whole', async () => {
  const told = await killedInstallation({ seed: 7, kills: 2, changes: 30, calls: 60, max: 100 })
  expect(told).toMatch(/nothing of them is lost/)
})
