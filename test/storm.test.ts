/** Thousands of calls at 64 connections, and a gateway that is killed among them: no limit is exceeded by even one. */
import { it } from 'vitest'
import { killedStorm } from './storm/killed.ts'
import { mixedStorm } from './storm/mixed.ts'

it('[claims.exact] [claims.all-or-none] [log.complete] [closed.counted] 2,000 mixed calls at once', async () => {
  await mixedStorm(2000)
})

it('[claims.durable] killed in a storm: what was used is known, and no more than the limit is ever let through', async () => {
  await killedStorm({ max: 1000, kills: 1 })
})
