import { expect, it } from 'vitest'
import { doneEverywhere } from './effective.ts'

it('says where it is in force, where there are several gateways', () => {
  expect(doneEverywhere('It is revoked', { gateways: 1, confirmed: 1 })).toBe('It is revoked.')
  expect(doneEverywhere('It is revoked', { gateways: 2, confirmed: 2 })).toBe(
    'It is revoked: in force at 2 of 2 gateways.',
  )
  expect(doneEverywhere('It is revoked', { gateways: 3, confirmed: 1 })).toMatch(
    /in force at 1 of 3 gateways so far\. /,
  )
})
