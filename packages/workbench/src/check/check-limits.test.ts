import { describe, expect, it } from 'vitest'
import { codes, policy } from './check-samples.contract.ts'

describe('limits', () => {
  const limits = (...list: readonly object[]): readonly string[] =>
    codes(policy({ timezone: 'Europe/Berlin', tools: { t: { limits: list } } }))
  const limit = (counter: string, window: string, max: number, more: object = {}) => ({ counter, window, max, ...more })
  const AMOUNT = { increment_from: 'args.amount' }
  const REFUNDED = { ...AMOUNT, refund_on: ['tool_error'] }
  const idle = (at: number): string => `limit_never_binds /tools/t/limits/${at}/max`

  const cases: readonly (readonly [string, readonly object[], readonly string[]])[] = [
    ['an hour within a day', [limit('a', 'hour', 9), limit('b', 'day', 9)], [idle(0)]],
    ['a day that is larger', [limit('a', 'hour', 9), limit('b', 'day', 10)], []],
    ['a week does not hold a month', [limit('a', 'week', 9), limit('b', 'month', 9)], []],
    ['durations that fit into one another', [limit('a', '10m', 9), limit('b', '30m', 9)], [idle(0)]],
    ['durations that do not', [limit('a', '20m', 9), limit('b', '30m', 9)], []],
    ['a calendar and a duration', [limit('a', 'hour', 9), limit('b', '24h', 9)], []],
    ['a rolling one over a fixed one', [limit('a', 'day', 9), limit('b', '25h', 9, { kind: 'rolling' })], [idle(0)]],
    ['a rolling one that is too short', [limit('a', 'day', 9), limit('b', '24h', 9, { kind: 'rolling' })], []],
    ['a fixed one over a rolling one', [limit('a', '1h', 9, { kind: 'rolling' }), limit('b', '1h', 9)], [idle(1)]],
    ['a small one that adds up', [limit('a', 'hour', 2), limit('b', 'day', 50)], [idle(1)]],
    ['one that adds up to more where clocks are set back', [limit('a', 'hour', 2), limit('b', 'day', 48)], []],
    ['a warning on the way', [limit('a', 'hour', 2), limit('b', 'day', 90, { warn_at: 0.5 })], []],
    ['what gives claims back', [limit('a', 'day', 9, REFUNDED), limit('b', 'day', 9, AMOUNT)], [idle(0)]],
    ['a session within a grant', [limit('a', 'day', 9, { scope: 'session' }), limit('b', 'day', 9)], [idle(0)]],
    ['a grant and its owner', [limit('a', 'day', 9), limit('b', 'day', 99, { scope: 'owner' })], []],
    [
      'a server and an owner',
      [limit('a', 'day', 9, { scope: 'server' }), limit('b', 'day', 9, { scope: 'owner' })],
      [],
    ],
    ['another increment', [limit('a', 'hour', 9, { increment: 2 }), limit('b', 'day', 9)], []],
    ['a ladder', [limit('a', 'day', 5, { on_exceed: 'require_approval' }), limit('a', 'day', 9)], []],
    ['a warning before', [limit('a', 'hour', 20, { warn_at: 0.3 }), limit('b', 'day', 9)], []],
    ['the same twice', [limit('a', 'day', 9), limit('b', 'day', 9)], [idle(1)]],
    ['each value beside all', [limit('a', 'day', 9, { by: ['args.x'] }), limit('b', 'day', 5)], [idle(0)]],
    ['all beside each value', [limit('a', 'day', 9), limit('b', 'day', 5, { by: ['args.x'] })], []],
    ['nothing left', [limit('a', 'day', 0)], ['limit_refuses_all /tools/t/limits/0/max']],
  ]
  it.each(cases)('%s', (_, list, expected) => {
    expect(limits(...list)).toEqual(expected)
  })

  it('that others count in may bind, although a tool’s own does first', () => {
    const own = limit('own', 'day', 5)
    const shared = limit('shared', 'day', 9)
    const limited = (...limits: readonly object[]) => ({ limits })
    expect(codes(policy({ tools: { a: limited(own, shared), b: limited(shared) } }))).toEqual([])
    expect(codes(policy({ tools: { a: limited(own, shared), b: {} } }))).toEqual([
      'limit_never_binds /tools/a/limits/1/max',
    ])
  })

  it('are shared on purpose where they count alike', () => {
    const sharing = (one: object, other: object): readonly string[] =>
      codes(
        policy({
          tools: {
            a: { limits: [{ counter: 'c', window: 'day', max: 9, ...one }] },
            b: { limits: [{ counter: 'c', window: 'day', max: 9, ...other }] },
          },
        }),
      )
    expect(sharing({}, {})).toEqual([])
    expect(sharing({}, { increment_from: { count: 'args.ids' } })).toEqual([])
    expect(sharing({ increment_from: 'args.sum' }, { increment_from: 'args.total' })).toEqual([])
    expect(sharing({}, { increment_from: 'args.sum' })).toEqual(['shared_counter /tools/b/limits/0/counter'])
    expect(sharing({}, { scope: 'session' })).toEqual([])
  })
})
