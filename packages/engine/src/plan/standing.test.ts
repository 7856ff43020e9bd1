import { describe, expect, it } from 'vitest'
import { compilePolicy, decide, type Limit, parsePolicy, type SessionSlot, standingCounters } from '../index.ts'

const subject = { organisation: 'acme', grant: 'g', label: 'l', owner: 'o', tags: {} }
const AT = Date.UTC(2026, 5, 15, 22, 30)

function both(limits: readonly Partial<Limit>[], slot: SessionSlot) {
  const written = limits.map((limit) => ({ counter: 'c', window: 'day', max: 10, ...limit }))
  const text = {
    version: '1',
    default: 'deny',
    timezone: 'Europe/Berlin',
    tools: { 't*': { limits: written, rate_limit: '5/minute' } },
  }
  const parsed = parsePolicy(JSON.stringify(text))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const decision = decide(compilePolicy(parsed.policy, { id: 'd' }), {
    subject,
    tool: { server: 's', name: 'tool' },
    context: { at: AT, slot, digest: (text) => Buffer.from(text).toString('base64url') },
    arguments: { id: 'x' },
    inexact: new Set(),
  })
  if (decision.effect !== 'allow') throw new Error(decision.effect)
  const found = standingCounters(
    { policy: parsed.policy, document: { id: 'd', version: '' } },
    { subject, server: 's' },
    AT,
  )
  return { claims: decision.claims, found }
}

describe('counters as they stand', () => {
  it.each([
    [{}],
    [{ scope: 'owner' as const }],
    [{ scope: 'organisation' as const, window: 'month' as const }],
    [{ scope: 'server' as const, window: '90m' }],
    [{ scope: 'session' as const }],
    [{ kind: 'rolling' as const, window: '24h' }],
    [{ by: ['args.id'] }],
  ])('are the very ones that calls take from: %j', (limit) => {
    for (const slot of [0, 3] as const) {
      const { claims, found } = both([limit], slot)
      const mine = found.filter((one) => one.slot === undefined || one.slot === slot)
      expect(
        mine.map(({ claim }) => [claim.family ?? claim.key, claim.current, claim.next, claim.terms?.rolling]),
      ).toEqual(claims.map((claim) => [claim.family ?? claim.key, claim.current, claim.next, claim.terms?.rolling]))
      expect(mine.map(({ claim }) => claim.family)).toEqual(claims.map(({ family }) => family))
      expect(found.every(({ claim }) => claim.amount === 0)).toBe(true)
    }
  })

  it('tell every limit that compares with them, once each', () => {
    const { found } = both([{}, { max: 5, on_exceed: 'require_approval' }, { counter: 'd' }], 0)
    expect(found.map(({ name, limits }) => [name, limits.map(({ max, onExceed }) => [max, onExceed])])).toEqual([
      [
        'c',
        [
          [10_000_000, 'deny'],
          [5_000_000, 'require_approval'],
        ],
      ],
      ['d', [[10_000_000, 'deny']]],
      ...[0, 1, 2, 3].map(() => ['/tools/t*/rate_limit', [[5_000_000, 'deny']]]),
    ])
  })
})
