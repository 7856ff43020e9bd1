/** Ten thousand calls at 64 connections, and a gateway that is killed among them: no limit is exceeded by even one. */
import { expect, it } from 'vitest'
import { killedStorm } from './storm/killed.ts'
import { mixedStorm } from './storm/mixed.ts'

it('[claims.exact] [claims.all-or-none] [log.complete] [closed.counted] 10,000 mixed calls at once', async () => {
  expect(await mixedStorm(10_000)).toBeLessThan(25_000)
})

it('[claims.durable] killed in a storm: what was used is known, and no more than the limit is ever let through', async () => {
  await killedStorm({ max: 2000, kills: 1 })
})
