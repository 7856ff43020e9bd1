/** Longer storms: a hundred thousand calls, and a gateway that is killed again and again. */
import { expect, it } from 'vitest'
import { killedStorm } from '../storm/killed.ts'
import { mixedStorm } from '../storm/mixed.ts'

it('100,000 mixed calls at once', async () => {
  expect(await mixedStorm(100_000)).toBeLessThan(250_000)
})

it('killed twenty times in a storm', async () => {
  await killedStorm({ max: 20_000, kills: 20 })
})
