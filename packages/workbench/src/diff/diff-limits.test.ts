import type { Policy, Rule } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { diff, PAY, rule, told } from './diff-samples.contract.ts'
import { failsOn } from './report.ts'

describe('limits', () => {
  const limited = (limit: object): Omit<Policy, 'version'> =>
    rule({ limits: [{ counter: 'c', window: 'day', max: 10, ...limit }] })
  const table: readonly (readonly [string, object, object, RegExp | undefined])[] = [
    ['a smaller maximum', {}, { max: 5 }, /^tightened pay: the limit is at most 5 /],
    ['a larger maximum', {}, { max: 50 }, /^loosened /],
    ['a longer window', { window: 'hour' }, { window: 'day' }, /^tightened /],
    ['as much in a shorter window', { max: 24 }, { window: 'hour', max: 24 }, /^loosened /],
    ['a share of it in a shorter window', { max: 24 }, { window: 'hour', max: 1 }, /^tightened /],
    ['what cannot be compared', { max: 24 }, { window: 'hour', max: 2 }, /^changed .*neither is plainly/],
    ['a wider scope', {}, { scope: 'owner' }, /^tightened /],
    ['a narrower scope', {}, { scope: 'session' }, /^loosened /],
    ['a rolling window', {}, { window: '1d', kind: 'rolling' }, /^tightened /],
    ['a question in place of a refusal', {}, { on_exceed: 'require_approval' }, /^loosened /],
    ['another name', {}, { counter: 'd' }, /^changed pay: the limit counts in another counter/],
    ['a text', {}, { on_deny: 'No.' }, undefined],
  ]
  it.each(table)('with %s', (_, before, after, expected) => {
    const found = told(limited(before), limited(after), [PAY])
    if (expected === undefined) expect(found).toEqual([])
    else expect(found).toMatchObject([expect.stringMatching(expected)])
  })

  it('say that people are asked in another way beyond them', () => {
    const limits = [{ counter: 'c', window: 'day', max: 10, on_exceed: 'require_approval' as const }]
    const found = told(rule({ limits }), rule({ limits, approval: { four_eyes: true } }), [PAY])
    expect(found).toEqual([expect.stringMatching(/^changed pay: people are asked in another way beyond it/)])
    const refusing = limits.map(({ on_exceed: _, ...limit }) => limit)
    expect(told(rule({ limits: refusing }), rule({ limits: refusing, approval: { quorum: 2 } }), [PAY])).toEqual([])
  })

  const amount = { increment_from: 'args.amount' }
  const facts: readonly (readonly [string, object, object, 'loosened' | 'changed'])[] = [
    ['max', { max: 10 }, { max: 11 }, 'loosened'],
    ['max, as a text', { max: '10.5' }, { max: '10.6' }, 'loosened'],
    ['window', { max: 10 }, { window: 'hour', max: 10 }, 'loosened'],
    ['window of another length', { window: '7h' }, { window: '5h' }, 'changed'],
    ['kind', { window: '1d', kind: 'rolling' }, {}, 'loosened'],
    ['a rolling window over more than half', { window: '1d', kind: 'rolling' }, { max: 6 }, 'changed'],
    ['scope', { scope: 'organisation' }, { scope: 'owner' }, 'loosened'],
    ['scopes beside each other', { scope: 'server' }, { scope: 'owner' }, 'changed'],
    ['by', {}, { by: ['args.to'] }, 'loosened'],
    ['by one more', { by: ['args.to'] }, { by: ['args.currency', 'args.to'] }, 'loosened'],
    ['by something else', { by: ['args.to'] }, { by: ['args.currency'] }, 'changed'],
    ['by regardless of case', { by: [{ path: 'args.to', ignore_case: true }] }, { by: ['args.to'] }, 'loosened'],
    ['increment', { increment: 2 }, {}, 'loosened'],
    ['increment and max', { increment: 2, max: 20 }, {}, 'changed'],
    ['increment_from', amount, {}, 'changed'],
    ['another increment_from', amount, { increment_from: { count: 'args.to' } }, 'changed'],
    ['on_exceed', {}, { on_exceed: 'require_approval' }, 'loosened'],
    ['a question earlier, and no end', {}, { on_exceed: 'require_approval', max: 5 }, 'changed'],
    ['refund_on', amount, { ...amount, refund_on: ['tool_error'] }, 'loosened'],
    [
      'another refund_on',
      { ...amount, refund_on: ['protocol_error'] },
      { ...amount, refund_on: ['protocol_error', 'tool_error'] },
      'loosened',
    ],
    ['on_store_failure', {}, { on_store_failure: 'allow' }, 'loosened'],
    ['durability', {}, { durability: 'relaxed' }, 'loosened'],
    ['warn_at', { warn_at: 0.5 }, { warn_at: 0.9 }, 'changed'],
  ]
  it.each(facts)('tell a looser %s from a tighter one', (_, before, after, direction) => {
    // Whether an argument can be counted is told of calls.
    const directions = (one: object, other: object) => {
      const { differences } = diff(limited(one), limited(other), [PAY])
      return differences.flatMap(({ area, direction: each }) => (area === 'limits' ? [each] : []))
    }
    expect(directions(before, after)).toEqual([direction])
    expect(directions(after, before)).toEqual([direction === 'loosened' ? 'tightened' : direction])
  })

  it('of a ladder are told step by step, in whatever order they stand', () => {
    const step = (max: number, asks: boolean) => ({
      ...{ counter: 'c', window: 'day', max },
      ...(asks && { on_exceed: 'require_approval' as const }),
    })
    const ladder = (...limits: Rule['limits'] & object): Omit<Policy, 'version'> => rule({ limits })
    const steps = [step(500, true), step(1000, false)]
    expect(told(ladder(...steps), ladder(...steps.toReversed()), [PAY])).toEqual([])
    expect(told(ladder(...steps), ladder(step(800, true), step(1000, false)), [PAY])).toMatchObject([
      expect.stringMatching(/^loosened pay: the limit is at most 800 /),
    ])
    expect(told(ladder(...steps), ladder(step(1000, false)), [PAY])).toMatchObject([
      expect.stringMatching(/^loosened pay: a limit is gone: at most 500 /),
    ])
    expect(told(ladder(step(1000, false)), ladder(...steps), [PAY])).toMatchObject([
      expect.stringMatching(/^tightened pay: a limit is new: at most 500 /),
    ])
  })

  it('that are gone where another one gives claims back are missed', () => {
    const [kept, other] = [
      { counter: 'c', window: 'day', max: 10, ...amount },
      { counter: 'd', window: 'day', max: 10, ...amount, refund_on: ['tool_error' as const] },
    ]
    expect(told(rule({ limits: [kept, other] }), rule({ limits: [other] }), [PAY])).toMatchObject([
      expect.stringMatching(/^loosened pay: a limit is gone/),
    ])
    expect(told(rule({ limits: [kept, other] }), rule({ limits: [kept] }), [PAY])).toMatchObject([
      expect.stringMatching(/^changed pay: a limit is gone: .*another limit is at least as tight/),
    ])
  })

  it('that are gone are not made up for by one that counts fewer calls', () => {
    const [own, all] = [
      { counter: 'own', window: 'day', max: 5 },
      { counter: 'all', window: 'day', max: 10 },
    ]
    const of = (first: object, second: object): Omit<Policy, 'version'> => ({
      default: 'deny',
      tools: { 'p*': first },
      classes: { financial: second },
    })
    const gone = (before: Omit<Policy, 'version'>, after: Omit<Policy, 'version'>) =>
      diff(before, after, [PAY]).differences.flatMap(({ area, subject, direction }) =>
        area === 'limits' && subject === 'pay' ? [direction] : [],
      )
    expect(gone(of({ limits: [own] }, { limits: [all] }), of({ limits: [own] }, {}))).toEqual(['loosened'])
    const everywhere = { all_tools: { limits: [{ ...all, max: 3 }] } }
    expect(gone({ ...everywhere, ...rule({ limits: [own] }) }, { ...everywhere, ...rule({}) })).toEqual(['changed'])
    expect(gone({ ...everywhere, ...rule({ limits: [own] }) }, rule({ limits: [own] }))).toEqual(['loosened'])
  })

  it('that move from a pattern to a name count fewer calls, and the other way more', () => {
    const limits = [{ counter: 'c', window: 'day', max: 10 }]
    const counted = (text: string): Omit<Policy, 'version'> => ({ default: 'deny', tools: { [text]: { limits } } })
    const directions = (before: string, after: string) =>
      diff(counted(before), counted(after), [PAY]).differences.flatMap(({ area, subject, direction }) =>
        area === 'limits' && subject === 'pay' ? [direction] : [],
      )
    expect(directions('p*', 'pay')).toEqual(['loosened'])
    expect(directions('pay', 'p*')).toEqual(['tightened'])
  })

  it('of a counter that tools share are looser where each gets its own', () => {
    const limit = { counter: 'c', window: 'day', max: 10 }
    const shared = { default: 'deny' as const, tools: { pay: { limits: [limit] }, send: { limits: [limit] } } }
    const apart = { ...shared, tools: { ...shared.tools, send: { limits: [{ ...limit, counter: 'd' }] } } }
    expect(told(shared, apart)).toEqual([
      'loosened pay: the limit is shared with other rules than before: at most 10 in each day for the grant',
      'loosened send: the limit is shared with other rules than before: at most 10 in each day for the grant',
    ])
    expect(diff(apart, shared).differences.map(({ direction }) => direction)).toEqual(['tightened', 'tightened'])
  })

  it('that cannot be compared count as loosened, for whoever wants to be told', () => {
    const found = diff(limited({ max: 24 }), limited({ window: 'hour', max: 2 }), [PAY])
    expect([failsOn(found, 'none'), failsOn(found, 'loosened'), failsOn(found, 'any')]).toEqual([false, true, true])
    expect(failsOn(diff(limited({}), limited({ max: 5 }), [PAY]), 'loosened')).toBe(false)
  })

  it('that are gone loosen, and counters that are others start anew', () => {
    expect(told(limited({}), rule({}), [PAY])).toMatchObject([expect.stringMatching(/^loosened pay: a limit is gone/)])
    const [found] = diff(limited({}), limited({ window: 'week' }), [PAY]).differences
    expect(found).toMatchObject({ resets: true })
  })
})
