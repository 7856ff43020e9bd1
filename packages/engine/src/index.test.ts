import { expect, it } from 'vitest'
import * as engine from './index.ts'

it('the public surface is these names', () => {
  expect(Object.keys(engine).sort()).toEqual([
    'MAX_AMOUNT',
    'TOOL_CATEGORIES',
    'TOOL_RISKS',
    'amountFromNumber',
    'amountFromText',
    'compilePolicy',
    'decide',
    'formatAmount',
    'goesByLabel',
    'governs',
    'isExactNumber',
    'nameLookup',
    'parsePolicy',
    'permits',
    'policyJsonSchema',
    'visible',
  ])
})
