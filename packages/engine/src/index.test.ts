import { expect, it } from 'vitest'
import * as engine from './index.ts'

it('the public surface is these names', () => {
  expect(Object.keys(engine).sort()).toEqual([
    'MAX_AMOUNT',
    'amountFromNumber',
    'amountFromText',
    'compilePolicy',
    'decide',
    'formatAmount',
    'governs',
    'isExactNumber',
    'parsePolicy',
    'permits',
    'policyJsonSchema',
    'visible',
  ])
})
