import { expect, it } from 'vitest'
import { factorsOf } from './factors.ts'

it.each([
  [{ amr: ['mfa'] }, 2],
  [{ amr: 'mfa' }, 2],
  [{ amr: ['pwd', 'otp'] }, 2],
  [{ amr: ['hwk', 'pin'] }, 2],
  [{ acr: 'phr' }, 2],
  [{ amr: ['pwd'] }, 1],
  [{ amr: ['otp', 'sms'] }, 1],
  [{ amr: ['pwd', 'pin'] }, 1],
  [{ amr: [{ mfa: true }], acr: ['phr'] }, 1],
  [{ acr: '1' }, 1],
  [{}, 1],
])('of %j there are %i', (claims, factors) => {
  expect(factorsOf(claims)).toBe(factors)
})
