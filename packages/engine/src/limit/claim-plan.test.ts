import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePolicy, decide, type JsonValue, type Limit, parsePolicy } from '../index.ts'

const RUNS = Number(process.env['PORTCULLIS_PROPERTY_RUNS'] ?? 150)

/** What one call of a tool with these limits takes; undefined where it is refused. */
function taken(limits: readonly Partial<Limit>[], args: Record<string, JsonValue>, digest?: (text: string) => string) {
  const written = limits.map((limit) => ({ counter: 'c', window: 'day', max: 1_000_000_000, ...limit }))
  const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'deny', tools: { t: { limits: written } } }))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const decision = decide(compilePolicy(parsed.policy, { id: 'd' }), {
    subject: { organisation: 'local', grant: 'g', label: 'l', owner: 'o', tags: {} },
    tool: { server: 's', name: 't' },
    context: { at: 0, slot: 0, ...(digest && { digest }) },
    arguments: args,
    inexact: new Set(),
  })
  return decision.effect === 'deny' ? decision : decision.claims
}

/** Millionths below 2^53 / 64, as JSON has them. */
const price = fc.nat({ max: 999_999_999_999 }).map((millionths) => ({ millionths, price: Number(`${millionths}e-6`) }))

describe('claims', () => {
  it('[amounts.sums] are exact sums of millionths', () => {
    fc.assert(
      fc.property(fc.array(price, { maxLength: 20 }), (items) => {
        const claims = taken([{ increment_from: { sum: 'args.items[*].price' } }], {
          items: items.map(({ price: each }) => ({ price: each })),
        })
        const sum = items.reduce((total, { millionths }) => total + BigInt(millionths), 0n)
        expect(claims).toMatchObject([{ amount: Number(sum), amountful: true }])
      }),
      { numRuns: RUNS },
    )
  })

  it('are never made of what is no amount, wherever it stands', () => {
    const strange = fc.oneof(
      fc.constantFrom<JsonValue>(null, '1', true, -1, -0.000001, 1e-7, 1e10, [], {}, [1]),
      fc.double({ max: -Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true }),
    )
    fc.assert(
      fc.property(
        fc.array(price, { maxLength: 5 }),
        strange,
        fc.array(price, { maxLength: 5 }),
        (before, one, after) => {
          const values = [...before.map((each) => each.price), one, ...after.map((each) => each.price)]
          const denied = { effect: 'deny', code: 'argument_invalid' }
          expect(taken([{ increment_from: { sum: 'args.a[*]' } }], { a: values })).toMatchObject(denied)
          expect(taken([{ increment_from: 'args.a' }], { a: one })).toMatchObject(denied)
        },
      ),
      { numRuns: RUNS },
    )
  })

  it('are of different counters for different values only', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('1', 1, 'true', true, '["a"]', 'a'),
    )
    const key = (a: JsonValue, b: JsonValue): string => {
      // Any function that keeps texts apart.
      const claims = taken([{ by: ['args.a', 'args.b'] }, { counter: 'all' }], { a, b }, (text) =>
        Buffer.from(text).toString('base64url'),
      )
      return Array.isArray(claims) ? (claims[0]?.key ?? '') : JSON.stringify(claims)
    }
    fc.assert(
      fc.property(scalar, scalar, scalar, scalar, (a, b, c, d) => {
        expect(key(a, b) === key(c, d)).toBe(Object.is(a, c) && Object.is(b, d))
      }),
      { numRuns: RUNS },
    )
  })

  it('by value are refused where nothing can make digests', () => {
    expect(taken([{ by: ['args.a'] }, { counter: 'all' }], { a: 'x' })).toMatchObject({
      effect: 'deny',
      code: 'policy_denied',
    })
  })

  it('warn at exactly their share', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_999_999 }), fc.integer({ min: 1, max: 999_999 }), (max, share) => {
        const claims = taken([{ max, warn_at: Number(`${share}e-6`) }], {})
        const at = Array.isArray(claims) ? claims[0]?.terms?.warnings[0]?.at : undefined
        expect(at).toBe(Number(BigInt(max) * BigInt(share)))
      }),
      { numRuns: RUNS },
    )
  })
})
