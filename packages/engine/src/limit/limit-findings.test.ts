import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../policy/parse.ts'

/** Code and place of everything that is said of a document with these parts. */
function findings(parts: object): readonly string[] {
  const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'deny', ...parts }))
  return (parsed.ok ? parsed.warnings : parsed.problems).map(
    ({ severity, code, pointer }) => `${severity} ${code} ${pointer}`,
  )
}

const limited = (...limits: readonly object[]): object => ({
  tools: { t: { limits: limits.map((limit) => ({ counter: 'c', window: 'day', max: 10, ...limit })) } },
})

describe('limits are refused', () => {
  it.each([
    ['a month that rolls', [{ window: 'month', kind: 'rolling' }], 'bad_value /tools/t/limits/0/window'],
    ['calls that are given back', [{ refund_on: ['tool_error'] }], 'bad_value /tools/t/limits/0/refund_on'],
    [
      'amounts without their counter',
      [{ increment_from: 'args.amount', on_store_failure: 'allow' }],
      'bad_value /tools/t/limits/0/on_store_failure',
    ],
    [
      'questions without their counter',
      [{ on_exceed: 'require_approval', on_store_failure: 'allow' }],
      'bad_value /tools/t/limits/0/on_store_failure',
    ],
    [
      'amounts that are not written',
      [{ increment_from: 'args.amount', durability: 'relaxed' }],
      'bad_value /tools/t/limits/0/durability',
    ],
    [
      'questions that are not written',
      [{ on_exceed: 'require_approval', durability: 'relaxed' }],
      'bad_value /tools/t/limits/0/durability',
    ],
    ['two increments', [{ increment: 2, increment_from: 'args.n' }], 'bad_value /tools/t/limits/0/increment'],
    ['a sum of one', [{ increment_from: { sum: 'args.amount' } }], 'bad_path /tools/t/limits/0/increment_from/sum'],
    ['one of many', [{ increment_from: 'args.items[*].price' }], 'bad_path /tools/t/limits/0/increment_from'],
    ['many values', [{ by: ['args.items[*].id'] }], 'bad_path /tools/t/limits/0/by/0'],
    ['no values', [{ by: [] }], 'bad_value /tools/t/limits/0/by'],
    ['a share beyond the whole', [{ warn_at: 1.5 }], 'bad_value /tools/t/limits/0/warn_at'],
    ['differing increments', [{}, { increment: 2 }], 'differing_increments /tools/t/limits/1'],
    [
      'differing sums',
      [{ increment_from: { sum: 'args.a[*]' } }, { increment_from: { count: 'args.a' } }],
      'differing_increments /tools/t/limits/1',
    ],
    [
      'differing refunds',
      [{ increment_from: 'args.n', refund_on: ['tool_error'] }, { increment_from: 'args.n' }],
      'differing_refunds /tools/t/limits/1',
    ],
  ])('%s', (_what, limits, wanted) => {
    expect(findings(limited(...limits))).toContain(`error ${wanted}`)
  })

  it('with calls that a person approves, or that cannot be undone, and no counter', () => {
    const limits = [{ counter: 'c', window: 'day', max: 1, on_store_failure: 'allow' }]
    const error = (place: string): string => `error bad_value ${place}/limits/0/on_store_failure`
    expect(findings({ tools: { t: { action: 'require_approval', limits } } })).toEqual([error('/tools/t')])
    expect(findings({ classes: { financial: { limits } } })).toContain(error('/classes/financial'))
    expect(findings({ classes: { read: { limits } }, tools: { t: { limits } } }).join()).not.toContain('error')
  })
})

describe('limits stand', () => {
  it.each([
    ['in all windows', [{ window: 'week' }, { window: 'month' }, { window: 'week', kind: 'rolling' }]],
    ['with different kinds of one window', [{ increment: 1 }, { kind: 'rolling', increment: 2 }]],
    ['with different values', [{}, { by: ['tool.name'], increment: 2 }]],
    [
      'as a ladder',
      [
        { max: 5, on_exceed: 'require_approval' },
        { max: 10, warn_at: 0.9 },
      ],
    ],
    [
      'with amounts of many kinds',
      [
        { increment_from: 'args.n' },
        { counter: 'd', increment_from: { sum: 'args.a[*].n' } },
        { counter: 'e', increment_from: { count: 'args.a' } },
      ],
    ],
  ])('%s', (_what, limits) => {
    expect(findings(limited(...limits))).toEqual([])
  })
})

describe('authors are warned', () => {
  it('of a limit that asks behind one that refuses', () => {
    const warning = 'warning no_effect /tools/t/limits/0/max'
    expect(findings(limited({ on_exceed: 'require_approval' }, { max: 10 }))).toEqual([warning])
    expect(findings(limited({ on_exceed: 'require_approval' }, { max: 10, window: 'hour' }))).toEqual([])
  })

  it('of values that callers make up, with nothing that bounds them all', () => {
    const warning = 'warning unbounded_values /tools/t/limits/0/by'
    expect(findings(limited({ by: ['args.customer'] }))).toEqual([warning])
    expect(findings(limited({ by: ['args.customer'] }, { counter: 'all', max: 100 }))).toEqual([])
    expect(findings({ ...limited({ by: ['args.customer'] }), all_tools: { rate_limit: '9/minute' } })).toEqual([])
    expect(findings(limited({ by: ['grant.owner'] }))).toEqual([])
  })
})
